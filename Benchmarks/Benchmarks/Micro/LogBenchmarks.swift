import Benchmark
import Keyspace
import Raft
import WriteAheadLog

func logBenchmarks() {
  for batch in [1, 64, 512] {
    Benchmark("log: append and sync a batch of \(batch)", configuration: .whole) { benchmark, disk in
      let entries = disk.next(batch)
      benchmark.startMeasurement()
      try disk.log.append(hardState: nil, entries: entries, commit: disk.last)
      try disk.log.sync()
      benchmark.stopMeasurement()
      try disk.tidy()
    } setup: {
      try LogOnDisk()
    }
  }
}

final class LogOnDisk {
  private static let kept: LogIndex = 50_000

  let log: WriteAheadLog
  private(set) var last: LogIndex = 0
  private let payload: [UInt8]

  init() throws {
    payload = try CommandCodec.encode(Samples.put(1))
    log = try WriteAheadLog.open(directory: Scratch.directory("log"), options: LogOptions()).log
    try log.append(hardState: HardState(term: 1, votedFor: MemberID(1)), entries: [], commit: 0)
    while try log.prepareSpare() {}
  }

  func next(_ count: Int) -> [Entry] {
    (0..<count).map { _ in
      last += 1
      return Entry(index: last, term: 1, kind: .command, payload: payload)
    }
  }

  /// What a member does beside the writing: forgets what a checkpoint holds, and has segments ready.
  func tidy() throws {
    if last % Self.kept == 0 { try log.cut(through: LogPosition(index: last - Self.kept / 2, term: 1)) }
    while try log.prepareSpare() {}
  }
}
