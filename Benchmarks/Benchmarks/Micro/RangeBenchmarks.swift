import Benchmark
import Keyspace

func rangeBenchmarks() {
  let count = 100_000
  for place in ["memory", "LMDB"] {
    let setup = {
      let stored = try StoredKeys(checkpointed: place == "LMDB" ? count : 0)
      if place == "memory" { try stored.put(Array(0..<count)) }
      return stored
    }

    Benchmark("range: each read of 1 key in \(place)", configuration: .each) { benchmark, stored in
      for iteration in benchmark.scaledIterations {
        let key = Samples.key(iteration &* 7_919 % count)
        blackHole(try stored.keyspace.range(RangeQuery(range: KeyRange(start: key, end: .single))))
      }
    } setup: {
      try setup()
    }

    Benchmark("range: 1,000 keys in \(place)", configuration: .whole) { benchmark, stored in
      let first = benchmark.currentIteration &* 7_919 % (count - 1_000)
      let range = KeyRange(start: Samples.key(first), end: .before(Samples.key(first + 1_000)))
      benchmark.startMeasurement()
      let result = try stored.keyspace.range(RangeQuery(range: range)).result
      benchmark.stopMeasurement()
      precondition(result.keyValues.count == 1_000, "the range is not there")
    } setup: {
      try setup()
    }
  }
}
