import HTTP2
package import NIOCore
package import SwiftProtobuf

package enum ProtobufBytes {
  /// Our own messages always encode: they hold no required fields and no invalid UTF-8.
  package static func encode(_ message: some Message) -> ByteBuffer {
    do {
      let bytes: [UInt8] = try message.serializedBytes()
      return ByteBuffer(bytes: bytes)
    } catch {
      preconditionFailure("\(type(of: message)) does not encode: \(error)")
    }
  }

  package static func decode<Answer: Message>(_: Answer.Type = Answer.self, _ bytes: ByteBuffer)
    throws(CallFailure)
    -> Answer
  {
    do {
      return try Answer(serializedBytes: bytes.readableBytesSpan)
    } catch {
      let status = GRPCStatus(.internalError, "the answer is no \(Answer.protoMessageName): \(error)")
      throw CallFailure(status, isSurelyUndone: false)
    }
  }
}
