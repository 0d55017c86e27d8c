internal import LMDB
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

/// The versions of all keys: the newest in memory over a checkpoint in LMDB.
///
/// - What is appended goes to the active generation. A checkpoint freezes it, writes it to LMDB in one synced
///   transaction together with the position that it stands for (AppliedIndexAtomic), and lets go of it. So a
///   crash leaves a checkpoint, and applying the log from its `appliedIndex` on leads to the same keyspace.
/// - Reads at a revision see the same wherever the versions lie, and while checkpoints and compaction run.
/// - One thread writes; any thread reads; checkpoints, compaction and snapshots may come from any thread and
///   wait for each other.
///
/// `@unchecked Sendable`: `lock` guards `core` (changed while it is held alone), `maintenance` guards `meta`,
/// `begun`, `scan`, `isFullForTrial` and `poison`; the rest is constant or guards itself.
package final class VersionStore: @unchecked Sendable {
  struct Core {
    var environment: Environment
    var databases: Databases
    var active = Generation()
    /// What a checkpoint is writing; never changed again.
    var frozen: Generation?
    var position: StorePosition
  }

  private struct Published {
    var position: StorePosition
    var checkpoint: StorePosition
    var activeBytes = 0
    var frozenBytes = 0
  }

  package let directory: String
  package let options: StoreOptions
  /// Shared by readers for one page of work, held alone for a batch of apply or to swap generations.
  let lock = ReaderWriterLock()
  var core: Core
  /// Held alone by whoever writes LMDB or replaces it.
  let maintenance = ReaderWriterLock()
  var meta: MetaRecord
  /// A checkpoint under way; between two calls only one that found no space.
  var begun: BegunCheckpoint?
  /// The one under way.
  var scan: ContentScan?
  private var isFullForTrial = false
  private(set) var poison: String?
  private let damage = Damage()
  private let published: Mutex<Published>
  private let sessions = Mutex<[ReadSession]>([])

  private init(directory: String, options: StoreOptions, core: Core, meta: MetaRecord) {
    self.directory = directory
    self.options = options
    self.core = core
    self.meta = meta
    published = Mutex(Published(position: meta.position, checkpoint: meta.position))
  }

  /// Opens the store in `directory`, which is made when it is missing. Takes no time that grows with the
  /// data.
  package static func open(
    directory: String, options: StoreOptions = StoreOptions()
  ) throws(StoreError) -> VersionStore {
    try StoreFiles.makeDirectory(directory)
    let (core, meta) = try openCore(directory: directory, options: options)
    return VersionStore(directory: directory, options: options, core: core, meta: meta)
  }

  static func openCore(
    directory: String, options: StoreOptions
  ) throws(StoreError) -> (Core, MetaRecord) {
    try storing { () throws(LMDBError) in
      if StoreFiles.size(of: StoreFiles.data(directory)) == nil {
        try FreshStore.make(in: directory, options: options)
      }
      let opened = try openFile(directory: directory, options: options)
      // The process may have died between giving the file its name and making that durable.
      try StoreFiles.sync(directory: directory)
      return opened
    }
  }

  /// Where there is no file, LMDB makes one.
  static func openFile(
    directory: String, options: StoreOptions
  ) throws(LMDBError) -> (Core, MetaRecord) {
    let found = StoreFiles.size(of: StoreFiles.data(directory))
    let size = found ?? 0
    let environment = try Environment(
      path: directory,
      options: EnvironmentOptions(
        mapSize: max(options.initialMapSize, size),
        readAhead: options.readAhead ?? (size < StoreFiles.physicalMemory / 2)))
    if found != nil { try StoreFiles.extend(StoreFiles.data(directory), to: environment.usedSize) }
    let databases = try Databases(environment, creates: found == nil)
    let meta = try environment.write { (transaction) throws(LMDBError) in
      if found != nil { return try MetaRecord.written(transaction.handle, databases.meta) }
      let fresh = MetaRecord()
      try fresh.write(transaction, databases.meta)
      return fresh
    }
    return (Core(environment: environment, databases: databases, position: meta.position), meta)
  }

  // MARK: State

  /// Where the last `write` left the keyspace.
  package var position: StorePosition { published.withLock { $0.position } }
  /// What a crash leaves: the position of the last durable checkpoint.
  package var checkpointPosition: StorePosition { published.withLock { $0.checkpoint } }
  /// Bytes in memory that no checkpoint holds yet.
  package var deltaBytes: Int { published.withLock { $0.activeBytes + $0.frozenBytes } }
  /// Whether the active generation has grown to half of `deltaLimit`.
  package var wantsCheckpoint: Bool { published.withLock { $0.activeBytes >= options.deltaLimit / 2 } }
  /// Whether `deltaLimit` is reached: proposals should wait for a checkpoint.
  package var isDeltaFull: Bool { deltaBytes >= options.deltaLimit }

  /// To be called with `lock` held.
  func publish() {
    published.withLock {
      $0.position = core.position
      $0.checkpoint = meta.position
      $0.activeBytes = core.active.bytes
      $0.frozenBytes = core.frozen?.bytes ?? 0
    }
  }

  // MARK: Read and write

  /// Runs `body` on the keyspace as it is now. Writers wait meanwhile: one page of work only. Not to be
  /// called from within another `read` or `write`.
  package func read<R>(_ body: (StoreReader) throws(KeyspaceError) -> R) throws(KeyspaceError) -> R {
    lock.lockShared()
    defer { lock.unlock() }
    let session = takeSession()
    defer { giveBack(session) }
    return try damage.watch { () throws(KeyspaceError) in try body(reader(session)) }
  }

  /// Runs `body` on the apply thread; readers wait meanwhile. When it throws, what it did until then stays:
  /// whoever gets a `corrupt` error out of it must stop using the store.
  package func write<R>(_ body: (inout StoreWriter) throws(KeyspaceError) -> R) throws(KeyspaceError) -> R {
    lock.lockAlone()
    defer { lock.unlock() }
    let session = takeSession()
    defer { giveBack(session) }
    var writer = StoreWriter(reader(session))
    defer {
      core.position = writer.position
      publishWrite()
    }
    return try damage.watch { () throws(KeyspaceError) in try body(&writer) }
  }

  private func reader(_ session: ReadSession) -> StoreReader {
    StoreReader(position: core.position, active: core.active, frozen: core.frozen, session: session)
  }

  private func publishWrite() {
    published.withLock {
      $0.position = core.position
      $0.activeBytes = core.active.bytes
    }
  }

  private func takeSession() -> ReadSession {
    while let session = sessions.withLock({ $0.popLast() }) {
      if session.environment === core.environment { return session }
    }
    return ReadSession(core.environment, core.databases)
  }

  private func giveBack(_ session: ReadSession) {
    session.close()
    sessions.withLock { $0.append(session) }
  }

  func dropSessions() {
    let dropped = sessions.withLock {
      let all = $0
      $0 = []
      return all
    }
    _ = dropped
  }

  // MARK: Maintenance

  /// Runs `body` alone among those that write LMDB. An error of LMDB's stops the store for good: after a
  /// failed write or sync nobody knows what the disk holds, and trying again would hide it.
  func maintain<R>(_ body: () throws(StoreError) -> R) throws(StoreError) -> R {
    maintenance.lockAlone()
    defer { maintenance.unlock() }
    if let poison { throw .poisoned(poison) }
    do throws(StoreError) {
      return try body()
    } catch {
      switch error {
      case .snapshot, .noSpace: throw error
      case .corrupt(let text): damage.found(text)
      default: break
      }
      poison = error.description
      throw error
    }
  }

  /// Calls `handler`, once, when stored bytes turn out to be damaged (`corrupt`) or cannot be read (`poisoned`), on
  /// the thread that finds it. Once they are damaged nothing is read any more.
  package func whenDamaged(_ handler: @escaping @Sendable (StoreError) -> Void) {
    damage.set(handler)
  }

  /// One write transaction, for use within `maintain`.
  func writing<R>(
    _ body: (borrowing WriteTransaction, Databases) throws(LMDBError) -> R
  ) throws(StoreError) -> R {
    let (environment, databases) = environmentNow()
    do throws(LMDBError) {
      return try environment.write { (transaction) throws(LMDBError) in
        let result = try body(transaction, databases)
        if isFullForTrial { throw LMDBError(code: ENOSPC, operation: "committing to \(directory)") }
        return result
      }
    } catch {
      // What the transaction wrote is not referred to by anything, and a next try writes all of it anew. So it
      // does no harm either when the disk had another reason. (After a failed write of the meta page, which refers
      // to it, LMDB itself refuses to go on.)
      let isFull = { StoreFiles.isFull(self.directory, below: self.options.fullBelow) }
      guard error.isOutOfSpace || error.mayBeOutOfSpace && isFull() else { throw StoreError(error) }
      throw .noSpace(
        "no room in \(directory) to write the keyspace (errno \(error.code)); free some space on that file system"
      )
    }
  }

  /// From now on writes to the file fail as on a full disk, or no longer: for who simulates one.
  package func pretendFull(_ isFull: Bool) {
    maintenance.lockAlone()
    defer { maintenance.unlock() }
    isFullForTrial = isFull
  }

  /// What the last checkpoint that named it stored under `name`.
  package func blob(_ name: String) throws(StoreError) -> [UInt8]? {
    let (environment, databases) = environmentNow()
    return try storing { () throws(LMDBError) in
      try environment.read { (transaction) throws(LMDBError) in
        try BlobRecord.read(name, transaction.handle, databases.meta)
      }
    }
  }

  func environmentNow() -> (Environment, Databases) {
    lock.lockShared()
    defer { lock.unlock() }
    return (core.environment, core.databases)
  }

  /// Bytes of the data file, and how many of them hold something.
  package func sizes() throws(StoreError) -> (file: Int, inUse: Int) {
    let (environment, databases) = environmentNow()
    return try storing { () throws(LMDBError) in
      let pages = try environment.read { (transaction) throws(LMDBError) in
        try transaction.pages(of: [
          databases.index, databases.branches, databases.revisions, databases.leases, databases.leaseKeys,
          databases.meta,
        ])
      }
      let size = StoreFiles.size(of: StoreFiles.data(directory)) ?? environment.usedSize
      return (size, pages * environment.pageSize)
    }
  }
}

/// Whether stored bytes were found damaged: then there may be no other answer.
private final class Damage: Sendable {
  private let isFound = Atomic(false)
  private let text = Mutex("")
  private let handler = Mutex<(@Sendable (StoreError) -> Void)?>(nil)

  func set(_ new: @escaping @Sendable (StoreError) -> Void) {
    handler.withLock { $0 = new }
    if isFound.load(ordering: .sequentiallyConsistent) { tell(.corrupt(text.withLock { $0 })) }
  }

  func watch<R>(_ body: () throws(KeyspaceError) -> R) throws(KeyspaceError) -> R {
    if isFound.load(ordering: .relaxed) { throw .corrupt(text.withLock { $0 }) }
    do throws(KeyspaceError) {
      return try body()
    } catch {
      switch error {
      case .corrupt(let text): found(text)
      case .unreadable(let text): tell(.poisoned(text))
      default: break
      }
      throw error
    }
  }

  func found(_ what: String) {
    text.withLock { if $0.isEmpty { $0 = what } }
    isFound.store(true, ordering: .sequentiallyConsistent)
    tell(.corrupt(what))
  }

  private func tell(_ error: StoreError) {
    let handler = handler.withLock { handler in
      defer { handler = nil }
      return handler
    }
    handler?(error)
  }
}

/// Turns LMDB's errors into the store's.
func storing<R>(_ body: () throws(LMDBError) -> R) throws(StoreError) -> R {
  do throws(LMDBError) { return try body() } catch { throw StoreError(error) }
}

extension StoreError {
  init(_ error: LMDBError) {
    if error.isCorruption {
      self = .corrupt(error.description)
    } else if error.isIncompatible {
      self = .format(error.description)
    } else {
      self = .storage(error)
    }
  }
}
