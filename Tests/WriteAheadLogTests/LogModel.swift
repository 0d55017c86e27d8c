import Raft
import WriteAheadLog

/// What a log should say: the statements that were made, one by one.
struct LogModel: Equatable {
  enum Change {
    case hardState(HardState)
    case entry(Entry)
    case cut(LogPosition)
    case reset(LogPosition, HardState)
  }

  var hardState = HardState()
  var cut = LogPosition.origin
  var entries: [Entry] = []

  var last: LogPosition { entries.last?.position ?? cut }

  mutating func apply(_ change: Change) {
    switch change {
    case .hardState(let state): hardState = state
    case .entry(let entry):
      entries.removeAll { $0.index >= entry.index }
      entries.append(entry)
    case .cut(let position):
      cut = position
      entries.removeAll { $0.index <= position.index }
    case .reset(let position, let state):
      cut = position
      hardState = state
      entries = []
    }
  }

  /// What is wrong with a log that was just opened, if anything is.
  func difference(_ log: WriteAheadLog, _ recovered: RecoveredLog) throws -> String? {
    if recovered.hardState != hardState { return "hard state \(recovered.hardState) for \(hardState)" }
    if recovered.cut != cut { return "cut \(recovered.cut) for \(cut)" }
    if recovered.last != last { return "last \(recovered.last) for \(last)" }
    if recovered.commit > last.index { return "commit \(recovered.commit) behind \(last)" }
    let read = try log.read(from: cut.index + 1, through: .max, maxBytes: .max)
    if read != entries { return "entries \(read?.count ?? -1) for \(entries.count)" }
    if Array(entries.suffix(recovered.tail.count)) != recovered.tail { return "tail" }
    if recovered.memberships != entries.filter({ $0.kind == .membership }) { return "memberships" }
    var terms: [TermRun] = []
    for entry in entries where terms.last?.term != entry.term {
      terms.append(TermRun(firstIndex: entry.index, term: entry.term))
    }
    if recovered.terms != terms { return "terms \(recovered.terms) for \(terms)" }
    return nil
  }
}

extension LogOptions {
  /// Segments so small that a few dozen entries fill several.
  static func tiny(seed: UInt64 = 1, blockBytes: Int = 512) -> LogOptions {
    LogOptions(
      segmentBytes: 8192, blockBytes: blockBytes, batchBytes: 2048, spareSegments: 2, tailBytes: 4096,
      seed: seed)
  }
}

func entry(_ index: LogIndex, term: Term = 1, _ payload: [UInt8] = [1, 2, 3]) -> Entry {
  Entry(index: index, term: term, kind: .command, payload: payload)
}
