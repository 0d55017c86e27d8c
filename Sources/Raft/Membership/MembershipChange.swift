/// One step from a membership to the next. What touches voters goes through a joint membership, which the
/// leader leaves by itself once it is committed.
package enum MembershipChange: Hashable, Sendable {
  case addLearner(MemberID)
  /// Makes a learner a voter; refused as `.notReady` until it has caught up.
  case promote(MemberID)
  /// Removes a voter or a learner.
  case remove(MemberID)
  /// A learner takes a voter's place in one step.
  case replace(MemberID, with: MemberID)
  /// Any other set of members, through a joint membership.
  case set(voters: [MemberID], learners: [MemberID])
}
