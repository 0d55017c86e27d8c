import Benchmark
import Keyspace

func commandCodecBenchmarks() {
  Benchmark("codec: encode each put", configuration: .each) { benchmark in
    let put = Samples.put(1)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations { blackHole(try CommandCodec.encode(put)) }
  }

  Benchmark("codec: decode each put", configuration: .each) { benchmark in
    let bytes = try CommandCodec.encode(Samples.put(1))
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations { blackHole(try CommandCodec.decode(bytes)) }
  }
}
