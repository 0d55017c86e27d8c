import Bytes
import Raft
import Synchronization

@testable import WriteAheadLog

extension FuzzTarget {
  /// Damage to the files of a log: it is refused, or what it recovers is what stood there at some time, and only
  /// the last batch is ever dropped.
  static let log = FuzzTarget(name: "log", maxBytes: 1024) { bytes in
    var script = Script(bytes)
    let disk = WrittenLog.shared.disk.copy()
    while !script.isAtEnd { damage(disk, &script) }
    do throws(LogError) {
      let (log, recovered) = try WriteAheadLog.open(storage: disk, options: .small)
      let entries = try log.read(from: recovered.cut.index + 1, through: .max, maxBytes: .max)
      guard let entries else { throw .corrupted(segment: "", offset: 0, detail: "no entries") }
      try? log.close()
      if WrittenLog.shared.stages.contains(Stage(recovered, entries)) || recovered.isFresh { return }
    } catch {
      return
    }
    throw Broken(description: "a log that was never written was recovered")
  } seeds: {
    [
      ("whole", []), ("turned-byte", [0, 0, 4, 1, 7]), ("cut-off", [1, 0, 0x10, 0]), ("removed", [2, 1]),
      ("exchanged", [3, 0, 1]),
    ]
  }

  /// Records that no log would write, in batches and segments whose sums are right: recovery refuses them, or
  /// makes of them a log that can be written on and read again.
  static let logRecords = FuzzTarget(name: "log-records", maxBytes: 2048) { bytes in
    var script = Script(bytes)
    let disk = MemoryDisk()
    writeSegments(&script, to: disk)
    guard let first = try? reopen(disk) else { return }
    let entry = Entry(
      index: first.recovered.last.index &+ 1, term: max(1, first.recovered.last.term), kind: .command,
      payload: [7])
    guard entry.index > 0, entry.index < .max else { return }
    try first.log.append(hardState: nil, entries: [entry], commit: first.recovered.commit)
    try first.log.sync()
    try first.log.close()
    let second = try reopen(disk)
    try checkEqual(second.recovered.last, entry.position, "the last entry after one was written")
    try checkEqual(second.recovered.cut, first.recovered.cut, "the cut after an entry was written")
    try checkEqual(second.entries, first.entries + [entry], "the entries after one was written")
    try second.log.close()
  } seeds: {
    let records = WrittenLog.recordBytes
    return [
      ("entries", header(state: 0) + [0] + prefixedShort(records)),
      ("two-batches", header(state: 0) + [0] + prefixedShort(records) + [0] + prefixedShort(records)),
      ("two-segments", header(state: 0) + [0] + prefixedShort(records) + [1]),
      ("later-state", header(state: 5)),
    ]
  }

  private static func header(state: UInt8) -> [UInt8] {
    [UInt8](repeating: 0, count: 17) + [state] + [UInt8](repeating: 0, count: 23) + [state]
      + [UInt8](repeating: 0, count: 15)
  }
}

private func prefixedShort(_ bytes: [UInt8]) -> [UInt8] {
  withUnsafeBytes(of: UInt16(bytes.count).littleEndian, Array.init) + bytes
}

private func reopen(
  _ disk: MemoryDisk
) throws(LogError) -> (log: WriteAheadLog, recovered: RecoveredLog, entries: [Entry]) {
  let (log, recovered) = try WriteAheadLog.open(storage: disk, options: .small)
  guard recovered.cut.index < .max else { return (log, recovered, []) }
  return (log, recovered, try log.read(from: recovered.cut.index + 1, through: .max, maxBytes: .max) ?? [])
}

extension LogOptions {
  fileprivate static var small: LogOptions {
    LogOptions(
      segmentBytes: 4096, blockBytes: 512, batchBytes: 600, spareSegments: 0, tailBytes: 1000, seed: 1)
  }
}

/// What can be told of a log.
private struct Stage: Hashable {
  var hardState: HardState
  var cut: LogPosition
  var entries: [Entry]

  init(_ recovered: RecoveredLog, _ entries: [Entry]) {
    hardState = recovered.hardState
    cut = recovered.cut
    self.entries = entries
  }
}

/// A log of several segments, and all that it said on the way.
private struct WrittenLog {
  static let shared = WrittenLog()

  let disk = MemoryDisk()
  private(set) var stages: Set<Stage> = []

  private init() {
    do throws(LogError) {
      let log = try WriteAheadLog.open(storage: disk, options: .small).log
      // A new leader replaces the last two of the first thirteen.
      for (step, index) in (Array(1...13) + Array(12...22)).enumerated() {
        let term = Term(step < 6 ? 1 : step < 13 ? 2 : 3)
        let isFirst = [0, 6, 13].contains(step)
        let payload = [UInt8](repeating: UInt8(step), count: step * 37 % 400)
        try log.append(
          hardState: isFirst ? HardState(term: term, votedFor: MemberID(UInt64(step))) : nil,
          entries: [Entry(index: LogIndex(index), term: term, kind: .command, payload: payload)], commit: 0)
        try log.sync()
        stages.insert(try Self.stage(of: disk.copy()))
        if step == 20 { try log.cut(through: LogPosition(index: 5, term: 1)) }
      }
    } catch {
      preconditionFailure("the log to be damaged can't be written: \(error)")
    }
  }

  private static func stage(of disk: MemoryDisk) throws(LogError) -> Stage {
    let (_, recovered, entries) = try reopen(disk)
    return Stage(recovered, entries)
  }

  /// One of each record.
  static var recordBytes: [UInt8] {
    var buffer = BatchBuffer()
    buffer.append(HardState(term: 2, votedFor: MemberID(3)))
    buffer.append(Entry(index: 1, term: 1, kind: .command, payload: [1, 2]))
    buffer.append(Entry(index: 2, term: 2, kind: .membership, payload: [1]))
    buffer.append(commit: 1)
    buffer.append(cut: LogPosition(index: 1, term: 1))
    buffer.append(reset: LogPosition(index: 9, term: 2))
    buffer.append(Entry(index: 10, term: 2, kind: .command, payload: []))
    return Array(buffer.bytes(0..<buffer.count))
  }
}

private func damage(_ disk: MemoryDisk, _ script: inout Script) {
  let kind = script.byte()
  let names = disk.segments
  guard !names.isEmpty else { return script = Script([]) }
  let name = names[Int(script.byte()) % names.count]
  var bytes = disk.bytes(name)
  guard !bytes.isEmpty else { return }
  switch kind & 3 {
  case 0:
    let start = Int(script.number(UInt16.self)) % bytes.count
    for (offset, byte) in script.piece().enumerated() where start + offset < bytes.count {
      bytes[start + offset] ^= byte
    }
    disk.put(name, bytes)
  case 1: disk.put(name, Array(bytes.prefix(Int(script.number(UInt16.self)))))
  case 2: disk.remove(name)
  default:
    let other = names[Int(script.byte()) % names.count]
    disk.put(name, disk.bytes(other))
    disk.put(other, bytes)
  }
}

/// A first segment's header from the script, then batches: 0 and its records, with two bytes of length; 1 goes on
/// in a new segment, whose header says what the script does.
private func writeSegments(_ script: inout Script, to disk: MemoryDisk) {
  let options = LogOptions.small
  var sequence: UInt64 = 1
  var number: UInt64 = 1
  var sum: UInt32 = 0
  var state = LogState(
    hardState: HardState(term: script.number(), votedFor: script.byte() & 1 == 1 ? MemberID(1) : nil),
    commit: script.number(), cut: LogPosition(index: script.number(), term: script.number()),
    last: LogPosition(index: script.number(), term: script.number()))
  while sequence < 4 {
    let header = SegmentHeader(
      logID: 1, sequence: sequence, nonce: sequence, segmentBytes: options.segmentBytes,
      blockBytes: options.blockBytes, firstBatch: number, previousSum: sum, state: state)
    var bytes = header.encoded
    bytes += repeatElement(0, count: options.segmentBytes - bytes.count)
    var offset = options.blockBytes
    while !script.isAtEnd, script.byte() & 1 == 0 {
      let body = script.bytes(Int(script.number(UInt16.self)))
      let next = offset + Recovery.padded(BatchHeader.encodedBytes + body.count, options.blockBytes)
      guard next <= header.endOfBatches else { break }
      var batch = BatchHeader(
        nonce: sequence, number: number, length: body.count, bodySum: 0, previousSum: sum)
      batch.bodySum = body.withUnsafeBytes { batch.sum(of: $0) }
      bytes.withUnsafeMutableBytes { batch.encode(into: .init(rebasing: $0[offset..<offset + 40])) }
      bytes.replaceSubrange(offset + 40..<offset + 40 + body.count, with: body)
      (offset, number, sum) = (next, number + 1, batch.bodySum)
    }
    disk.put(Segment.name(sequence), bytes)
    guard !script.isAtEnd else { return }
    // What the records add up to, as only recovery knows, or else it would never begin the segment after.
    guard let recovered = try? stateAfter(disk) else { return }
    state = recovered
    sequence += 1
  }
}

private func stateAfter(_ disk: MemoryDisk) throws(LogError) -> LogState {
  let log = try WriteAheadLog.open(storage: disk.copy(), options: .small).log
  return log.shared.withLock { $0.state }
}
