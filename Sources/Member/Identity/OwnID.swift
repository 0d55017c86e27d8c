internal import Raft
internal import Synchronization

/// This member's ID as other threads see it. It changes at most once, before the member takes part in anything:
/// when its peers say that a new data directory needs one of its own.
final class OwnID: Sendable {
  private let raw: Atomic<UInt64>

  init(_ id: MemberID) {
    raw = Atomic(id.rawValue)
  }

  var value: MemberID {
    get { MemberID(raw.load(ordering: .acquiring)) }
    set { raw.store(newValue.rawValue, ordering: .releasing) }
  }
}
