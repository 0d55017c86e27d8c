import Bytes
import LMDB
import Testing

@testable import Keyspace

/// Bytes that a disk may give back: decoders refuse them or make something of them, but never trap.
@Suite struct RecordDecodingTests {
  @Test func `random bytes under a right checksum do not trap`() {
    var numbers = SplitMix64(seed: 11)
    for _ in 0..<20_000 {
      let key = randomBytes(12...40, &numbers)
      var record = ByteWriter()
      record.raw(randomBytes(0...40, &numbers))
      RecordChecksum.append(key: key, to: &record)
      key.withUnsafeBytes { key in
        record.bytes.withUnsafeBytes { record in
          _ = try? IndexRecord(key: key, record: record)
          _ = try? IndexRecord.branch(key: key, record: record)
          _ = try? LeaseRecord.decode(key: UnsafeRawBufferPointer(rebasing: key[..<8]), record)
          _ = try? RevisionRecord.Header(record, main: Int64.min)
          _ = try? RevisionRecord.place(key)
        }
      }
    }
  }

  @Test func `any changed byte of an index entry fails its checksum`() throws {
    let version = DeltaVersion(
      key: [1], value: [1, 2, 3], revision: Revision(main: 300, sub: 2), createRevision: 7, version: 5,
      lease: -9, isDeletion: false)
    var key: [UInt8] = []
    KeyEncoding.encode(version.key, into: &key)
    KeyEncoding.appendSuffix(version.revision, to: &key)
    var body = ByteWriter()
    IndexRecord(version).write(key: key, into: &body)
    let read = try decode(key, body.bytes).info(key: [1])
    #expect(read == version.info)
    for at in body.bytes.indices {
      var damaged = body.bytes
      damaged[at] ^= 0x10
      #expect(throws: (any Error).self) { try decode(key, damaged) }
    }
    for at in key.indices {
      var damaged = key
      damaged[at] ^= 1
      #expect(throws: (any Error).self) { try decode(damaged, body.bytes) }
    }
  }

  @Test func `a store of another format is told from a damaged one, whatever databases it has`() throws {
    let directory = StoreDirectory()
    let position = Array("position".utf8)
    var record = ByteWriter()
    record.fixed(UInt32(0x4E52_4554))
    record.fixed(MetaRecord.format + 1)
    RecordChecksum.append(key: position, to: &record)
    do {
      let environment = try Environment(
        path: directory.path, options: EnvironmentOptions(mapSize: 1 << 20))
      try environment.write { (transaction) throws(LMDBError) in
        let meta = try transaction.database("meta", creates: true)
        try transaction.put(position, record.bytes, meta)
      }
    }
    let options = StoreOptions(initialMapSize: 1 << 20)
    for attempt in [
      { _ = try VersionStore.open(directory: directory.path, options: options) },
      { _ = try VersionStore.check(directory: directory.path) },
    ] {
      #expect {
        try attempt()
      } throws: { error in
        guard case StoreError.format = error else { return false }
        return true
      }
    }
  }

  private func decode(_ key: [UInt8], _ record: [UInt8]) throws -> IndexRecord {
    try key.withUnsafeBytes { key in
      try record.withUnsafeBytes { try IndexRecord(key: key, record: $0) }
    }
  }

  private func randomBytes(_ count: ClosedRange<Int>, _ numbers: inout SplitMix64) -> [UInt8] {
    (0..<Int.random(in: count, using: &numbers)).map { _ in UInt8.random(in: 0...255, using: &numbers) }
  }
}
