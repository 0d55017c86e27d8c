import Keyspace

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// What the store should hold, held as simply as can be.
struct StoreModel {
  struct Stored: Equatable {
    var info: VersionInfo
    var value: [UInt8]
  }

  var versions: [[UInt8]: [Stored]] = [:]
  var leases: [LeaseID: StoredLease] = [:]
  var position = StorePosition()

  func version(of key: [UInt8], at revision: Int64) -> Stored? {
    guard let found = versions[key]?.last(where: { $0.info.revision.main <= revision }) else { return nil }
    return found.info.isDeletion ? nil : found
  }

  func visit(_ range: KeyRange, at revision: Int64) -> [Stored] {
    versions.keys.filter(range.contains).sorted { $0.lexicographicallyPrecedes($1) }
      .compactMap { version(of: $0, at: revision) }
  }

  func keys(of lease: LeaseID) -> [[UInt8]] {
    versions.keys.filter { version(of: $0, at: position.revision)?.info.lease == lease }
      .sorted { $0.lexicographicallyPrecedes($1) }
  }

  func changes(from: Int64, through: Int64, range: KeyRange?) -> [RevisionEvents] {
    var byRevision: [Int64: [Event]] = [:]
    for (key, chain) in versions where range?.contains(key) ?? true {
      for (at, stored) in chain.enumerated() where (from...through).contains(stored.info.revision.main) {
        let info = stored.info
        var previous: KeyValue?
        if info.revision.main > position.compactRevision, at > 0, !chain[at - 1].info.isDeletion {
          previous = keyValue(chain[at - 1])
        }
        byRevision[info.revision.main, default: []].append(
          Event(
            kind: info.isDeletion ? .delete : .put,
            keyValue: info.isDeletion
              ? KeyValue(
                key: key, value: [], createRevision: 0, modRevision: info.revision.main, version: 0, lease: 0)
              : keyValue(stored),
            revision: info.revision, previous: previous))
      }
    }
    return byRevision.sorted { $0.key < $1.key }.map { revision, events in
      RevisionEvents(revision: revision, events: events.sorted { $0.revision < $1.revision })
    }
  }

  func keyValue(_ stored: Stored) -> KeyValue {
    KeyValue(
      key: stored.info.key, value: stored.value, createRevision: stored.info.createRevision,
      modRevision: stored.info.revision.main, version: stored.info.version, lease: stored.info.lease)
  }

  // MARK: Steps, for the model and a store alike

  enum Change {
    case put([UInt8], [UInt8], lease: LeaseID)
    case delete([UInt8])
  }

  /// One transaction; what deletes nothing is left out.
  mutating func apply(_ changes: [Change], to stores: [VersionStore]) throws {
    let main = position.revision + 1
    var appended: [Stored] = []
    for change in changes {
      let revision = Revision(main: main, sub: Int64(appended.count))
      switch change {
      case .put(let key, let value, let lease):
        let before = version(of: key, at: Int64.max)
        let info = VersionInfo(
          key: key, revision: revision, createRevision: before?.info.createRevision ?? main,
          version: (before?.info.version ?? 0) + 1, lease: lease, valueLength: value.count, isDeletion: false)
        appended.append(Stored(info: info, value: value))
      case .delete(let key):
        guard version(of: key, at: Int64.max) != nil else { continue }
        let info = VersionInfo(
          key: key, revision: revision, createRevision: 0, version: 0, lease: 0, valueLength: 0,
          isDeletion: true)
        appended.append(Stored(info: info, value: []))
      }
    }
    for stored in appended { versions[stored.info.key, default: []].append(stored) }
    if !appended.isEmpty { position.revision = main }
    position.appliedIndex += 1
    position.rollingHash = position.rollingHash &* 31 &+ UInt64(appended.count)
    let position = position
    for store in stores {
      try store.write { (writer) throws(KeyspaceError) in
        for stored in appended {
          // As apply does: a look at the key before it is changed.
          _ = try writer.version(of: stored.info.key, at: writer.position.revision)
          let before = try writer.version(of: stored.info.key, at: stored.info.revision.main)
          try writer.append(stored.info, value: stored.value, replacing: before)
        }
        writer.setPosition(position)
      }
    }
  }

  mutating func change(_ stores: [VersionStore], _ body: (inout StoreWriter) throws(KeyspaceError) -> Void)
    throws
  {
    position.appliedIndex += 1
    let position = position
    for store in stores {
      try store.write { (writer) throws(KeyspaceError) in
        try body(&writer)
        writer.setPosition(position)
      }
    }
  }
}

/// A directory that is gone when the test ends.
final class StoreDirectory {
  let path: String

  init() {
    var template = Array("/tmp/tern-store-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
  }

  /// What a crash at this moment would leave.
  func copy() -> StoreDirectory {
    let other = StoreDirectory()
    other.write("data.mdb", read("data.mdb"))
    return other
  }

  func read(_ name: String) -> [UInt8] {
    let file = fopen(path + "/" + name, "r")!
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let size = ftell(file)
    rewind(file)
    return [UInt8](unsafeUninitializedCapacity: size) { $1 = fread($0.baseAddress, 1, size, file) }
  }

  func write(_ name: String, _ bytes: [UInt8]) {
    let file = fopen(path + "/" + name, "w")!
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  deinit {
    for name in ["data.mdb", "lock.mdb", "snapshot"] { unlink(path + "/" + name) }
    rmdir(path)
  }
}
