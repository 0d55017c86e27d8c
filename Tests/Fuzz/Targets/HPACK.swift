import NIOCore

@testable import HTTP2

extension FuzzTarget {
  /// Header blocks in their order over one table; what is read, written and read again, is the same.
  static let hpack = FuzzTarget(name: "hpack", maxBytes: 4096) { bytes in
    try checkHuffman(bytes)
    var script = Script(bytes)
    var decoder = HPACKDecoder()
    var encoder = HPACKEncoder()
    var mirror = HPACKDecoder()
    var fields: [HeaderField] = []
    encoder.setTableLimit(Int(script.byte()) * 32)
    while !script.isAtEnd {
      let indexing = [HPACKEncoder.Indexing.insert, .none, .never][Int(script.byte()) % 3]
      let block = script.piece()
      let decoded = block.withUnsafeBytes { try? decoder.decode($0, maxListBytes: 8192, into: &fields) }
      guard let fits = decoded else { return }
      try check(decoder.table.size <= decoder.table.limit, "a table larger than its limit")
      try check(fields.reduce(0) { $0 + $1.size } <= 8192, "a list larger than its bound")
      guard fits else { continue }
      for kind in [MessageHead.Kind.request, .response, .trailers] { _ = try? MessageHead(kind, fields) }
      try checkEncoding(of: fields, indexing, &encoder, &mirror)
    }
  } seeds: {
    [
      ("request", [64, 0] + prefixed(block(of: requestFields))),
      ("answer", [0, 1] + prefixed(block(of: answerFields))),
    ]
  }

  private static func checkEncoding(
    of fields: [HeaderField], _ indexing: HPACKEncoder.Indexing, _ encoder: inout HPACKEncoder,
    _ mirror: inout HPACKDecoder
  ) throws {
    var output: [UInt8] = []
    encoder.beginBlock(into: &output)
    for field in fields { encoder.encode(field, indexing, into: &output) }
    var again: [HeaderField] = []
    _ = try output.withUnsafeBytes { try mirror.decode($0, maxListBytes: .max, into: &again) }
    try checkEqual(again.map(\.name), fields.map(\.name), "names after a second reading")
    try checkEqual(again.map(\.value), fields.map(\.value), "values after a second reading")
  }

  private static func checkHuffman(_ bytes: [UInt8]) throws {
    var encoded: [UInt8] = []
    Huffman.encode(bytes, into: &encoded)
    try checkEqual(encoded.count, Huffman.encodedLength(of: bytes), "the length of a Huffman code")
    var decoded: [UInt8] = []
    try encoded.withUnsafeBytes { try Huffman.decode($0, into: &decoded) }
    try checkEqual(decoded, bytes, "bytes after Huffman's code")
    decoded.removeAll()
    // Each text has one code, and of the paddings only that of ones is one (RFC 7541 §5.2).
    guard (try? bytes.withUnsafeBytes { try Huffman.decode($0, into: &decoded) }) != nil else { return }
    encoded.removeAll()
    Huffman.encode(decoded, into: &encoded)
    try checkEqual(encoded, bytes, "a second code for the same text")
  }
}

let requestFields = [
  (":method", "POST"), (":scheme", "http"), (":path", "/etcdserverpb.KV/Range"), (":authority", "a:2379"),
  ("content-type", "application/grpc"), ("te", "trailers"), ("grpc-timeout", "5S"), ("hasleader", "true"),
]
let answerFields = [(":status", "200"), ("content-type", "application/grpc")]
let trailerFields = [("grpc-status", "5"), ("grpc-message", "100%25 gone")]

/// A header block over an empty table.
func block(of fields: [(String, String)]) -> [UInt8] {
  var encoder = HPACKEncoder()
  var block: [UInt8] = []
  for (name, value) in fields {
    encoder.encode(HeaderField(name: name, value: value), .insert, into: &block)
  }
  return block
}

func prefixed(_ bytes: [UInt8]) -> [UInt8] { [UInt8(bytes.count)] + bytes }
