/// The way to a value in a document (RFC 6901).
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
  package let steps: [ExactText]

  package init(_ steps: [String]) { self.steps = steps.map(ExactText.init) }

  /// nil for a text that neither is empty nor begins with a slash.
  package init?(_ text: String) {
    if text.isEmpty {
      steps = []
      return
    }
    guard text.utf8.first == UInt8(ascii: "/") else { return nil }
    steps = text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
      ExactText(Self.unescaped($0))
    }
  }

  package var description: String {
    steps.map { step in
      "/"
        + step.text.utf8.reduce(into: [UInt8]()) { bytes, byte in
          switch byte {
          case UInt8(ascii: "~"): bytes += Array("~0".utf8)
          case UInt8(ascii: "/"): bytes += Array("~1".utf8)
          default: bytes.append(byte)
          }
        }.text
    }.joined()
  }

  private static func unescaped(_ step: some Sequence<UInt8>) -> String {
    var bytes: [UInt8] = []
    var escapes = false
    for byte in step {
      if escapes {
        escapes = false
        switch byte {
        case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
        case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
        default: bytes += [UInt8(ascii: "~"), byte]
        }
      } else if byte == UInt8(ascii: "~") {
        escapes = true
      } else {
        bytes.append(byte)
      }
    }
    if escapes { bytes.append(UInt8(ascii: "~")) }
    return bytes.text
  }
}

extension [UInt8] {
  fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
