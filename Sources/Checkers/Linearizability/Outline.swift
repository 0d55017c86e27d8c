/// What the checkers ask of each operation again and again, taken out of the history once: a walk over all
/// requests and answers costs more than judging most of them.
package struct Outline: Sendable {
  enum Kind: UInt8, Sendable {
    /// An answer that says nothing of the keyspace at a moment, or none.
    case other
    /// Acknowledged, and by its answer it changed something at `revision`.
    case write
    /// Answered from the newest state.
    case read
    /// Answered from what a member had.
    case serializableRead
    case revocation
  }

  struct Entry: Sendable {
    var kind = Kind.other
    /// The answer's header; `Outline.none`: there is no answer.
    var revision = Outline.none
    /// The revision that the answer shows.
    var shows = Outline.none
  }

  static let none = Int64.min

  /// One for each operation.
  private(set) var entries: [Entry] = []
  /// Places in `History.operations`.
  private(set) var unknown: [Int32] = []
  private(set) var refused: [Int32] = []
  private(set) var compactions: [Int32] = []
  private(set) var grants: [Int32] = []
  /// All that are about a lease, puts with one included.
  private(set) var leases: [Int32] = []

  package init(_ history: History) {
    entries.reserveCapacity(history.operations.count)
    for index in history.operations.indices {
      let entry: Entry
      switch history.operations[index].outcome {
      case .ok(let response): entry = Self.entry(history.operations[index].request, response)
      case .refused:
        refused.append(Int32(index))
        entry = Entry()
      case .unknown:
        unknown.append(Int32(index))
        entry = Entry()
      }
      entries.append(entry)
      switch history.operations[index].request {
      case .compact: compactions.append(Int32(index))
      case .leaseGrant:
        grants.append(Int32(index))
        leases.append(Int32(index))
      case .leaseRevoke, .leaseKeepAlive, .leaseTimeToLive: leases.append(Int32(index))
      case .put(let put): if put.lease != 0 { leases.append(Int32(index)) }
      case .range, .deleteRange, .txn: break
      }
    }
  }

  @inline(__always)
  private static func entry(_ request: History.Request, _ response: History.Response) -> Entry {
    var entry = Entry(kind: .other, revision: response.revision, shows: response.revision)
    switch request {
    case .put: entry.kind = .write
    case .range(let range):
      entry.kind = range.options.contains(.serializable) ? .serializableRead : .read
      if range.revision > 0 { entry.shows = range.revision }
    case .deleteRange:
      if case .deleteRange(let result) = response.body, result.deleted > 0 {
        entry.kind = .write
      } else {
        entry.kind = .read
      }
    case .txn(let txn):
      if case .txn(let result) = response.body, result.hasWritten {
        entry.kind = .write
      } else {
        entry.kind = txn.isSerializable ? .serializableRead : .read
      }
    case .leaseRevoke: entry.kind = .revocation
    case .compact, .leaseGrant, .leaseKeepAlive, .leaseTimeToLive: break
    }
    return entry
  }
}
