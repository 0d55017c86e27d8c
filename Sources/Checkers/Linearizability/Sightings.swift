/// When at the latest each revision was there: the earliest moment at which some client had been told of it
/// or of a later one.
///
/// An answer that names a revision proves that it, and all before it, were committed when the answer came.
/// Whatever begins later must therefore stand after it. That is all that real time asks: revisions order
/// writes, a linearizable read stands directly after the write whose revision it names, and reads of one
/// revision can stand in their real order. So one sweep over revisions replaces a comparison of all pairs.
package struct Sightings: Sendable {
  private let startRevision: Int64
  /// By revision from the start's on; `Int64.max`: nobody was told.
  private var earliest: [Int64]
  private var witness: [Int64]

  /// Nobody in particular: a watch.
  static let noOperation: Int64 = -1

  package init(_ history: History, _ timeline: Timeline, _ outline: Outline) {
    startRevision = timeline.startRevision
    let count = Int(timeline.lastRevision - timeline.startRevision) + 1
    earliest = Array(repeating: .max, count: count)
    witness = Array(repeating: Self.noOperation, count: count)
    for index in history.operations.indices where outline.entries[index].revision != Outline.none {
      guard let returned = history.operations[index].returned else { continue }
      note(outline.entries[index].revision, at: returned, by: history.operations[index].id)
    }
    for index in outline.compactions {
      let operation = history.operations[Int(index)]
      guard let returned = operation.returned, case .ok = operation.outcome,
        case .compact(let revision) = operation.request
      else { continue }
      note(revision, at: returned, by: operation.id)
    }
    for watch in history.watches {
      for message in watch.messages {
        switch message.kind {
        case .resumed: break
        case .created, .progress, .cancelled: note(message.revision, at: message.at, by: Self.noOperation)
        case .events(let events, _):
          note(events.last?.keyValue.mod ?? message.revision, at: message.at, by: Self.noOperation)
        }
      }
    }
    for index in earliest.indices.dropLast().reversed() where earliest[index + 1] < earliest[index] {
      earliest[index] = earliest[index + 1]
      witness[index] = witness[index + 1]
    }
  }

  private mutating func note(_ revision: Int64, at time: Int64, by operation: Int64) {
    guard revision >= startRevision, revision - startRevision < Int64(earliest.count) else { return }
    let index = Int(revision - startRevision)
    if time < earliest[index] {
      earliest[index] = time
      witness[index] = operation
    }
  }

  /// When `revision` or a later one was first known to a client; `Int64.max` for one that never was.
  package func earliest(_ revision: Int64) -> Int64 {
    guard revision - startRevision < Int64(earliest.count) else { return .max }
    return earliest[max(0, Int(revision - startRevision))]
  }

  /// Who knew then; nil for a watch.
  func witness(_ revision: Int64) -> Int64? {
    guard revision - startRevision < Int64(witness.count) else { return nil }
    let operation = witness[max(0, Int(revision - startRevision))]
    return operation == Self.noOperation ? nil : operation
  }

  /// The newest revision that a client knew of before `time`; the start's when there is none.
  func newest(before time: Int64) -> Int64 {
    var (low, high) = (0, earliest.count)
    while low < high {
      let middle = (low + high) / 2
      if earliest[middle] < time { low = middle + 1 } else { high = middle }
    }
    return startRevision + Int64(max(0, low - 1))
  }
}
