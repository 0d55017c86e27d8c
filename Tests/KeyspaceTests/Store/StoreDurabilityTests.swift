import Keyspace
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// What a crash, a damaged file and a snapshot leave.
@Suite struct StoreDurabilityTests {
  private let options = StoreOptions(initialMapSize: 1 << 20)

  private func key(_ number: Int) -> [UInt8] {
    let digits = String(number)
    return Array("/registry/things/\(String(repeating: "0", count: 6 - digits.count))\(digits)".utf8)
  }

  @Test func `a crash leaves the last checkpoint and applying again leads to the same keyspace`() throws {
    let directory = StoreDirectory()
    let store = try VersionStore.open(directory: directory.path, options: options)
    var model = StoreModel()
    for number in 0..<50 { try model.apply([.put(key(number), [1], lease: 0)], to: [store]) }
    _ = try store.checkpoint(blobs: { ["identity": [9]] })
    var replayed = model
    let later = (25..<75).map { [StoreModel.Change.put(key($0), [2, 3], lease: 0), .delete(key($0 - 20))] }
    for changes in later { try model.apply(changes, to: [store]) }

    let crashed = directory.copy()
    let reopened = try VersionStore.open(directory: crashed.path, options: options)
    #expect(reopened.position == replayed.position)
    #expect(try reopened.blob("identity") == [9])
    for changes in later { try replayed.apply(changes, to: [reopened]) }
    #expect(reopened.position == store.position)
    #expect(try reopened.hashKV(at: 0) == store.hashKV(at: 0))
  }

  @Test func `a store whose making was cut short is made anew`() throws {
    // What LMDB has written of a new file when the power goes: anything, of any length.
    for length in [0, 100, 4096, 8192] {
      let directory = StoreDirectory()
      mkdir(directory.path + "/new", 0o700)
      directory.write("new/data.mdb", [UInt8](repeating: 0, count: length))
      let store = try VersionStore.open(directory: directory.path, options: options)
      var model = StoreModel()
      try model.apply([.put(key(1), [1], lease: 0)], to: [store])
      #expect(try store.checkpoint() == model.position)
      let crashed = directory.copy()
      let reopened = try VersionStore.open(directory: crashed.path, options: options)
      #expect(reopened.position == model.position)
    }
  }

  @Test func `no flipped byte of a record goes unnoticed`() throws {
    let directory = StoreDirectory()
    let store = try VersionStore.open(directory: directory.path, options: options)
    var model = StoreModel()
    let marked = [UInt8](repeating: 0xA5, count: 200)
    try model.apply([.put(key(1), marked, lease: 0)], to: [store])
    _ = try store.checkpoint()
    var file = directory.read("data.mdb")
    // Every copy of the value's pages, live or left over.
    var at = 0
    while at + marked.count <= file.count {
      if file[at] == 0xA5, Array(file[at..<at + marked.count]) == marked {
        file[at + 100] ^= 1
        at += marked.count
      } else {
        at += 1
      }
    }
    let damaged = StoreDirectory()
    damaged.write("data.mdb", file)
    let reopened = try VersionStore.open(directory: damaged.path, options: options)
    #expect {
      try reopened.read { (reader) throws(KeyspaceError) in
        try reader.visit(KeyRange(start: [], end: .unbounded), at: 100) { (info) throws(KeyspaceError) in
          _ = try reader.value(of: info)
          return true
        }
      }
    } throws: { error in
      if case .corrupt = error as? KeyspaceError { true } else { false }
    }
  }

  @Test func `a streamed snapshot installs elsewhere as it was while the source goes on`() throws {
    let source = StoreDirectory()
    let store = try VersionStore.open(directory: source.path, options: options)
    var model = StoreModel()
    for number in 0..<500 {
      try model.apply([.put(key(number), [UInt8](repeating: 5, count: 400), lease: 0)], to: [store])
    }
    let position = try store.checkpoint(blobs: { ["membership": [4]] })
    let expected = try store.hashKV(at: 0)
    let stream = try store.snapshotStream(chunkBytes: 10_000)
    for number in 0..<500 { try model.apply([.delete(key(number))], to: [store]) }
    _ = try store.checkpoint()

    var file: [UInt8] = []
    while let chunk = try stream.next() {
      #expect(chunk.offset == UInt64(file.count))
      file += chunk.bytes
    }
    #expect(stream.position == position)

    let target = StoreDirectory()
    let other = try VersionStore.open(directory: target.path, options: options)
    var otherModel = StoreModel()
    try otherModel.apply([.put(key(9999), [1], lease: 0)], to: [other])
    target.write("snapshot", file)
    #expect(try other.installSnapshot(from: target.path + "/snapshot") == position)
    #expect(other.position == position)
    #expect(try other.hashKV(at: 0) == expected)
    #expect(try other.blob("membership") == [4])
    // It goes on from there, and outlives a restart.
    let next = position.revision + 1
    try other.write { (writer) throws(KeyspaceError) in
      let info = VersionInfo(
        key: [1], revision: Revision(main: next), createRevision: next, version: 1, lease: 0, valueLength: 1,
        isDeletion: false)
      let before = try writer.version(of: info.key, at: info.revision.main)
      try writer.append(info, value: [1], replacing: before)
      var position = writer.position
      position.revision = next
      position.appliedIndex += 1
      writer.setPosition(position)
    }
    _ = try other.checkpoint()
    let crashed = target.copy()
    let reopened = try VersionStore.open(directory: crashed.path, options: options)
    #expect(reopened.position.revision == next)
  }

  @Test func `a snapshot that is cut short is refused and the store stays whole`() throws {
    let directory = StoreDirectory()
    let store = try VersionStore.open(directory: directory.path, options: options)
    var model = StoreModel()
    for number in 0..<200 { try model.apply([.put(key(number), [7, 7], lease: 0)], to: [store]) }
    let position = try store.checkpoint()
    let copy = directory.path + "/snapshot"
    #expect(try store.copySnapshot(to: copy, compacting: true) == position)
    let whole = directory.read("snapshot")
    for length in [0, 100, 4096, 8192, whole.count / 2, whole.count - 4096] {
      directory.write("snapshot", Array(whole[..<length]))
      #expect(throws: StoreError.self) { try store.installSnapshot(from: copy) }
    }
    directory.write("snapshot", [UInt8](repeating: 0x5A, count: 50_000))
    #expect(throws: StoreError.self) { try store.installSnapshot(from: copy) }
    try model.apply([.put(key(1), [8], lease: 0)], to: [store])
    #expect(try store.checkpoint() == model.position)
  }

  @Test func `compaction gives pages back and they are used again`() throws {
    let directory = StoreDirectory()
    let store = try VersionStore.open(directory: directory.path, options: options)
    var model = StoreModel()
    var sizes: [Int] = []
    for round in 0..<6 {
      for number in 0..<300 {
        let value = [UInt8](repeating: UInt8(round), count: number % 50 == 0 ? 100_000 : 500)
        try model.apply([.put(key(number), value, lease: 0)], to: [store])
      }
      model.position.compactRevision = model.position.revision
      try model.change([store]) { _ throws(KeyspaceError) in }
      _ = try store.checkpoint()
      while try store.compactStep(maxRevisions: 100) {}
      sizes.append(try store.sizes().inUse)
    }
    #expect(sizes[5] < sizes[0] * 3 / 2)
    #expect(try store.sizes().file < sizes[0] * 5)
  }

  @Test func `readers see whole revisions while checkpoints and compactions run`() async throws {
    let directory = StoreDirectory()
    let store = try VersionStore.open(directory: directory.path, options: options)
    // Each transaction writes its number under two keys: no reader may ever see two numbers.
    let everything = KeyRange(start: [], end: .unbounded)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        var model = StoreModel()
        for number in 0..<600 {
          let value = Array("\(number)".utf8)
          if number == 0 || number % 3 != 0 {
            try model.apply([.put([1], value, lease: 0), .put([2], value, lease: 0)], to: [store])
          } else {
            model.position.compactRevision = model.position.revision
            try model.change([store]) { _ throws(KeyspaceError) in }
          }
        }
      }
      group.addTask {
        for _ in 0..<60 {
          _ = try store.checkpoint()
          _ = try store.compactStep(maxRevisions: 10)
        }
      }
      group.addTask {
        for _ in 0..<2000 {
          let values = try store.read { (reader) throws(KeyspaceError) in
            var values: [[UInt8]] = []
            try reader.visit(everything, at: reader.position.revision) { (info) throws(KeyspaceError) in
              values.append(try reader.value(of: info))
              return true
            }
            return values
          }
          #expect(values.isEmpty || (values.count == 2 && values[0] == values[1]))
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func `a value longer than a chunk and a key of a mebibyte come back whole`() throws {
    let directory = StoreDirectory()
    let store = try VersionStore.open(directory: directory.path, options: options)
    var model = StoreModel()
    var long = [UInt8](repeating: 65, count: 1 << 20)
    long[1000] = 0
    let value = (0..<1_572_864).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try model.apply([.put(long, value, lease: 0), .put(long + [0], [1], lease: 0)], to: [store])
    _ = try store.checkpoint()
    let crashed = directory.copy()
    let reopened = try VersionStore.open(directory: crashed.path, options: options)
    let found = try reopened.read { (reader) throws(KeyspaceError) in
      var found: [StoreModel.Stored] = []
      try reader.visit(KeyRange(start: [], end: .unbounded), at: 10) { (info) throws(KeyspaceError) in
        found.append(StoreModel.Stored(info: info, value: try reader.value(of: info)))
        return true
      }
      return found
    }
    let isSame = found == model.visit(KeyRange(start: [], end: .unbounded), at: 10)
    #expect(isSame)
  }
}
