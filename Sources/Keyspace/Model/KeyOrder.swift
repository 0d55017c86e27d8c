#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

/// The order of keys: byte by byte, a prefix before what it begins.
package enum KeyOrder {
  package static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    compare(left, right) < 0
  }

  /// Negative, zero or positive as `left` comes before, is, or comes after `right`.
  package static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
    let common = min(left.count, right.count)
    let order = left.withUnsafeBytes { left in
      right.withUnsafeBytes { right in
        guard let left = left.baseAddress, let right = right.baseAddress, common > 0 else { return Int32(0) }
        return memcmp(left, right, common)
      }
    }
    return order == 0 ? left.count - right.count : Int(order)
  }

  /// The first key after `key`.
  package static func successor(of key: [UInt8]) -> [UInt8] {
    key + [0]
  }
}
