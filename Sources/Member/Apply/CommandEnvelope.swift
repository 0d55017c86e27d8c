internal import Bytes
internal import Raft

/// A command as an entry's payload: who proposed it and under which request ID, and `CommandCodec`'s bytes.
package enum CommandEnvelope {
  static let version: UInt8 = 1
  package static let headerLength = 17

  static func encode(origin: MemberID, id: RequestID, command: [UInt8]) -> [UInt8] {
    var writer = ByteWriter(capacity: headerLength + command.count)
    writer.fixed(version)
    writer.fixed(origin.rawValue)
    writer.fixed(id)
    writer.raw(command)
    return writer.bytes
  }

  /// `start`: where the command begins.
  static func decode(
    _ payload: [UInt8]
  ) throws(ByteReaderError) -> (origin: MemberID, id: RequestID, start: Int) {
    var reader = ByteReader(payload)
    guard try reader.fixed(UInt8.self) == version else { throw .invalid("command of an unknown version") }
    return (MemberID(try reader.fixed()), try reader.fixed(), reader.offset)
  }
}
