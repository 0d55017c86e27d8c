import Raft
import Synchronization
import Testing
import WriteAheadLog

@Suite struct `A log whose disk fails` {
  @Test func `is of no use after a failed sync, and says the same each time`() throws {
    let disk = CrashDisk()
    let (log, _) = try WriteAheadLog.open(storage: disk, options: .tiny())
    try log.append(hardState: nil, entries: [entry(1)], commit: 0)
    try log.sync()
    disk.state.withLock { $0.failingSync = 0 }
    try log.append(hardState: nil, entries: [entry(2)], commit: 0)
    let failure = LogError.io(operation: "fdatasync", path: "memory", code: 5)
    #expect(throws: failure) { try log.sync() }
    #expect(throws: failure) { try log.sync() }
    #expect(throws: failure) { try log.append(hardState: nil, entries: [entry(3)], commit: 0) }
    #expect(throws: failure) { try log.cut(through: LogPosition(index: 1, term: 1)) }
    #expect(throws: failure) { try log.reset(to: LogPosition(index: 9, term: 1), hardState: HardState()) }
    #expect(throws: failure) { try log.read(from: 1, through: 1, maxBytes: 1) }
    #expect(throws: failure) { try log.close() }
    #expect(failure.description.contains("fdatasync of memory failed"))
  }

  @Test func `says so when there is no room for a segment, loses nothing, and goes on when there is`() throws
  {
    let disk = CrashDisk()
    let (log, _) = try WriteAheadLog.open(storage: disk, options: .tiny())
    disk.state.withLock { $0.space = 1000 }
    #expect(throws: LogError.outOfSpace(path: "memory", bytes: 8192)) { _ = try log.prepareSpare() }
    var index: LogIndex = 0
    var full = false
    while !full {
      index += 1
      try log.append(hardState: nil, entries: [entry(index, .init(repeating: 1, count: 300))], commit: 0)
      do throws(LogError) { try log.sync() } catch {
        #expect(error == .outOfSpace(path: "memory", bytes: 8192))
        full = true
      }
    }
    #expect(index > 10)
    let (_, before) = try WriteAheadLog.open(storage: disk.afterKill(), options: .tiny(seed: 3))
    #expect(before.last.index == index - 1)

    disk.state.withLock { $0.space = .max }
    try log.sync()
    let (_, after) = try WriteAheadLog.open(storage: disk.afterKill(), options: .tiny(seed: 3))
    #expect(after.last.index == index)
  }

  @Test func `holds as many spares as it was told`() throws {
    let (log, _) = try WriteAheadLog.open(storage: CrashDisk(), options: .tiny())
    var made = 0
    while log.needsSpare { made += try log.prepareSpare() ? 1 : 0 }
    #expect(made == 2)
    #expect(try !log.prepareSpare())
    #expect(log.metrics.spares == 2)
  }

  @Test func `refuses options that make no sense`() {
    for (segment, block) in [(0, 512), (8192, 500), (8192, 256), (1024, 512), (8000, 512), (-1, -1)] {
      #expect(throws: LogError.self) {
        try WriteAheadLog.open(
          storage: CrashDisk(), options: LogOptions(segmentBytes: segment, blockBytes: block))
      }
    }
  }
}
