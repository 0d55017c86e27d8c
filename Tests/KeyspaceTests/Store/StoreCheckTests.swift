import Keyspace
import Synchronization
import Testing

/// Damage that no record's own checksum tells of.
@Suite struct StoreCheckTests {
  private let options = StoreOptions(initialMapSize: 1 << 20)
  private let page = 4096

  private func key(_ number: Int) -> [UInt8] { Array("/registry/things/\(1000 + number)".utf8) }

  private func written(_ count: Int = 41) throws -> StoreDirectory {
    let directory = StoreDirectory()
    let store = try VersionStore.open(directory: directory.path, options: options)
    var model = StoreModel()
    for number in 0..<count { try model.apply([.put(key(number), [1], lease: 0)], to: [store]) }
    _ = try store.checkpoint(blobs: { ["membership": [9]] })
    return directory
  }

  private func integer(_ bytes: [UInt8], _ at: Int) -> Int { Int(bytes[at]) | Int(bytes[at + 1]) << 8 }

  /// Leaf pages (flag 2) whose table of nodes (up to `lower`, at 12) can lose its last one by one bit.
  private func leavesThatCanLoseANode(_ bytes: [UInt8]) -> [Int] {
    stride(from: 2 * page, to: bytes.count - page + 1, by: page).filter {
      integer(bytes, $0 + 10) == 2 && integer(bytes, $0 + 12) & 2 != 0 && integer(bytes, $0 + 12) > 18
    }
  }

  @Test func `a record that a page has lost is missed, before the store is used and while it is`() throws {
    let directory = try written()
    let whole = directory.read("data.mdb")
    let leaves = leavesThatCanLoseANode(whole)
    try #require(!leaves.isEmpty)
    var found = 0
    for leaf in leaves {
      var damaged = whole
      damaged[leaf + 12] ^= 2
      directory.write("data.mdb", damaged)
      // A page that is free has nothing to lose.
      let isInUse = (try? VersionStore.check(directory: directory.path)) == nil
      guard isInUse else { continue }
      found += 1
      guard let store = try? VersionStore.open(directory: directory.path, options: options) else { continue }
      let told = Told()
      store.whenDamaged { _ in told.count.wrappingAdd(1, ordering: .relaxed) }
      #expect(throws: StoreError.self) { while try !store.verifyStep() {} }
      #expect(told.count.load(ordering: .relaxed) == 1)
      // No other answer.
      #expect(throws: KeyspaceError.self) { try store.read { _ throws(KeyspaceError) in 1 } }
      #expect(throws: StoreError.self) { try store.checkpoint() }
    }
    #expect(found > 0)
  }

  @Test func `an older page in the place of a newer one is noticed`() throws {
    let directory = StoreDirectory()
    let store = try VersionStore.open(directory: directory.path, options: options)
    var model = StoreModel()
    for number in 0..<40 { try model.apply([.put(key(number), [1], lease: 0)], to: [store]) }
    _ = try store.checkpoint()
    let older = directory.read("data.mdb")
    for number in 0..<40 where number % 3 != 0 { try model.apply([.delete(key(number))], to: [store]) }
    for _ in 0..<2 { _ = try store.checkpoint(blobs: { ["membership": [1]] }) }
    let newer = directory.read("data.mdb")
    var differing = 0
    var refused = 0
    for start in stride(from: 2 * page, to: min(older.count, newer.count) - page + 1, by: page) {
      let before = older[start..<start + page]
      guard before != newer[start..<start + page], integer(older, start + 10) & 0b111 == 2,
        integer(newer, start + 10) & 0b111 == 2
      else { continue }
      differing += 1
      let copy = StoreDirectory()
      copy.write("data.mdb", Array(newer[..<start]) + before + newer[(start + page)...])
      if (try? VersionStore.check(directory: copy.path)) == nil { refused += 1 }
    }
    // Some of them are free.
    #expect(differing > 0 && refused > 0)
  }

  /// Where the keys in the file's branch pages (flag 1) begin and end: each node has a header of 8 bytes, the last two
  /// of which are the key's length.
  private func branchKeys(_ bytes: [UInt8]) -> [Range<Int>] {
    stride(from: 2 * page, to: bytes.count - page + 1, by: page)
      .filter { integer(bytes, $0 + 10) == 1 && integer(bytes, $0) == $0 / page }
      .flatMap { start in
        stride(from: start + 16, to: start + integer(bytes, start + 12), by: 2).map { slot in
          let node = start + integer(bytes, slot)
          return node + 8..<node + 8 + integer(bytes, node + 6)
        }
      }
      .filter { !$0.isEmpty }
  }

  @Test func `a search that is led astray is noticed`() throws {
    let directory = try written(1000)
    let whole = directory.read("data.mdb")
    var refused = 0
    for place in branchKeys(whole) {
      var damaged = whole
      // A digit of the key in the index, and the revision in the history.
      damaged[place.lowerBound + min(place.count - 1, 19)] ^= 4
      directory.write("data.mdb", damaged)
      guard (try? VersionStore.check(directory: directory.path)) != nil else {
        refused += 1
        continue
      }
      let store = try VersionStore.open(directory: directory.path, options: options)
      for number in 0..<1000 {
        let found = try store.read { (reader) throws(KeyspaceError) in
          try reader.version(of: key(number), at: store.position.revision)
        }
        #expect(found != nil)
      }
    }
    #expect(refused > 0)
  }

  @Test func `a file of which the end is missing is found damaged`() throws {
    let directory = try written()
    let whole = directory.read("data.mdb")
    directory.write("data.mdb", Array(whole.prefix(2 * page)))
    #expect(throws: StoreError.self) { try VersionStore.check(directory: directory.path) }
  }

  @Test func `a database that is missing is not made anew`() throws {
    let directory = try written()
    var bytes = directory.read("data.mdb")
    // Names of databases stand in the main database's leaf.
    let name = Array("lease_keys".utf8)
    for at in bytes.indices.dropLast(name.count) where Array(bytes[at..<at + name.count]) == name {
      bytes[at] ^= 1
    }
    directory.write("data.mdb", bytes)
    #expect(throws: StoreError.self) { try VersionStore.open(directory: directory.path, options: options) }
  }

  @Test func `a store reads on from where it was while everything is rewritten below it`() throws {
    let directory = StoreDirectory()
    let store = try VersionStore.open(directory: directory.path, options: options)
    var model = StoreModel()
    // More than one step reads.
    for number in 0..<6000 { try model.apply([.put(key(number), [1], lease: 0)], to: [store]) }
    _ = try store.checkpoint()
    var rounds = 0
    var steps = 0
    for round in 0..<60 {
      if try store.verifyStep() { rounds += 1 }
      steps += 1
      for number in 0..<30 {
        try model.apply([.put(key((round * 97 + number * 211) % 6000), [2], lease: 0)], to: [store])
      }
      if round % 4 == 0 {
        model.position.compactRevision = model.position.revision
        try model.change([store]) { _ throws(KeyspaceError) in }
      }
      _ = try store.checkpoint()
      _ = try store.compactStep(maxRevisions: 500)
    }
    #expect(rounds >= 1 && steps > rounds)
  }
}

private final class Told: Sendable {
  let count = Atomic(0)
}
