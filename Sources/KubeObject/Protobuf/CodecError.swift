/// Why bytes and an object don't fit together.
package struct CodecError: Error, Sendable, CustomStringConvertible {
  package let message: String

  package init(_ message: String) { self.message = message }

  package var description: String { message }

  static let truncated = CodecError("proto: unexpected end of the message")
  static let tooDeep = CodecError("proto: messages are nested too deeply")
}
