#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

/// User keys as LMDB sorts them. A zero byte becomes 00 FF, and 00 01 ends the key: so the encoded keys have
/// the order of the keys, and none is a prefix of another. A revision follows with its bits turned over, the
/// newest first, so that a search for (key, r) lands on the newest version at or before r.
///
/// LMDB's keys have at most 511 bytes. A longer encoded key is cut: its first `trunkLimit` bytes, without a
/// revision, lead to a numbered branch, and under that number the rest stands in `branches`, where it may
/// branch again. Since no encoded key is a prefix of another, whole and cut keys keep their common order.
enum KeyEncoding {
  static let suffixLength = 12
  static let trunkLimit = 511 - suffixLength
  static let branchPrefix = 8
  static let branchLimit = trunkLimit - branchPrefix

  /// Replaces `encoded` by the encoded form of `key`.
  static func encode(_ key: [UInt8], into encoded: inout [UInt8]) {
    encoded.removeAll(keepingCapacity: true)
    key.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while let zero = firstZero(rest) {
        encoded.append(contentsOf: rest[rest.startIndex...zero])
        encoded.append(0xFF)
        rest = rest[(zero + 1)...]
      }
      encoded.append(contentsOf: rest)
    }
    encoded.append(0)
    encoded.append(1)
  }

  /// Appends the key that `encoded` stands for; false when it is not one.
  static func decode(_ encoded: UnsafeRawBufferPointer, into key: inout [UInt8]) -> Bool {
    guard encoded.count >= 2, encoded[encoded.count - 1] == 1, encoded[encoded.count - 2] == 0 else {
      return false
    }
    let end = encoded.count - 2
    var rest = encoded[..<end]
    while let zero = firstZero(rest) {
      guard zero + 1 < end, encoded[zero + 1] == 0xFF else { return false }
      key.append(contentsOf: rest[rest.startIndex...zero])
      rest = rest[(zero + 2)...]
    }
    key.append(contentsOf: rest)
    return true
  }

  private static func firstZero(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
    guard !bytes.isEmpty, let base = bytes.base.baseAddress else { return nil }
    guard let found = memchr(base + bytes.startIndex, 0, bytes.count) else { return nil }
    return found - UnsafeMutableRawPointer(mutating: base)
  }

  /// Where the versions of a key at or before `revision` begin.
  static func appendSuffix(_ revision: Revision, to key: inout [UInt8]) {
    let main = revision.main < 0 ? 0 : UInt64(bitPattern: revision.main)
    let sub = UInt32(clamping: revision.sub)
    key.appendBigEndian(~main)
    key.appendBigEndian(~sub)
  }

  static func revision(_ key: UnsafeRawBufferPointer) -> Revision {
    let main = ~key.bigEndian(at: key.count - 12, as: UInt64.self)
    let sub = ~key.bigEndian(at: key.count - 4, as: UInt32.self)
    return Revision(main: Int64(bitPattern: main), sub: Int64(sub))
  }
}

extension Revision {
  /// After all of `main`'s changes.
  static func end(of main: Int64) -> Revision { Revision(main: main, sub: Int64(UInt32.max)) }
  static let beyondAll = Revision.end(of: Int64.max)

  /// The greatest revision before this one.
  var predecessor: Revision {
    sub > 0 ? Revision(main: main, sub: sub - 1) : .end(of: main &- 1)
  }
}
