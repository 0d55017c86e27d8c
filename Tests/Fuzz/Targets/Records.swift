import Bytes
import LMDB

@testable import Keyspace

extension FuzzTarget {
  /// The keyspace's records as a damaged file may hold them under right sums, and the order of its keys.
  static let records = FuzzTarget(name: "records", maxBytes: 2048) { bytes in
    var script = Script(bytes)
    let kind = script.byte()
    switch kind % 5 {
    case 0: try checkKeys(script.piece(), script.all())
    case 1: try checkEncodedKey(script.all())
    case 2:
      let key = script.piece()
      // The cursor hands out no shorter ones.
      guard key.count >= KeyEncoding.suffixLength else { return }
      try checkIndexRecord(key: key, body: script.all())
    case 3: try checkRevisionRecord(main: script.number(), script.all())
    default: checkLease(key: script.piece(), body: script.all())
    }
  } seeds: {
    let key = [UInt8](repeating: 0, count: 4) + [UInt8](repeating: 0xFF, count: 12)
    return [
      ("keys", [0, 3, 0, 1, 0, 0, 1, 0xFF]), ("encoded", [1, 97, 0, 0xFF, 0, 1]),
      ("index", [2] + prefixed(key) + [0, 5, 1, 0, 3, 1, 2, 3, 4]),
      ("branch", [2] + prefixed(key) + [2, 0, 0, 0, 0, 0, 0, 0, 9]),
      ("revision", [3, 9, 0, 0, 0, 0, 0, 0, 0, 0, 3, 5, 2, 1, 0] + Array("keyvalue".utf8)),
      ("lease", [4, 8, 0, 0, 0, 0, 0, 0, 0, 7, 120, 60]),
    ]
  }
}

private func encoded(_ key: [UInt8]) -> [UInt8] {
  var encoded: [UInt8] = []
  KeyEncoding.encode(key, into: &encoded)
  return encoded
}

private func checkKeys(_ left: [UInt8], _ right: [UInt8]) throws {
  let (first, second) = (encoded(left), encoded(right))
  for (key, encoded) in [(left, first), (right, second)] {
    var decoded: [UInt8] = []
    try check(encoded.withUnsafeBytes { KeyEncoding.decode($0, into: &decoded) }, "a key that doesn't decode")
    try checkEqual(decoded, key, "a key after its encoding")
  }
  try checkEqual(
    first.lexicographicallyPrecedes(second), left.lexicographicallyPrecedes(right), "the order of two keys")
  try check(left == right || !first.starts(with: second), "a key that begins another")
}

private func checkEncodedKey(_ bytes: [UInt8]) throws {
  var key: [UInt8] = []
  guard bytes.withUnsafeBytes({ KeyEncoding.decode($0, into: &key) }) else { return }
  try checkEqual(encoded(key), bytes, "a key's one form")
}

private func checkIndexRecord(key: [UInt8], body: [UInt8]) throws {
  var record = ByteWriter()
  record.raw(body)
  RecordChecksum.append(key: key, to: &record)
  try key.withUnsafeBytes { rawKey in
    try record.bytes.withUnsafeBytes { rawRecord in
      if IndexRecord.isBranch(rawRecord) { _ = try? IndexRecord.branch(key: rawKey, record: rawRecord) }
      guard let decoded = try? IndexRecord(key: rawKey, record: rawRecord) else { return }
      var again = ByteWriter()
      decoded.write(key: key, into: &again)
      let second = try again.bytes.withUnsafeBytes { try IndexRecord(key: rawKey, record: $0) }
      try checkEqual(second.info(key: key), decoded.info(key: key), "an index entry after a second reading")
      try checkEqual(second.valueChecksum, decoded.valueChecksum, "a value's sum after a second reading")
    }
  }
}

private func checkRevisionRecord(main: Int64, _ bytes: [UInt8]) throws {
  try bytes.withUnsafeBytes { bytes in
    guard let header = try? RevisionRecord.Header(bytes, main: main) else { return }
    try check(
      header.length <= bytes.count && header.total >= header.length, "a header of \(header.length) bytes")
    _ = header.chunks
  }
  _ = try? bytes.withUnsafeBytes { try RevisionRecord.place($0) }
}

private func checkLease(key: [UInt8], body: [UInt8]) {
  var record = ByteWriter()
  record.raw(body)
  RecordChecksum.append(key: key, to: &record)
  _ = try? key.withUnsafeBytes { key in
    try record.bytes.withUnsafeBytes { try LeaseRecord.decode(key: key, $0) }
  }
}
