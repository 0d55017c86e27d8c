internal import Bytes
internal import Configuration
package import Raft

/// A configured member's place in the cluster. Several data directories may hold it one after the other, each
/// under an ID of its own that is never another's: a directory that is lost has taken its votes with it, and what
/// it acknowledged.
///
/// The directories that found the cluster share one ID, `founding`, which follows from `cluster.conf`; of them only
/// the first that its peers meet ever votes (`DataIdentity`). A directory that comes later takes the ID that
/// follows from its incarnation, so that nobody has to assign it, and nobody can give it away twice.
package struct Seat: Hashable, Sendable {
  package let founding: MemberID

  package init(founding: MemberID) {
    self.founding = founding
  }

  /// Whether this is an ID of the seat, whichever directory's.
  package func holds(_ id: MemberID) -> Bool {
    ClusterConfiguration.isSameSeat(id.rawValue, founding.rawValue)
  }

  /// The ID of a directory that comes later; never `founding`.
  package func id(ofDirectory incarnation: UInt64) -> MemberID {
    let mask = ClusterConfiguration.seatMask
    // Mixed, since incarnations are times, and alike.
    let id = founding.rawValue & mask | SplitMix64.mixed(incarnation) & ~mask
    return MemberID(id == founding.rawValue ? id ^ 1 : id)
  }
}

extension ClusterConfiguration {
  func seat(of member: MemberConfiguration) -> Seat {
    Seat(founding: MemberID(memberID(of: member)))
  }
}
