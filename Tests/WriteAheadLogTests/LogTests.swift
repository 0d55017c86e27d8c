import Raft
import Testing
import WriteAheadLog

@Suite struct `A log` {
  @Test func `is fresh when its directory is empty, and never again`() throws {
    let disk = CrashDisk()
    let first = try WriteAheadLog.open(storage: disk, options: .tiny())
    #expect(first.recovered.isFresh)
    let second = try WriteAheadLog.open(storage: disk, options: .tiny())
    #expect(!second.recovered.isFresh)
    #expect(second.recovered.last == .origin)
  }

  @Test func `gives back what was synced`() throws {
    let disk = CrashDisk()
    let (log, _) = try WriteAheadLog.open(storage: disk, options: .tiny())
    let vote = HardState(term: 3, votedFor: MemberID(7))
    let membership = Entry(index: 2, term: 3, kind: .membership, payload: [9])
    try log.append(
      hardState: vote, entries: [entry(1, term: 2), membership, entry(3, term: 3, [])], commit: 2)
    try log.sync()
    try log.close()

    let (_, recovered) = try WriteAheadLog.open(storage: disk, options: .tiny())
    #expect(recovered.hardState == vote)
    #expect(recovered.commit == 2)
    #expect(recovered.tail == [entry(1, term: 2), membership, entry(3, term: 3, [])])
    #expect(recovered.memberships == [membership])
    #expect(recovered.terms == [TermRun(firstIndex: 1, term: 2), TermRun(firstIndex: 2, term: 3)])
    #expect(recovered.last == LogPosition(index: 3, term: 3))
  }

  @Test func `does not sync for a commit hint alone, and writes it with the next batch`() throws {
    let disk = CrashDisk()
    let (log, _) = try WriteAheadLog.open(storage: disk, options: .tiny())
    try log.append(hardState: nil, entries: [entry(1), entry(2)], commit: 0)
    try log.sync()
    let syncs = log.metrics.syncs
    try log.append(hardState: nil, entries: [], commit: 1)
    try log.sync()
    #expect(log.metrics.syncs == syncs)
    try log.append(hardState: nil, entries: [entry(3)], commit: 2)
    try log.sync()
    let (_, recovered) = try WriteAheadLog.open(storage: disk, options: .tiny())
    #expect(recovered.commit == 2)
  }

  @Test func `replaces a conflicting suffix`() throws {
    let disk = CrashDisk()
    let (log, _) = try WriteAheadLog.open(storage: disk, options: .tiny())
    for index in 1...5 { try log.append(hardState: nil, entries: [entry(LogIndex(index))], commit: 0) }
    try log.sync()
    try log.append(hardState: nil, entries: [entry(6), entry(3, term: 2), entry(4, term: 2)], commit: 0)
    try log.sync()
    let expected = [entry(1), entry(2), entry(3, term: 2), entry(4, term: 2)]
    #expect(try log.read(from: 1, through: 9, maxBytes: .max) == expected)
    let (_, recovered) = try WriteAheadLog.open(storage: disk, options: .tiny())
    #expect(recovered.tail == expected)
  }

  @Test func `reads as much as it is asked for`() throws {
    let (log, _) = try WriteAheadLog.open(storage: CrashDisk(), options: .tiny())
    for index in 1...40 {
      try log.append(
        hardState: nil, entries: [entry(LogIndex(index), .init(repeating: 7, count: 100))], commit: 0)
      if index % 3 == 0 { try log.sync() }
    }
    #expect(try log.read(from: 40, through: 40, maxBytes: .max) == [])
    try log.sync()
    #expect(try log.read(from: 5, through: 20, maxBytes: .max)?.map(\.index) == Array(5...20))
    #expect(try log.read(from: 5, through: 20, maxBytes: 350)?.map(\.index) == [5, 6, 7])
    #expect(try log.read(from: 5, through: 20, maxBytes: 0)?.map(\.index) == [5])
    #expect(try log.read(from: 41, through: 50, maxBytes: .max) == [])
    try log.cut(through: LogPosition(index: 10, term: 1))
    #expect(try log.read(from: 10, through: 20, maxBytes: .max) == nil)
    #expect(try log.read(from: 11, through: 12, maxBytes: .max)?.count == 2)
  }

  @Test func `recycles segments below a cut, and what they held never comes back`() throws {
    let disk = CrashDisk()
    let (log, _) = try WriteAheadLog.open(storage: disk, options: .tiny())
    var index: LogIndex = 0
    for round in 0..<30 {
      for _ in 0..<20 {
        index += 1
        try log.append(
          hardState: nil, entries: [entry(index, .init(repeating: UInt8(round), count: 200))], commit: index)
        try log.sync()
      }
      try log.cut(through: LogPosition(index: index - 5, term: 1))
      #expect(log.metrics.segments <= 3)
      let reopened = try WriteAheadLog.open(storage: disk.afterKill(), options: .tiny(seed: 9))
      #expect(reopened.recovered.last.index == index)
      #expect(reopened.recovered.cut.index == index - 5)
      #expect(reopened.recovered.tail.map(\.index) == Array(index - 4...index))
    }
    #expect(log.sizeOnDisk <= 5 * 8192)
  }

  @Test func `starts behind a snapshot`() throws {
    let disk = CrashDisk()
    let (log, _) = try WriteAheadLog.open(storage: disk, options: .tiny())
    for index in 1...50 { try log.append(hardState: nil, entries: [entry(LogIndex(index))], commit: 0) }
    try log.sync()
    let state = HardState(term: 4, votedFor: nil)
    try log.reset(to: LogPosition(index: 1000, term: 4), hardState: state)
    #expect(try log.read(from: 20, through: 30, maxBytes: .max) == nil)
    try log.append(hardState: nil, entries: [entry(1001, term: 4)], commit: 1001)
    try log.sync()
    let (_, recovered) = try WriteAheadLog.open(storage: disk, options: .tiny())
    #expect(recovered.cut == LogPosition(index: 1000, term: 4))
    #expect(recovered.hardState == state)
    #expect(recovered.tail == [entry(1001, term: 4)])
    #expect(recovered.commit == 1001)
  }

  @Test func `takes entries larger than a batch, and refuses those larger than a segment`() throws {
    let disk = CrashDisk()
    let options = LogOptions.tiny()
    let (log, _) = try WriteAheadLog.open(storage: disk, options: options)
    let large = (1...6).map { entry(LogIndex($0), .init(repeating: UInt8($0), count: 7000)) }
    try log.append(hardState: HardState(term: 1), entries: large, commit: 3)
    try log.sync()
    let limit = 8192 - 2 * 512 - 40 - 22 - 9
    #expect(throws: LogError.entryTooLarge(bytes: limit + 1, limit: limit)) {
      try log.append(hardState: nil, entries: [entry(7, .init(repeating: 0, count: limit + 1))], commit: 0)
    }
    let largest = entry(7, .init(repeating: 7, count: limit))
    try log.append(hardState: HardState(term: 2), entries: [largest], commit: 6)
    try log.sync()
    let (reopened, recovered) = try WriteAheadLog.open(storage: disk, options: options)
    #expect(recovered.last.index == 7)
    #expect(try reopened.read(from: 1, through: 7, maxBytes: .max) == large + [largest])
  }

  @Test func `can be opened with other segments and blocks than it was made with`() throws {
    let disk = CrashDisk()
    var index: LogIndex = 0
    for (size, block) in [(8192, 512), (16384, 4096), (8192, 1024)] {
      let options = LogOptions(
        segmentBytes: size, blockBytes: block, batchBytes: 2048, tailBytes: 1 << 20, seed: index)
      let (log, recovered) = try WriteAheadLog.open(storage: disk, options: options)
      #expect(recovered.tail.map(\.index) == Array(1..<index + 1))
      for _ in 0..<30 {
        index += 1
        try log.append(hardState: nil, entries: [entry(index, .init(repeating: 1, count: 90))], commit: 0)
        try log.sync()
      }
    }
  }
}
