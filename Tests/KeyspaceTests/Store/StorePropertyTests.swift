import Bytes
import Keyspace
import Testing

/// A store under random changes, checkpoints, compactions and crashes, held against `StoreModel`.
@Suite struct StorePropertyTests {
  @Test(arguments: 0..<4 as Range<UInt64>)
  func `a store answers as the model does whatever happens to it`(seed: UInt64) throws {
    var run = try Run(seed: seed)
    for _ in 0..<400 { try run.step() }
    try run.compare(rounds: 20)
  }

  @Test func `two stores that checkpoint and compact at other times hash alike`() throws {
    var run = try Run(seed: 99, storeCount: 2)
    for _ in 0..<300 { try run.step() }
    for revision in [0, run.model.position.compactRevision, run.model.position.revision - 1] {
      let hashes = try run.stores.map { try $0.hashKV(at: revision) }
      #expect(hashes[0] == hashes[1])
    }
  }
}

private struct Run {
  var numbers: SplitMix64
  var model = StoreModel()
  var directories: [StoreDirectory]
  var stores: [VersionStore]
  let options = StoreOptions(deltaLimit: 1 << 20, initialMapSize: 1 << 20)
  let keys: [[UInt8]]

  init(seed: UInt64, storeCount: Int = 1) throws {
    numbers = SplitMix64(seed: seed)
    directories = (0..<storeCount).map { _ in StoreDirectory() }
    stores = []
    let long = [UInt8](repeating: 97, count: 480)
    var keys: [[UInt8]] = [
      [0], [0, 0], [0, 1], [1], [255], [255, 255], Array("a".utf8), Array("a\0".utf8),
    ]
    for number in 0..<12 as Range<UInt8> {
      keys.append(Array("/registry/pods/default/pod-\(number)".utf8))
      // Around the length where keys begin to branch, with zeros that lengthen them, and below common stems.
      keys.append(long + [UInt8](repeating: number % 3, count: Int(number) * 2))
      keys.append(long + long + [number])
      keys.append(long + long + long + [0, number, 0])
      keys.append([UInt8](repeating: 0, count: 240 + Int(number)))
    }
    self.keys = keys
    stores = try directories.map { try VersionStore.open(directory: $0.path, options: options) }
  }

  mutating func step() throws {
    // Now here, now there, while everything else goes on.
    for store in stores where Int.random(in: 0..<3, using: &numbers) == 0 { _ = try store.verifyStep() }
    switch Int.random(in: 0..<100, using: &numbers) {
    case 0..<60: try model.apply(changes(), to: stores)
    case 60..<66: try lease()
    case 66..<74:
      for store in stores where Bool.random(using: &numbers) || stores.count == 1 {
        _ = try store.checkpoint()
      }
    case 74..<78: try compact()
    case 78..<86:
      for store in stores where Bool.random(using: &numbers) { _ = try store.compactStep(maxRevisions: 7) }
    case 86..<89: try reopen()
    default: try compare(rounds: 2)
    }
  }

  private mutating func changes() -> [StoreModel.Change] {
    var seen: Set<[UInt8]> = []
    var result: [StoreModel.Change] = []
    for _ in 0..<Int.random(in: 1...6, using: &numbers) {
      let key = keys.randomElement(using: &numbers)!
      guard seen.insert(key).inserted else { continue }
      if Int.random(in: 0..<4, using: &numbers) == 0 {
        result.append(.delete(key))
      } else {
        let lease = Int.random(in: 0..<3, using: &numbers) == 0 ? model.leases.keys.sorted().first ?? 0 : 0
        result.append(.put(key, value(), lease: lease))
      }
    }
    return result
  }

  private mutating func value() -> [UInt8] {
    let length =
      switch Int.random(in: 0..<300, using: &numbers) {
      case 0: 1_572_864
      case 1...6: 32_748 - 20 + Int.random(in: 0..<40, using: &numbers)
      case 7...9: 70_000
      default: Int.random(in: 0..<300, using: &numbers)
      }
    return [UInt8](repeating: UInt8.random(in: 0...255, using: &numbers), count: length)
  }

  private mutating func lease() throws {
    let id = LeaseID.random(in: 1...4, using: &numbers) &* 0x0123_4567_89AB
    if model.leases[id] != nil, Bool.random(using: &numbers) {
      try model.apply(model.keys(of: id).map { .delete($0) }, to: stores)
      model.leases[id] = nil
      try model.change(stores) { (writer) throws(KeyspaceError) in try writer.removeLease(id) }
    } else {
      let lease = StoredLease(id: id, ttl: 60, remaining: Int64.random(in: 0...60, using: &numbers))
      model.leases[id] = lease
      try model.change(stores) { (writer) throws(KeyspaceError) in try writer.setLease(lease) }
    }
  }

  private mutating func compact() throws {
    let lowest = max(model.position.compactRevision, 1)
    guard lowest < model.position.revision else { return }
    model.position.compactRevision = Int64.random(in: lowest...model.position.revision, using: &numbers)
    try model.change(stores) { _ throws(KeyspaceError) in }
  }

  /// A crash right after a checkpoint: the file is copied while the store still has it open.
  private mutating func reopen() throws {
    for at in stores.indices {
      let checkpoint = try stores[at].checkpoint(blobs: { ["membership": [1, 2, 3]] })
      #expect(checkpoint == model.position)
      while try !stores[at].verifyStep() {}
      directories[at] = directories[at].copy()
      #expect(try VersionStore.check(directory: directories[at].path)?.position == checkpoint)
      stores[at] = try VersionStore.open(directory: directories[at].path, options: options)
      #expect(stores[at].position == model.position)
      #expect(try stores[at].blob("membership") == [1, 2, 3])
    }
  }

  mutating func compare(rounds: Int) throws {
    for store in stores {
      #expect(store.position == model.position)
      for _ in 0..<rounds {
        let revision = Int64.random(
          in: max(model.position.compactRevision, 1)...model.position.revision, using: &numbers)
        try compareRange(store, at: revision)
        try compareChanges(store, from: revision)
      }
      let leases = try store.read { (reader) throws(KeyspaceError) in try reader.leases() }
      #expect(leases == model.leases.values.sorted { $0.id < $1.id })
      for id in model.leases.keys {
        let keys = try store.read { (reader) throws(KeyspaceError) in try reader.keys(of: id) }
        #expect(keys == model.keys(of: id))
      }
    }
  }

  private mutating func compareRange(_ store: VersionStore, at revision: Int64) throws {
    let bounds = [keys.randomElement(using: &numbers)!, keys.randomElement(using: &numbers)!]
      .sorted { $0.lexicographicallyPrecedes($1) }
    let range = [
      KeyRange(start: bounds[0], end: .single), KeyRange(start: bounds[0], end: .before(bounds[1])),
      KeyRange(start: bounds[0], end: .unbounded), KeyRange(start: [], end: .unbounded),
    ].randomElement(using: &numbers)!
    let expected = model.visit(range, at: revision)
    let (found, count) = try store.read { (reader) throws(KeyspaceError) in
      var found: [StoreModel.Stored] = []
      try reader.visit(range, at: revision) { (info) throws(KeyspaceError) in
        // A walk within a walk must not disturb it.
        let again = try reader.version(of: info.key, at: revision)
        found.append(StoreModel.Stored(info: again ?? info, value: try reader.value(of: info)))
        return true
      }
      return (found, try reader.count(range, at: revision))
    }
    #expect(found == expected)
    #expect(count == Int64(expected.count))
  }

  private mutating func compareChanges(_ store: VersionStore, from revision: Int64) throws {
    let range = Bool.random(using: &numbers) ? nil : KeyRange(start: Array("/".utf8), end: .before([0x62]))
    let through = Int64.random(in: revision...model.position.revision, using: &numbers)
    var next = revision
    var found: [RevisionEvents] = []
    while next <= through {
      let (page, after) = try Keyspace(store: store).changes(
        from: next, through: through, range: range, wantsPrevious: true, maxBytes: 1000)
      #expect(after > next)
      found += page
      next = after
    }
    let expected = model.changes(from: revision, through: through, range: range)
    #expect(found.map(\.revision) == expected.map(\.revision))
    #expect(found.map(\.events) == expected.map(\.events))
  }
}
