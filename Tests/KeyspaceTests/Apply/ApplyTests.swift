import Keyspace
import Testing

@Suite("Applying commands")
struct ApplyTests {
  private func put(_ key: String, _ value: String, lease: LeaseID = 0) -> Command {
    var put = PutRequest(key: bytes(key), value: bytes(value))
    put.lease = lease
    return .put(put)
  }

  @Test("counts revisions from 2, versions from 1, and anew after a deletion")
  func numbers() throws {
    var store = ModelStore()
    for command in [put("a", "1"), put("a", "2"), .delete(DeleteRequest(range: .key("a"))), put("a", "3")] {
      _ = try Apply.apply(command, to: &store, collectsPrevious: false)
    }
    let result = try RangeScan.evaluate(RangeQuery(range: .key("a")), in: store)
    #expect(
      result.keyValues == [
        KeyValue(
          key: bytes("a"), value: bytes("3"), createRevision: 5, modRevision: 5, version: 1, lease: 0)
      ])
  }

  @Test("makes no revision of a deletion that finds nothing, and no events")
  func nothing() throws {
    var store = ModelStore()
    let applied = try Apply.apply(
      .delete(DeleteRequest(range: .all)), to: &store, collectsPrevious: true)
    #expect(applied.result == .success(.delete(deleted: 0, previous: [])))
    #expect(applied.events == nil)
    #expect(store.position.revision == 1)
  }

  @Test("lets a transaction see its own writes, but its compares only what was before")
  func visibility() throws {
    var store = ModelStore()
    let fresh = Compare(range: .key("a"), result: .equal, target: .version(0))
    let nested = TxnRequest(compares: [fresh], success: [.range(RangeQuery(range: .key("a")))], failure: [])
    let txn = TxnRequest(
      compares: [], success: [.put(PutRequest(key: bytes("a"), value: bytes("1"))), .txn(nested)], failure: []
    )
    let applied = try Apply.apply(.txn(txn), to: &store, collectsPrevious: false)
    guard case .success(.txn(let result)) = applied.result, case .txn(let inner) = result.results.last,
      case .range(let range) = inner.results.first
    else {
      Issue.record("\(applied)")
      return
    }
    #expect(inner.succeeded)
    #expect(range.keyValues.map(\.modRevision) == [2])
  }

  @Test("detaches what a transaction puts and deletes from its lease, whatever it reads in between")
  func leaseWithinTransaction() throws {
    let directory = StoreDirectory()
    let keyspace = Keyspace(store: try VersionStore.open(directory: directory.path))
    var attached = PutRequest(key: bytes("k"), value: bytes("1"))
    attached.lease = 7
    var old = RangeQuery(range: .key("k"))
    old.revision = 2
    let everything = DeleteRequest(range: KeyRange(start: bytes("k"), end: .unbounded))
    let txn = TxnRequest(
      compares: [], success: [.put(attached), .range(old), .delete(everything)], failure: [])
    let commands: [Command] = [.leaseGrant(id: 7, ttl: 60), put("k", "0"), .txn(txn), put("k", "2")]
    for (number, command) in commands.enumerated() {
      let payload = try CommandCodec.encode(command)
      _ = try keyspace.apply([CommittedEntry(index: UInt64(number + 1), term: 1, payload: payload)])
    }
    #expect(try keyspace.keys(of: 7) == [])
  }

  @Test("refuses a whole transaction before its first write")
  func allOrNothing() throws {
    var store = ModelStore()
    var broken = PutRequest(key: bytes("b"), value: [])
    broken.lease = 99
    let txn = TxnRequest(
      compares: [], success: [.put(PutRequest(key: bytes("a"), value: [])), .put(broken)], failure: [])
    let applied = try Apply.apply(.txn(txn), to: &store, collectsPrevious: false)
    #expect(applied.result == .failure(.leaseNotFound))
    #expect(store.position.revision == 1)
    #expect(try store.count(.all, at: 2) == 0)
  }

  @Test("deletes a revoked lease's keys in order and in one revision")
  func revoke() throws {
    var store = ModelStore()
    let commands: [Command] = [
      .leaseGrant(id: 5, ttl: 10), put("c", "", lease: 5), put("a", "", lease: 5), put("b", "", lease: 5),
      put("b", ""),
    ]
    for command in commands { _ = try Apply.apply(command, to: &store, collectsPrevious: false) }
    let applied = try Apply.apply(.leaseRevoke(id: 5), to: &store, collectsPrevious: true)
    #expect(applied.events?.events.map(\.keyValue.key) == [bytes("a"), bytes("c")])
    #expect(applied.events?.events.map(\.revision) == [Revision(main: 6, sub: 0), Revision(main: 6, sub: 1)])
    #expect(applied.events?.events.allSatisfy { $0.previous?.lease == 5 } == true)
    #expect(applied.leaseChanges == [.revoked(id: 5)])
    #expect(try store.lease(5) == nil)
  }

  @Test("reads no values for keys alone, and no more keys than the limit asks for")
  func frugal() throws {
    var store = ModelStore()
    for number in 0..<100 {
      _ = try Apply.apply(put("k\(100 + number)", "v"), to: &store, collectsPrevious: false)
    }
    var query = RangeQuery(range: .all)
    query.keysOnly = true
    store.counter.values = 0
    #expect(try RangeScan.evaluate(query, in: store).keyValues.count == 100)
    #expect(store.counter.values == 0)
    query.keysOnly = false
    query.limit = 3
    store.counter.visits = 0
    let result = try RangeScan.evaluate(query, in: store)
    #expect(result.keyValues.count == 3 && result.more && result.count == 100)
    #expect(store.counter.values == 3 && store.counter.visits == 4)
  }

  @Test("counts deleted keys as work, so that a page over them ends too")
  func deletedKeys() throws {
    var store = ModelStore()
    for number in 0..<100 {
      _ = try Apply.apply(put("k\(100 + number)", "v"), to: &store, collectsPrevious: false)
    }
    var dead = DeleteRequest(range: .all)
    dead.range = KeyRange(start: Array("k".utf8), end: .before(Array("k199".utf8)))
    _ = try Apply.apply(.delete(dead), to: &store, collectsPrevious: false)
    for countOnly in [false, true] {
      var query = RangeQuery(range: .all)
      query.countOnly = countOnly
      var scan = try RangeScan(query, at: store.position)
      var steps = 0
      var isDone = false
      while !isDone {
        store.counter.scanned = 0
        isDone = try scan.step(store, PageBudget(keys: 50, bytes: 1 << 20, scanned: 30))
        #expect(store.counter.scanned <= 30)
        steps += 1
      }
      #expect(steps == 4)
      #expect(scan.result.count == 1)
    }
  }

  @Test("refuses what would answer more than a message may have, before anything is written")
  func largeAnswers() throws {
    var store = ModelStore()
    for number: Int64 in 1...2 {
      try store.append(
        VersionInfo(
          key: Array("k\(number)".utf8), revision: Revision(main: number + 1), createRevision: number + 1,
          version: 1, lease: 0, valueLength: 300 << 20, isDeletion: false), value: [], replacing: nil)
    }
    store.setPosition(StorePosition(revision: 3))
    var query = RangeQuery(range: .all)
    #expect(throws: KeyspaceError.answerTooLarge) { try RangeScan.evaluate(query, in: store) }
    var delete = DeleteRequest(range: .all)
    delete.wantsPrevious = true
    let put = PutRequest(key: [1], value: [])
    for operation in [TxnRequest.Operation.range(query), .delete(delete)] {
      let txn = TxnRequest(compares: [], success: [.put(put), operation], failure: [])
      let refused = try Apply.apply(.txn(txn), to: &store, collectsPrevious: false)
      #expect(refused.result == .failure(.answerTooLarge))
    }
    #expect(
      try Apply.apply(.delete(delete), to: &store, collectsPrevious: false).result
        == .failure(.answerTooLarge))
    #expect(store.position.revision == 3)
    query.limit = 1
    #expect(try RangeScan.evaluate(query, in: store).keyValues.count == 1)
    query.sortTarget = .mod
    query.sortOrder = .descend
    #expect(try RangeScan.evaluate(query, in: store).keyValues.count == 1)
    query.limit = 0
    query.keysOnly = true
    #expect(try RangeScan.evaluate(query, in: store).keyValues.count == 2)
    delete.wantsPrevious = false
    #expect(try Apply.apply(.delete(delete), to: &store, collectsPrevious: false).events?.events.count == 2)
  }

  @Test("moves applied index, term and rolling hash with every entry, and the hash tells histories apart")
  func batches() throws {
    let payload = try CommandCodec.encode(put("a", "1"))
    let entries = [
      CommittedEntry(index: 1, term: 1, payload: []), CommittedEntry(index: 2, term: 1, payload: payload),
      CommittedEntry(index: 3, term: 2, payload: try CommandCodec.encode(.leaseRevoke(id: 4))),
    ]
    var whole = ModelStore()
    let batch = try Apply.apply(entries, to: &whole, collectsPrevious: false)
    #expect(batch.outcomes.map(\.revision) == [1, 2, 2])
    #expect(batch.outcomes[0].result == nil)
    #expect(batch.outcomes[2].result == .failure(.leaseNotFound))
    #expect(batch.position.appliedIndex == 3 && batch.position.appliedTerm == 2)
    var single = ModelStore()
    for entry in entries { _ = try Apply.apply([entry], to: &single, collectsPrevious: true) }
    #expect(single.position == whole.position)
    var other = ModelStore()
    let changed = try CommandCodec.encode(put("a", "2"))
    _ = try Apply.apply(
      [entries[0], CommittedEntry(index: 2, term: 1, payload: changed), entries[2]], to: &other,
      collectsPrevious: false)
    #expect(other.position.rollingHash != whole.position.rollingHash)
    #expect(throws: KeyspaceError.self) {
      try Apply.apply([CommittedEntry(index: 4, term: 2, payload: [9])], to: &whole, collectsPrevious: false)
    }
  }
}
