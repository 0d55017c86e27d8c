internal import NIOCore

typealias StreamID = UInt32

enum FrameType: UInt8 {
  case data = 0
  case headers, priority, resetStream, settings, pushPromise, ping, goAway, windowUpdate, continuation
}

enum FrameFlags {
  static let endStream: UInt8 = 0x1
  static let ack: UInt8 = 0x1
  static let endHeaders: UInt8 = 0x4
  static let padded: UInt8 = 0x8
  static let priority: UInt8 = 0x20
}

/// RFC 9113 §4.1: nine bytes before each payload.
struct FrameHeader: Hashable {
  static let length = 9

  var payloadLength: Int
  /// nil for a type that is to be ignored (§5.5).
  var type: FrameType?
  var flags: UInt8
  var stream: StreamID

  func has(_ flag: UInt8) -> Bool { flags & flag != 0 }

  /// nil until all nine bytes are there. Reads nothing.
  static func peek(_ input: ByteBuffer) -> FrameHeader? {
    guard input.readableBytes >= length else { return nil }
    return input.withUnsafeReadableBytes { bytes in
      let word = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
      let stream = UInt32(truncatingIfNeeded: word) << 8 | UInt32(bytes[8])
      return FrameHeader(
        payloadLength: Int(word >> 40),
        type: FrameType(rawValue: UInt8(truncatingIfNeeded: word >> 32)),
        flags: UInt8(truncatingIfNeeded: word >> 24),
        stream: stream & 0x7fff_ffff)
    }
  }
}

extension ByteBuffer {
  mutating func writeFrameHeader(_ type: FrameType, flags: UInt8 = 0, stream: StreamID, length: Int) {
    precondition(length >= 0 && length < 1 << 24)
    let word =
      UInt64(length) << 40 | UInt64(type.rawValue) << 32 | UInt64(flags) << 24 | UInt64(stream >> 8)
    writeWithUnsafeMutableBytes(minimumWritableBytes: FrameHeader.length) { bytes in
      bytes.storeBytes(of: word.bigEndian, as: UInt64.self)
      bytes[8] = UInt8(truncatingIfNeeded: stream)
      return FrameHeader.length
    }
  }

  mutating func writeResetStream(_ stream: StreamID, _ code: ErrorCode) {
    writeFrameHeader(.resetStream, stream: stream, length: 4)
    writeInteger(code.rawValue)
  }

  mutating func writeWindowUpdate(_ stream: StreamID, by increment: Int) {
    precondition(increment > 0 && increment < 1 << 31)
    writeFrameHeader(.windowUpdate, stream: stream, length: 4)
    writeInteger(UInt32(increment))
  }

  mutating func writePing(_ payload: UInt64, ack: Bool) {
    writeFrameHeader(.ping, flags: ack ? FrameFlags.ack : 0, stream: 0, length: 8)
    writeInteger(payload)
  }

  mutating func writeGoAway(last: StreamID, _ code: ErrorCode, reason: String = "") {
    let reason = reason.utf8.prefix(256)
    writeFrameHeader(.goAway, stream: 0, length: 8 + reason.count)
    writeInteger(last)
    writeInteger(code.rawValue)
    writeBytes(reason)
  }

  /// A header block as HEADERS and, where it is longer than a frame may be, CONTINUATION frames.
  mutating func writeHeaders(_ block: [UInt8], stream: StreamID, endStream: Bool, maxFrameBytes: Int) {
    let flags: UInt8 = endStream ? FrameFlags.endStream : 0
    if block.count <= maxFrameBytes {
      writeFrameHeader(.headers, flags: flags | FrameFlags.endHeaders, stream: stream, length: block.count)
      writeBytes(block)
      return
    }
    var start = 0
    while start < block.count {
      let end = min(start + maxFrameBytes, block.count)
      let last: UInt8 = end == block.count ? FrameFlags.endHeaders : 0
      writeFrameHeader(
        start == 0 ? .headers : .continuation, flags: last | (start == 0 ? flags : 0), stream: stream,
        length: end - start)
      writeBytes(block[start..<end])
      start = end
    }
  }
}
