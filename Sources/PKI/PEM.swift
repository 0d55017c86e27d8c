internal import Bytes

/// RFC 7468: base64 between BEGIN and END lines. What stands between blocks is passed over, as Go does.
package enum PEM {
  package struct Block: Hashable, Sendable {
    package let label: String
    package let der: [UInt8]
  }

  /// All whole blocks of `text`, in their order.
  package static func blocks(_ text: some Sequence<UInt8>) -> [Block] {
    var blocks: [Block] = []
    var label: [UInt8]?
    var body: [UInt8] = []
    for line in Array(text).split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      if let begun = name(in: line, after: "-----BEGIN ") {
        label = begun
        body = []
      } else if let ended = name(in: line, after: "-----END ") {
        if let open = label, open == ended, let der = Base64.decode(body) {
          blocks.append(Block(label: String(decoding: open, as: UTF8.self), der: der))
        }
        label = nil
      } else if label != nil, !line.contains(UInt8(ascii: ":")) {
        // Lines with a colon are the headers of encrypted keys: what they hold doesn't parse, either.
        body.append(contentsOf: line.lazy.filter { $0 != 0x20 && $0 != 0x09 })
      }
    }
    return blocks
  }

  package static func encode(_ label: String, _ der: [UInt8]) -> String {
    let text = Array(Base64.encode(der).utf8)
    var pem = "-----BEGIN \(label)-----\n"
    for start in stride(from: 0, to: text.count, by: 64) {
      pem += String(decoding: text[start..<min(start + 64, text.count)], as: UTF8.self)
      pem += "\n"
    }
    return pem + "-----END \(label)-----\n"
  }

  private static func name(in line: ArraySlice<UInt8>, after start: String) -> [UInt8]? {
    var line = line
    while let last = line.last, last == 0x20 || last == 0x09 { line.removeLast() }
    guard line.starts(with: start.utf8), line.count > start.utf8.count + 5,
      line.suffix(5).elementsEqual("-----".utf8)
    else { return nil }
    return Array(line.dropFirst(start.utf8.count).dropLast(5))
  }
}
