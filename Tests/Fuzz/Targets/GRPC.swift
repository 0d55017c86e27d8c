import NIOCore

@testable import HTTP2

extension FuzzTarget {
  /// Length-prefixed messages cut anywhere, and the text forms of gRPC's fields.
  static let grpc = FuzzTarget(name: "grpc", maxBytes: 4096) { bytes in
    var script = Script(bytes)
    let cut = [1, 3, 5, 64][Int(script.byte() & 3)]
    let stream = script.all()
    let whole = read(stream, cut: .max)
    let cutUp = read(stream, cut: cut)
    try checkEqual(cutUp.messages, whole.messages, "messages depend on how the stream was cut")
    try checkEqual(cutUp.failure, whole.failure, "the failure depends on how the stream was cut")
    try check(whole.failure != nil || whole.bytes == stream.count, "bytes that are in no message")
    try checkTexts(String(decoding: stream, as: UTF8.self))
  } seeds: {
    [
      ("messages", [1, 0, 0, 0, 0, 2, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 1]),
      ("compressed", [0, 1, 0, 0, 0, 1, 5]), ("too-large", [0, 0, 1, 0, 0, 0]),
      ("timeout", [0] + Array("99999999H".utf8)), ("status", [0] + Array("100%25 %e2%82%ac%zz%".utf8)),
    ]
  }

  /// HTTP/1.1 on the gRPC port and on that of the metrics.
  static let plainHTTP = FuzzTarget(name: "plain-http", maxBytes: 16_384) { bytes in
    let whole = converse(bytes, cut: .max)
    // Refusing noise at once needs it in pieces; what is whole is understood the same.
    let cutUp = converse(bytes, cut: 1 + bytes.count / 16)
    guard case .request = whole else { return }
    try checkEqual(cutUp, whole, "a request depends on how it was cut")
  } seeds: {
    [
      ("get", Array("GET /health?serializable=true HTTP/1.1\r\nHost: a:2379\r\nAccept: */*\r\n\r\n".utf8)),
      ("head", Array("HEAD /metrics HTTP/1.0\r\n\r\n".utf8)),
      ("body", Array("GET / HTTP/1.1\r\nContent-Length:  4 \r\nX-\u{E9}: 1\r\n\r\nbody".utf8)),
      ("post", Array("POST /version HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)),
    ]
  }
}

private func read(
  _ stream: [UInt8], cut: Int
) -> (messages: [[UInt8]], failure: MessageReader.Failure?, bytes: Int) {
  var reader = MessageReader(maxMessageBytes: 1 << 16)
  var messages: [[UInt8]] = []
  var rest = stream[...]
  while !rest.isEmpty {
    reader.append(ByteBuffer(bytes: rest.prefix(cut)))
    rest = rest.dropFirst(cut)
    do throws(MessageReader.Failure) {
      while let message = try reader.next() { messages.append(Array(message.readableBytesView)) }
    } catch {
      return (messages, error, 0)
    }
  }
  return (messages, nil, messages.reduce(reader.partialBytes) { $0 + $1.count + 5 })
}

private func checkTexts(_ text: String) throws {
  if case .success(let timeout) = GRPCTimeout.parse(text) {
    let written = GRPCTimeout.format(timeout)
    guard case .success(let again) = GRPCTimeout.parse(written) else {
      throw Broken(description: "\(written) is no timeout")
    }
    // Eight digits of a coarser unit are rounded up; the longest stays what it is.
    try check(again >= timeout || timeout > .hours(99_999_999), "\(text) became \(written)")
  }
  _ = StatusMessage.decode(text)
  let encoded = StatusMessage.encode(text)
  try check(encoded.utf8.allSatisfy { (0x20...0x7e).contains($0) }, "\(encoded) is no field's value")
  try checkEqual(StatusMessage.decode(encoded), text, "a status message on its way")
}

private func converse(_ bytes: [UInt8], cut: Int) -> PlainConversation.Step {
  var conversation = PlainConversation()
  var input = ByteBuffer()
  var rest = bytes[...]
  while !rest.isEmpty {
    input.writeBytes(rest.prefix(cut))
    rest = rest.dropFirst(cut)
    let step = conversation.next(&input)
    if step != .needMoreBytes { return step }
  }
  return .needMoreBytes
}
