/// A decoder with what must hold for whatever bytes it is given. `run` throws `Broken` when it doesn't hold; that
/// nothing traps, takes long or reads beside its bytes is for the fuzzer to see.
struct FuzzTarget: Sendable {
  let name: String
  /// Inputs are no longer than that. Time is bounded by it: what takes more than linear time shows at this length.
  let maxBytes: Int
  let run: @Sendable ([UInt8]) throws -> Void
  /// Inputs to start from, each with a name of its own.
  let seeds: @Sendable () throws -> [(name: String, bytes: [UInt8])]

  static let all: [FuzzTarget] = [
    .http2Server, .http2Client, .hpack, .grpc, .plainHTTP, .kv, .watch, .lease, .services, .log, .logRecords,
    .peerFrames, .messages, .membership, .raft, .snapshot, .commands, .records, .clusterConf, .history, json,
    yaml, kubeTexts, kubeProtobuf, patches,
  ]

  static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// A promise that an input broke.
struct Broken: Error, CustomStringConvertible {
  var description: String
}

func check(_ condition: Bool, _ message: @autoclosure () -> String) throws {
  guard condition else { throw Broken(description: message()) }
}

func checkEqual<Value: Equatable>(_ left: Value, _ right: Value, _ what: @autoclosure () -> String) throws {
  guard left == right else { throw Broken(description: "\(what()): \(left) is not \(right)") }
}

/// What drives a target beside plain bytes: numbers and pieces taken from the input's front, zeros after its end.
struct Script {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  mutating func number<Integer: FixedWidthInteger>(_ type: Integer.Type = Integer.self) -> Integer {
    var value: Integer = 0
    for shift in 0..<MemoryLayout<Integer>.size {
      value |= Integer(truncatingIfNeeded: byte()) << Integer(truncatingIfNeeded: 8 * shift)
    }
    return value
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    let taken = rest.prefix(count)
    rest = rest.dropFirst(count)
    return Array(taken)
  }

  /// One byte of length, and as many bytes.
  mutating func piece() -> [UInt8] { bytes(Int(byte())) }

  mutating func all() -> [UInt8] { bytes(rest.count) }
}
