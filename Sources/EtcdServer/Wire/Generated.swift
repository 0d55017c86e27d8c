import EtcdAPI
import HTTP2
import NIOCore
import SwiftProtobuf

/// For the methods that are called seldom: messages as protoc generated them.
func parse<Request: SwiftProtobuf.Message>(
  _ message: ByteBuffer, as type: Request.Type = Request.self
) throws(GRPCStatus) -> Request {
  do {
    return try Request(serializedBytes: Array(message.readableBytesView))
  } catch {
    throw EtcdError.malformed(.malformedMessage)
  }
}

func serialize(_ message: some SwiftProtobuf.Message) throws(GRPCStatus) -> ByteBuffer {
  do {
    let bytes: [UInt8] = try message.serializedBytes()
    return ByteBuffer(bytes: bytes)
  } catch {
    throw GRPCStatus(.internalError, "the answer could not be encoded: \(error)")
  }
}

extension Header {
  var message: Etcdserverpb_ResponseHeader {
    var message = Etcdserverpb_ResponseHeader()
    message.clusterID = clusterID
    message.memberID = memberID
    message.revision = revision
    message.raftTerm = term
    return message
  }
}
