import Bytes
import Raft
import Synchronization
import Testing
import WriteAheadLog

/// Drives a log with random statements against a model, and crashes it at a random disk operation again and again.
private struct CrashRun {
  var random: SplitMix64
  var disk = CrashDisk()
  /// All that was synced.
  var durable = LogModel()
  /// What was said since, in order; a crash keeps a prefix of it.
  var unsynced: [LogModel.Change] = []
  /// `durable` with all of `unsynced`.
  var current = LogModel()
  var commit: LogIndex = 0
  var blockBytes: Int

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    blockBytes = [512, 1024][random.below(2)]
  }

  mutating func options() -> LogOptions { .tiny(seed: random.next(), blockBytes: blockBytes) }

  mutating func say(_ change: LogModel.Change) {
    unsynced.append(change)
    current.apply(change)
  }

  mutating func synced() {
    durable = current
    unsynced = []
  }

  mutating func run(_ log: WriteAheadLog, steps: Int) throws(LogError) {
    for _ in 0..<steps {
      switch random.below(20) {
      case 0..<9: try append(log)
      case 9..<15:
        try log.sync()
        synced()
      case 15 where random.chance(0.5): _ = try log.prepareSpare()
      case 15:
        try log.sync()
        synced()
        try log.mark()
      case 16..<18: try cut(log)
      case 18 where random.chance(0.2):
        let position = LogPosition(
          index: current.last.index + UInt64(random.below(30)), term: current.last.term + 1)
        let state = HardState(term: position.term, votedFor: nil)
        say(.reset(position, state))
        commit = position.index
        try log.reset(to: position, hardState: state)
        synced()
      default:
        try append(log)
        try log.sync()
        synced()
      }
    }
  }

  private mutating func append(_ log: WriteAheadLog) throws(LogError) {
    var first = current.last.index + 1
    var term = max(1, current.last.term)
    if random.chance(0.2), first - 1 > max(commit, current.cut.index) {
      first -= UInt64(random.below(Int(first - 1 - max(commit, current.cut.index)))) + 1
      term += 1
    }
    var entries: [Entry] = []
    for offset in 0..<UInt64(random.below(8)) {
      let kind: Entry.Kind = random.chance(0.1) ? .membership : .command
      let size = random.chance(0.05) ? random.below(6000) : random.below(200)
      let byte = UInt8(truncatingIfNeeded: random.next())
      entries.append(
        Entry(index: first + offset, term: term, kind: kind, payload: .init(repeating: byte, count: size)))
    }
    let hardState =
      random.chance(0.3)
      ? HardState(term: term, votedFor: random.chance(0.5) ? MemberID(random.next()) : nil) : nil
    if let hardState, hardState != current.hardState { say(.hardState(hardState)) }
    for entry in entries { say(.entry(entry)) }
    if random.chance(0.3), current.last.index > commit {
      commit += UInt64(random.below(Int(current.last.index - commit) + 1))
    }
    try log.append(hardState: hardState, entries: entries, commit: commit)
  }

  private mutating func cut(_ log: WriteAheadLog) throws(LogError) {
    guard let position = current.entries.first(where: { $0.index >= commit })?.position,
      position.index <= commit
    else { return }
    say(.cut(position))
    try log.cut(through: position)
    synced()
  }

  /// Opens what the crash left and finds which prefix of the unsynced it is.
  mutating func recover() throws -> (WriteAheadLog, String?) {
    let (log, recovered) = try WriteAheadLog.open(storage: disk, options: options())
    var candidate = durable
    var difference = try candidate.difference(log, recovered)
    for change in unsynced where difference != nil {
      candidate.apply(change)
      if try candidate.difference(log, recovered) == nil { difference = nil }
    }
    if recovered.commit > commit { difference = "commit \(recovered.commit), though only \(commit) was said" }
    durable = candidate
    current = candidate
    unsynced = []
    commit = max(recovered.commit, current.cut.index)
    return (log, difference)
  }
}

@Suite struct `A log that crashes` {
  @Test(arguments: 0..<16)
  func `keeps what was synced, and of the rest a prefix`(block: UInt64) throws {
    for seed in block * 12..<block * 12 + 12 {
      var run = CrashRun(seed: seed)
      for crash in 0..<6 {
        // The power may go while the log is being opened, too.
        if run.random.chance(0.3) {
          run.disk.state.withLock { $0.fuse = run.random.below(12) }
          _ = try? WriteAheadLog.open(storage: run.disk, options: run.options())
          run.disk = run.disk.afterPowerCut(keeping: 0.5, &run.random)
        }
        let log: WriteAheadLog
        let difference: String?
        do {
          (log, difference) = try run.recover()
        } catch {
          Issue.record("seed \(seed), crash \(crash): \(error)")
          break
        }
        guard difference == nil else {
          Issue.record("seed \(seed), crash \(crash): \(difference ?? "")")
          break
        }
        run.disk.state.withLock { $0.fuse = run.random.below(120) }
        do throws(LogError) {
          try run.run(log, steps: 60)
        } catch {
          #expect(error == CrashDisk.powerCut)
        }
        if run.random.chance(0.3) {
          run.disk = run.disk.afterKill()
        } else {
          let chance = [0, 0.1, 0.5, 0.9, 1][run.random.below(5)]
          run.disk = run.disk.afterPowerCut(keeping: chance, &run.random)
        }
      }
    }
  }

  @Test func `drops a torn batch whatever sectors of it are there`() throws {
    var random = SplitMix64(seed: 5)
    for round in 0..<200 {
      let disk = CrashDisk()
      let (log, _) = try WriteAheadLog.open(storage: disk, options: .tiny(seed: UInt64(round)))
      try log.append(hardState: nil, entries: [entry(1)], commit: 0)
      try log.sync()
      disk.state.withLock { $0.fuse = 1 }
      try log.append(hardState: nil, entries: [entry(2, .init(repeating: 9, count: 1500))], commit: 0)
      #expect(throws: CrashDisk.powerCut) { try log.sync() }
      let image = disk.afterPowerCut(keeping: 0.6, &random)
      let (_, recovered) = try WriteAheadLog.open(storage: image, options: .tiny(seed: random.next()))
      #expect(recovered.last.index == 1 || recovered.last.index == 2)
    }
  }
}
