#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

package enum KeySpan {
  /// The range end that makes a range of all keys with this prefix: its successor among the prefixes of its
  /// length; `[0]`, "no end", when there is none.
  package static func end(ofPrefix prefix: Data) -> Data {
    var end = [UInt8](prefix)
    while let last = end.popLast() {
      if last < 0xFF {
        end.append(last + 1)
        return Data(end)
      }
    }
    return Data([0])
  }
}
