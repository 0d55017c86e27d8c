internal import NIOCore

/// Cuts a call's bytes into length-prefixed messages.
struct MessageReader {
  enum Failure: Error, Hashable {
    /// The flag byte says compressed, or something unknown.
    case compressed
    case tooLarge(bytes: Int)
  }

  let maxMessageBytes: Int
  private var buffered = ByteBuffer()

  init(maxMessageBytes: Int) {
    self.maxMessageBytes = maxMessageBytes
  }

  /// Bytes of a message that isn't whole yet.
  var partialBytes: Int { buffered.readableBytes }

  mutating func append(_ bytes: ByteBuffer) {
    if buffered.readableBytes == 0 {
      buffered = bytes
    } else {
      var bytes = bytes
      if buffered.readerIndex > 0 || buffered.writableBytes < bytes.readableBytes {
        buffered = compacted(bytes)
      }
      buffered.writeBuffer(&bytes)
    }
  }

  /// The next whole message, as a slice of what came.
  mutating func next() throws(Failure) -> ByteBuffer? {
    guard buffered.readableBytes >= 5,
      let flag = buffered.getInteger(at: buffered.readerIndex, as: UInt8.self),
      let length = buffered.getInteger(at: buffered.readerIndex + 1, as: UInt32.self)
    else { return nil }
    guard flag == 0 else { throw .compressed }
    guard Int(length) <= maxMessageBytes else { throw .tooLarge(bytes: Int(length)) }
    guard buffered.readableBytes - 5 >= Int(length) else { return nil }
    buffered.moveReaderIndex(forwardBy: 5)
    let message = buffered.readSlice(length: Int(length))
    if buffered.readableBytes == 0 { buffered = ByteBuffer() }
    return message
  }

  /// A buffer of its own, so that a partial message neither holds nor copies the socket's buffers each time.
  private func compacted(_ more: ByteBuffer) -> ByteBuffer {
    var copy = ByteBuffer()
    copy.reserveCapacity(max(2 * buffered.readableBytes, buffered.readableBytes + more.readableBytes))
    copy.writeImmutableBuffer(buffered)
    return copy
  }
}
