import Keyspace
import Raft

/// A promise that a crash broke.
struct Violation: Error, CustomStringConvertible {
  let promise: String
  let detail: String

  init(_ promise: String, _ detail: String) {
    self.promise = promise
    self.detail = detail
  }

  var description: String { "\(promise): \(detail)" }
}

/// What the cluster has committed, and what a keyspace must say after each entry: its content by a model that
/// shares no code with it, its position (and so its rolling hash) by a keyspace that never crashed.
final class History {
  private struct Moment {
    var position: StorePosition
    /// How many of `events` had happened.
    var events: Int
    var leases: [StoredLease]
    var leaseKeys: [LeaseID: [[UInt8]]]
    var membership: Membership
  }

  static let founding = Membership(voters: [MemberID(1), MemberID(2), MemberID(3)])

  /// The entry of index i stands at i - 1.
  private(set) var entries: [Entry] = []
  private var moments: [Moment]
  private var events: [Event] = []
  private var naive = NaiveKeyspace()
  private var sortedStates: [Int64: [KeyValue]] = [:]
  /// Also where snapshots come from.
  let reference: Keyspace

  init(directory: String) throws {
    let options = StoreOptions(deltaLimit: 64 << 20, initialMapSize: 16 << 20, readAhead: true)
    reference = Keyspace(store: try VersionStore.open(directory: directory, options: options))
    moments = [
      Moment(position: reference.position, events: 0, leases: [], leaseKeys: [:], membership: Self.founding)
    ]
  }

  var count: LogIndex { LogIndex(entries.count) }
  var revision: Int64 { naive.revision }

  func position(at index: LogIndex) -> LogPosition {
    index == 0 ? .origin : entries[Int(index) - 1].position
  }

  func membership(at index: LogIndex) -> Membership { moments[Int(index)].membership }

  func append(_ entry: Entry) throws {
    guard entry.index == count + 1 else { throw HarnessError("entry \(entry.index) follows \(count)") }
    entries.append(entry)
    var membership = moments[moments.count - 1].membership
    switch entry.kind {
    case .empty: break
    case .command: events += naive.apply(try CommandCodec.decode(entry.payload)).1.map(Self.plain)
    case .membership: membership = try Membership(decoding: entry.payload)
    }
    let position = try reference.apply([Self.committed(entry)]).position
    guard position.revision == naive.revision, position.compactRevision == naive.compactRevision else {
      throw HarnessError("the model is at \(naive.revision), the keyspace at \(position) without any crash")
    }
    let leases = naive.leases.values.sorted { $0.id < $1.id }
    var leaseKeys: [LeaseID: [[UInt8]]] = [:]
    for lease in leases {
      leaseKeys[lease.id] = sorted(naive.revision).filter { $0.lease == lease.id }.map(\.key)
    }
    moments.append(
      Moment(
        position: position, events: events.count, leases: leases, leaseKeys: leaseKeys,
        membership: membership))
  }

  private static func plain(_ event: Event) -> Event {
    var event = event
    event.previous = nil
    return event
  }

  static func committed(_ entry: Entry) -> CommittedEntry {
    CommittedEntry(
      index: entry.index, term: entry.term, payload: entry.payload,
      start: entry.kind == .command ? 0 : entry.payload.count)
  }

  private func sorted(_ revision: Int64) -> [KeyValue] {
    if let known = sortedStates[revision] { return known }
    let state = (naive.states[revision] ?? [:]).values.sorted { KeyOrder.precedes($0.key, $1.key) }
    sortedStates[revision] = state
    return state
  }

  // MARK: Checking

  /// Everything that can be read from `keyspace` is what it must be after entry `index`: all versions behind
  /// the compaction with their values, the state at the compaction and the newest, leases and their keys.
  func check(_ keyspace: Keyspace, at index: LogIndex) throws {
    guard index <= count else { throw Violation("AppliedIndexAtomic", "\(index) applied of \(count)") }
    let moment = moments[Int(index)]
    let position = keyspace.position
    guard position == moment.position else {
      throw Violation("AppliedIndexAtomic", "\(position) for \(moment.position)")
    }
    try checkEvents(keyspace, moment)
    for revision in [max(1, position.compactRevision), position.revision] {
      var query = RangeQuery(range: .all)
      query.revision = revision
      guard try keyspace.range(query).result.keyValues == sorted(revision) else {
        throw Violation("NoCorruptState", "the keys at revision \(revision) after entry \(index)")
      }
    }
    guard try keyspace.leases() == moment.leases else {
      throw Violation("NoCorruptState", "the leases after entry \(index)")
    }
    for (lease, keys) in moment.leaseKeys {
      guard try keyspace.keys(of: lease) == keys else {
        throw Violation("NoCorruptState", "the keys of lease \(lease) after entry \(index)")
      }
    }
  }

  private func checkEvents(_ keyspace: Keyspace, _ moment: Moment) throws {
    let position = moment.position
    var next = max(1, position.compactRevision + 1)
    var low = 0
    var high = moment.events
    while low < high {
      let middle = (low + high) / 2
      if events[middle].revision.main < next { low = middle + 1 } else { high = middle }
    }
    var expected = events[low..<moment.events]
    while next <= position.revision {
      let read = try keyspace.changes(
        from: next, through: position.revision, range: nil, wantsPrevious: false, maxBytes: .max)
      let found = read.changes.flatMap(\.events)
      guard found.elementsEqual(expected.prefix(found.count)), read.next > next else {
        throw Violation("NoCorruptState", "the changes from revision \(next) on")
      }
      expected = expected.dropFirst(found.count)
      next = read.next
    }
    guard expected.isEmpty else { throw Violation("NoCorruptState", "\(expected.count) changes are missing") }
  }
}
