package import NIOCore

/// Cuts a peer's byte stream into frames. A frame that is too long, fails its sum or does not decode is fatal
/// to the connection: nothing behind it can be trusted.
package struct FrameDecoder {
  private var pending = ByteBuffer()

  package init() {}

  package mutating func append(_ bytes: inout ByteBuffer) {
    if pending.readableBytes == 0 {
      pending = bytes
    } else {
      pending.discardReadBytes()
      pending.writeBuffer(&bytes)
    }
  }

  package mutating func next() throws(PeerFrameError) -> PeerFrame? {
    guard
      let length = pending.getInteger(at: pending.readerIndex, endianness: .little, as: UInt32.self),
      let sum = pending.getInteger(at: pending.readerIndex + 4, endianness: .little, as: UInt32.self)
    else { return nil }
    guard length <= PeerFrame.maximumLength else { throw .tooLong(length) }
    guard pending.readableBytes >= PeerFrame.headerLength + Int(length) else { return nil }
    pending.moveReaderIndex(forwardBy: PeerFrame.headerLength)
    let body = pending.readBytes(length: Int(length)) ?? []
    return try PeerFrame.decode(body: body, sum: sum)
  }
}
