import Benchmark

@testable import HTTP2

/// A gRPC request's header list, as etcd's own client sends it.
private let fields = [
  (":method", "POST"), (":scheme", "http"), (":path", "/etcdserverpb.KV/Put"),
  (":authority", "127.0.0.1:2379"), ("content-type", "application/grpc"), ("user-agent", "grpc-go/1.41.0"),
  ("te", "trailers"), ("hasleader", "true"),
].map { HeaderField(name: $0.0, value: $0.1) }

private func encoded(_ indexing: HPACKEncoder.Indexing, by encoder: inout HPACKEncoder) -> [UInt8] {
  var block: [UInt8] = []
  encoder.beginBlock(into: &block)
  for field in fields { encoder.encode(field, indexing, into: &block) }
  return block
}

func hpackBenchmarks() {
  for (name, indexing) in [("references", HPACKEncoder.Indexing.insert), ("literals", .none)] {
    Benchmark("hpack: encode each block of \(name)", configuration: .each) { benchmark in
      var encoder = HPACKEncoder()
      _ = encoded(indexing, by: &encoder)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(encoded(indexing, by: &encoder)) }
    }

    Benchmark("hpack: decode each block of \(name)", configuration: .each) { benchmark in
      var encoder = HPACKEncoder()
      var decoder = HPACKDecoder()
      var list: [HeaderField] = []
      func decode(_ block: [UInt8]) throws {
        _ = try block.withUnsafeBytes { try decoder.decode($0, maxListBytes: 32 << 10, into: &list) }
      }
      try decode(encoded(indexing, by: &encoder))
      let block = encoded(indexing, by: &encoder)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations {
        try decode(block)
        blackHole(list)
      }
    }
  }
}
