import Benchmark
import Keyspace

func applyBenchmarks() {
  Benchmark("apply: each put of a new key, 100 a batch", configuration: .each) { benchmark, stored in
    try stored.apply(benchmark, puts: stored.newKeys(benchmark.scaledIterations.count))
  } setup: {
    try StoredKeys()
  }

  Benchmark("apply: each put of a key in memory, 100 a batch", configuration: .each) { benchmark, stored in
    try stored.apply(benchmark, puts: Array(0..<benchmark.scaledIterations.count))
  } setup: {
    try StoredKeys()
  }

  Benchmark("apply: each put of a key in LMDB, 100 a batch", configuration: .each) { benchmark, stored in
    // Another part of the keys each time, so that the key's last version is in the checkpoint.
    try stored.apply(benchmark, puts: stored.oldKeys(benchmark.scaledIterations.count))
  } setup: {
    try StoredKeys(checkpointed: 1_000_000)
  }

  Benchmark("checkpoint: 10,000 puts of new keys", configuration: .whole) { benchmark, stored in
    try stored.put(stored.newKeys(10_000))
    benchmark.startMeasurement()
    blackHole(try stored.keyspace.store.checkpoint())
  } setup: {
    try StoredKeys(checkpointed: 100_000)
  }

  Benchmark("checkpoint: 10,000 puts of old keys", configuration: .whole) { benchmark, stored in
    try stored.put(stored.oldKeys(10_000))
    benchmark.startMeasurement()
    blackHole(try stored.keyspace.store.checkpoint())
  } setup: {
    try StoredKeys(checkpointed: 100_000)
  }
}

/// A keyspace with keys 0, 1, 2, … in a checkpoint, and what is put afterwards in memory.
final class StoredKeys {
  private static let batch = 100

  let keyspace: Keyspace
  private let checkpointed: Int
  private var next: Int
  private var turn = 0

  init(checkpointed: Int = 0) throws {
    self.checkpointed = checkpointed
    next = checkpointed
    keyspace = Keyspace(
      store: try VersionStore.open(
        directory: Scratch.directory("store"), options: StoreOptions(deltaLimit: 64 << 20)))
    var written = 0
    while written < checkpointed {
      let part = min(10_000, checkpointed - written)
      try put(Array(written..<written + part))
      written += part
      if keyspace.store.wantsCheckpoint { _ = try keyspace.store.checkpoint() }
    }
    _ = try keyspace.store.checkpoint()
  }

  func newKeys(_ count: Int) -> [Int] {
    defer { next += count }
    return Array(next..<next + count)
  }

  /// In no order, and each only after all others.
  func oldKeys(_ count: Int) -> [Int] {
    (0..<count).map { _ in
      turn += 1
      return turn &* 7_919 % checkpointed
    }
  }

  func put(_ numbers: [Int]) throws {
    for entries in try batches(numbers) { blackHole(try keyspace.apply(entries)) }
  }

  /// Measures the applying alone.
  func apply(_ benchmark: Benchmark, puts numbers: [Int]) throws {
    let batches = try batches(numbers)
    benchmark.startMeasurement()
    for entries in batches { blackHole(try keyspace.apply(entries)) }
    benchmark.stopMeasurement()
    if keyspace.store.wantsCheckpoint { _ = try keyspace.store.checkpoint() }
  }

  private func batches(_ numbers: [Int]) throws -> [[CommittedEntry]] {
    var index = keyspace.position.appliedIndex
    return try stride(from: 0, to: numbers.count, by: Self.batch).map { first in
      try numbers[first..<min(first + Self.batch, numbers.count)].map { number in
        index += 1
        return CommittedEntry(index: index, term: 1, payload: try CommandCodec.encode(Samples.put(number)))
      }
    }
  }
}
