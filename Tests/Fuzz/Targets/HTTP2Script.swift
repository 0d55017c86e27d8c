import NIOCore
import NIOEmbedded

@testable import HTTP2

/// HTTP/2 as a mutation can change it and keep it HTTP/2: an operation a byte, and what it needs. Below 16 it is
/// a frame's type; its flags, stream and payload follow, the payload with a byte of length.
enum HTTP2Script {
  enum Step {
    case bytes(ByteBuffer)
    /// Anything but frames, by a number from 16 on.
    case operation(UInt8)
  }

  static func step(_ script: inout Script, head: [UInt8]) -> Step {
    let code = script.byte()
    var bytes = ByteBuffer()
    switch code {
    case ..<16:
      let flags = script.byte()
      writeFrame(code, flags, stream(script.byte()), script.piece(), to: &bytes)
    case 16:
      // The head of a call or of its answer, always valid.
      let flags: UInt8 = script.byte() & 1 == 1 ? 0x5 : 0x4
      writeFrame(1, flags, stream(script.byte()), head, to: &bytes)
    case 17:
      // A message, whole.
      let flags = script.byte() & 1
      let stream = stream(script.byte())
      let message = script.piece()
      var length = ByteBuffer()
      length.writeInteger(UInt8(0))
      length.writeInteger(UInt32(message.count))
      writeFrame(0, flags, stream, Array(length.readableBytesView) + message, to: &bytes)
    case 18:
      bytes.writeWindowUpdate(stream(script.byte()), by: 1 + Int(script.number(UInt16.self)) << 15)
    default: return .operation(code)
    }
    return .bytes(bytes)
  }

  /// Low streams often, and the ends of what there can be.
  private static func stream(_ byte: UInt8) -> StreamID {
    byte < 0xF0 ? StreamID(byte) : StreamID(0xFFFF_FFFF) &- StreamID(0xFF &- byte)
  }

  private static func writeFrame(
    _ type: UInt8, _ flags: UInt8, _ stream: StreamID, _ payload: [UInt8], to bytes: inout ByteBuffer
  ) {
    bytes.writeInteger(UInt8(0))
    bytes.writeInteger(UInt16(payload.count))
    bytes.writeInteger(type)
    bytes.writeInteger(flags)
    bytes.writeInteger(stream)
    bytes.writeBytes(payload)
  }

  /// Whole frames, none longer than the peer allows before it says otherwise.
  static func checkFrames(_ sent: ByteBuffer) throws {
    var sent = sent
    while let header = FrameHeader.peek(sent) {
      try check(header.type != nil, "a frame of an unknown type was sent")
      try check(header.payloadLength < 1 << 24, "a frame of \(header.payloadLength) bytes was sent")
      sent.moveReaderIndex(forwardBy: FrameHeader.length)
      guard sent.readSlice(length: header.payloadLength) != nil else { break }
      if sent.readableBytes == 0 { return }
    }
    try check(sent.readableBytes == 0, "half a frame was sent")
  }

  static func checkQueues<Owner>(of http2: HTTP2Connection<Owner>) throws {
    let queued = http2.streams.slotRange.reduce(0) { $0 + http2.streams[$1].queuedBytes }
    try checkEqual(http2.queuedBytes, queued, "bytes that wait, and those of all streams")
  }
}

/// A connection's channel: heard in pieces of a size that the options choose, with all that was sent.
final class FuzzedWire {
  let channel = EmbeddedChannel()
  var sent = ByteBuffer()
  private let cut: Int

  init(options: UInt8) {
    cut = [Int.max, 1, 10, 100][Int(options & 3)]
  }

  func hear(_ bytes: ByteBuffer, settle: () throws -> Void) throws {
    var bytes = bytes
    while let piece = bytes.readSlice(length: min(cut, bytes.readableBytes)), piece.readableBytes > 0 {
      try channel.writeInbound(ByteBuffer(bytes: piece.readableBytesView))
      try settle()
    }
  }

  func settle() throws {
    channel.embeddedEventLoop.run()
    while var bytes = try channel.readOutbound(as: ByteBuffer.self) { sent.writeBuffer(&bytes) }
  }
}
