import Testing

@testable import Keyspace

/// What one client asks for may be large; it neither holds up others nor takes more memory than its bound.
@Suite("Long reads")
struct LongReadTests {
  private final class World {
    let directory = StoreDirectory()
    let keyspace: Keyspace
    private var index: UInt64 = 0

    init() throws {
      keyspace = Keyspace(store: try VersionStore.open(directory: directory.path))
    }

    @discardableResult
    func apply(_ command: Command) throws -> AppliedBatch {
      index += 1
      return try keyspace.apply([
        CommittedEntry(index: index, term: 1, payload: try CommandCodec.encode(command))
      ])
    }

    @discardableResult
    func put(_ key: String, _ size: Int) throws -> AppliedBatch {
      try apply(.put(PutRequest(key: Array(key.utf8), value: [UInt8](repeating: 7, count: size))))
    }

    func changes(
      from: Int64, maxBytes: Int = 1 << 20, maxRevisionBytes: Int = .max
    ) throws(KeyspaceError) -> (changes: [RevisionEvents], next: Int64) {
      try keyspace.changes(
        from: from, through: .max, range: nil, wantsPrevious: true, maxBytes: maxBytes,
        maxRevisionBytes: maxRevisionBytes)
    }
  }

  private let everything = KeyRange(start: [0], end: .unbounded)

  @Test("versions before count against what one read of history gathers")
  func previousBytes() throws {
    let world = try World()
    for number in 0..<20 { try world.put("k\(number)", 1000) }
    for number in 0..<20 { try world.put("k\(number)", 1) }
    _ = try world.keyspace.store.checkpoint()
    var from: Int64 = 22
    var pages = 0
    while from <= 41 {
      let (changes, next) = try world.changes(from: from, maxBytes: 2500)
      #expect(changes.count <= 3)
      #expect(changes.allSatisfy { $0.events.allSatisfy { $0.previous?.value.count == 1000 } })
      #expect(changes.map(\.revision) == Array(from..<next))
      from = next
      pages += 1
    }
    #expect(pages == 7)
  }

  @Test("one revision that is too large is told of; what comes before is given", arguments: [false, true])
  func tooLarge(isStored: Bool) throws {
    let world = try World()
    for number in 0..<2000 { try world.put("k\(number)", 100) }
    try world.apply(.delete(DeleteRequest(range: everything)))
    if isStored { _ = try world.keyspace.store.checkpoint() }
    let (changes, next) = try world.changes(from: 2000, maxRevisionBytes: 100_000)
    #expect(changes.map(\.revision) == [2000, 2001] && next == 2002)
    #expect(throws: KeyspaceError.answerTooLarge) {
      try world.changes(from: 2002, maxRevisionBytes: 100_000)
    }
    let whole = try world.changes(from: 2002)
    #expect(whole.changes.first?.events.count == 2000 && whole.next == 2003)
    #expect(whole.changes.first?.events.allSatisfy { $0.previous?.value.count == 100 } == true)
  }

  @Test("a delete of much keeps a bounded part of the old values in memory; history has the others")
  func largeDelete() throws {
    let world = try World()
    let count = 2 + WriteRun.maxPreviousBytes >> 20
    for number in 0..<count { try world.put("k\(1000 + number)", 1 << 20) }
    _ = try world.keyspace.store.checkpoint()
    let batch = try world.apply(.delete(DeleteRequest(range: everything)))
    let events = try #require(batch.changes.first?.events)
    #expect(events.count == count)
    #expect(events.filter { $0.previous != nil }.count == WriteRun.maxPreviousBytes >> 20)
    let (changes, _) = try world.changes(from: batch.position.revision)
    #expect(changes.first?.events.filter { $0.previous?.value.count == 1 << 20 }.count == count)
  }

  @Test("a long read lets writes through and sees none of them; a compaction past it begins it anew")
  func atOneRevision() throws {
    let world = try World()
    for number in 0..<1000 { try world.put("k\(number)", 10) }
    _ = try world.keyspace.store.checkpoint()
    var writes = 0
    func read(_ reader: PagedReader) throws(KeyspaceError) -> (found: Int, revision: Int64) {
      var found = 0
      try reader.visit(everything, at: reader.position.revision) { (info) throws(KeyspaceError) in
        found += 1
        do {
          // Would wait for ever if the store were held.
          if found == 5, writes < 2 {
            writes += 1
            try world.put("k999", 20 + writes)
            try world.put("new\(writes)", 10)
            if writes == 2 { try world.apply(.compact(revision: world.keyspace.position.revision)) }
          }
        } catch {
          throw .corrupt("\(error)")
        }
        #expect(try reader.value(of: info).count == info.valueLength)
        return true
      }
      return (found, reader.position.revision)
    }
    let first = try world.keyspace.atOneRevision { (reader) throws(KeyspaceError) in try read(reader) }
    #expect(first.found == 1000 && first.revision == 1001)
    let second = try world.keyspace.atOneRevision { (reader) throws(KeyspaceError) in try read(reader) }
    #expect(second.found == 1002 && second.revision == 1005)
  }

  @Test("a range sorted by value holds no more than its bound")
  func sortedByValue() throws {
    let world = try World()
    for number in 0..<100 { try world.put("k\(number)", 1000 + number) }
    func sorted(limit: Int64, keysOnly: Bool) throws -> [Int] {
      var query = RangeQuery(range: everything)
      query.sortTarget = .value
      query.sortOrder = .descend
      query.limit = limit
      query.keysOnly = keysOnly
      return try world.keyspace.store.read { (reader) throws(KeyspaceError) in
        try RangeScan.evaluate(query, in: reader, maxBytes: 20_000)
      }.keyValues.map(\.value.count)
    }
    #expect(try sorted(limit: 3, keysOnly: false) == [1099, 1098, 1097])
    #expect(throws: KeyspaceError.answerTooLarge) { try sorted(limit: 50, keysOnly: false) }
    #expect(throws: KeyspaceError.answerTooLarge) { try sorted(limit: 50, keysOnly: true) }
    #expect(throws: KeyspaceError.answerTooLarge) { try sorted(limit: 0, keysOnly: true) }
  }
}
