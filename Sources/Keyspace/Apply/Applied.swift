/// What one command did.
package struct Applied: Sendable {
  package var result: Result<CommandResult, KeyspaceError>
  /// The changes under the command's own revision; nil when it made none.
  package var events: RevisionEvents?
  /// What it did to leases, for the leader's `LeaseClock`.
  package var leaseChanges: [LeaseChange]
  /// What the events' versions before take.
  package var previousBytes = 0

  package init(
    result: Result<CommandResult, KeyspaceError>, events: RevisionEvents? = nil,
    leaseChanges: [LeaseChange] = []
  ) {
    self.result = result
    self.events = events
    self.leaseChanges = leaseChanges
  }
}

package enum LeaseChange: Hashable, Sendable {
  case granted(id: LeaseID, ttl: Int64)
  case revoked(id: LeaseID)
  case checkpointed(LeaseRemaining)
}
