import Keyspace
import Member
import Raft
import WriteAheadLog

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Drives a member's disk through one life, in the order in which the member's threads do it, and notes what it
/// promises on the way. Random, and the same for the same seed.
///
/// Commit may run ahead of this member's own disk, and of its log: `history` is the cluster's.
final class RecordedMember {
  private let history: History
  private let dataDirectory: String
  private let logOptions: LogOptions
  private let isIndexLate: Bool
  private(set) var timeline = Timeline()
  /// How often each kind of thing was done.
  private(set) var deeds: [String: Int] = [:]

  private var random: SeededGenerator
  private var commands: RandomCommands
  private var opened: OpenedMember?
  /// What the log was told.
  private var model = LogModel()
  private var promises: Promises
  private var term: Term
  private var commit: LogIndex = 0
  /// Where the keyspace really stands while its applied index is written late.
  private var latePosition: StorePosition?
  private static let storeOptions = StoreOptions(
    deltaLimit: 1 << 20, initialMapSize: 1 << 20, readAhead: true)

  /// `found`: what the disk may hold. `term`: greater than any that was ever used.
  init(
    history: History, dataDirectory: String, logOptions: LogOptions, seed: UInt64, term: Term,
    found: Promises, isIndexLate: Bool
  ) {
    self.history = history
    self.dataDirectory = dataDirectory
    self.logOptions = logOptions
    self.isIndexLate = isIndexLate
    self.term = term
    random = SeededGenerator(seed: seed)
    commands = RandomCommands(seed: seed ^ 0x5EED)
    promises = found
    timeline.note(promises, at: 0)
  }

  func live(steps: Int) throws {
    try open()
    for _ in 0..<steps { try step() }
    opened = nil
  }

  private func step() throws {
    switch random.below(100) {
    case 0..<30: try append()
    case 30..<48: try sync()
    case 48..<66: try apply()
    case 66..<74: try checkpoint()
    case 74..<78: try compact()
    case 78..<83: try vote()
    case 83..<86: try prepareSpare()
    case 86: try mark()
    case 87..<90: try installSnapshot()
    case 90..<93: try meet()
    case 93..<96: try restart(cleanly: false)
    case 96..<97: try restart(cleanly: true)
    default:
      try append()
      try sync()
    }
  }

  private func did(_ deed: String) { deeds[deed, default: 0] += 1 }

  private var member: OpenedMember {
    guard let opened else { preconditionFailure("the member is not open") }
    return opened
  }

  private var position: StorePosition { latePosition ?? member.keyspace.position }

  // MARK: Promises

  private func note() { timeline.note(promises, at: Recording.count) }

  /// Told to the log, not synced yet.
  private func say(_ change: LogModel.Change) {
    model.apply(change)
    promises.logs.append(model.digest)
    note()
  }

  private func synced() {
    promises.logs = [model.digest]
    keep()
  }

  /// What is committed and, by now, durable here is this member's to keep.
  private func keep() {
    promises.committed = history.count
    let checkpoint = promises.checkpoints.min() ?? 0
    let agreed = self.agreed
    promises.kept = max(promises.kept, checkpoint)
    // While anything is unsynced, what the model says of the log is not yet true of the disk.
    if promises.logs.count == 1, agreed >= checkpoint { promises.kept = max(promises.kept, agreed) }
    note()
  }

  /// Up to where the log holds what is committed.
  private var agreed: LogIndex {
    var index = model.cut.index
    for entry in model.entries {
      guard entry.index <= history.count, history.position(at: entry.index) == entry.position else { break }
      index = entry.index
    }
    return index
  }

  // MARK: Coming up

  private func open() throws {
    did("open")
    term += 1
    latePosition = nil
    if access(dataDirectory + "/identity", F_OK) != 0 {
      promises.identities.append(DataIdentity.digest(incarnation: term, isAdmitted: false, knownPeers: [:]))
      note()
    }
    var options = logOptions
    options.seed = random.next()
    opened = try OpenedMember(
      directory: dataDirectory, incarnation: term, logOptions: options, storeOptions: Self.storeOptions,
      onStep: took)
    // What a killed process left may only now be durable.
    let (identity, checkpoint) = (member.identity.digest, member.keyspace.position.appliedIndex)
    guard promises.identities.contains(identity), promises.checkpoints.contains(checkpoint) else {
      throw Violation("AckedIsDurable", "identity or checkpoint \(checkpoint) have changed over a restart")
    }
    promises.identities = [identity]
    promises.checkpoints = [checkpoint]
    keep()
    commit = agreed
    let folder = dataDirectory + "/snapshots"
    mkdir(folder, 0o700)
    for name in Tree.names(in: folder) { unlink(folder + "/" + name) }
  }

  private func took(_ step: OpenedMember.Step) throws {
    switch step {
    case .logOpened(let log, let recovered):
      model = try LogModel(log, recovered)
      guard promises.logs.contains(model.digest) else {
        throw Violation("AckedIsDurable", "the log has changed over a restart, to \(recovered)")
      }
      synced()
    case .willReset(let position):
      did("reset at start")
      say(.reset(position, model.hardState))
    case .didReset: synced()
    }
  }

  private func restart(cleanly: Bool) throws {
    did(cleanly ? "stop" : "kill")
    if cleanly {
      try member.log.close()
      synced()
    }
    opened = nil
    try open()
  }

  // MARK: The log

  private func append() throws {
    var hardState: HardState?
    let (entries, isConflict) = nextEntries()
    if isConflict { did("conflicting append") }
    if term > model.hardState.term {
      let newer = HardState(term: term, votedFor: nil)
      say(.hardState(newer))
      hardState = newer
    }
    for entry in entries { say(.entry(entry)) }
    commit = max(commit, agreed)
    did("append")
    try member.log.append(hardState: hardState, entries: entries, commit: commit)
  }

  /// What is committed and missing, or something new: behind the end, or in the place of what was not committed.
  private func nextEntries() -> ([Entry], isConflict: Bool) {
    let agreed = self.agreed
    let wanted = random.below(5)
    if agreed < history.count {
      let end = min(Int(history.count), Int(agreed) + wanted)
      return (Array(history.entries[Int(agreed)..<end]), model.last.index > agreed && wanted > 0)
    }
    var first = model.last.index + 1
    var isConflict = false
    if model.last.index > history.count, random.chance(15) {
      first = history.count + 1 + UInt64(random.below(Int(model.last.index - history.count)))
      term += 1
      isConflict = wanted > 0
    }
    return ((0..<UInt64(wanted)).map { newEntry(first + $0) }, isConflict)
  }

  private func newEntry(_ index: LogIndex) -> Entry {
    switch random.below(20) {
    case 0: return Entry(index: index, term: term, kind: .empty, payload: [])
    case 1:
      let learner = MemberID(UInt64(4 + random.below(4)))
      let membership = Membership(voters: History.founding.voters, learners: [learner])
      return Entry(index: index, term: term, kind: .membership, payload: membership.encoded)
    default:
      return Entry(index: index, term: term, kind: .command, payload: command())
    }
  }

  /// Mostly small; some with values of several pages or chunks, some with keys too long for one of LMDB's.
  private func command() -> [UInt8] {
    commands.revision = history.revision
    var command = commands.next()
    if case .put(var put) = command, !put.ignoresValue {
      let largest = logOptions.segmentBytes / 4
      let length = [5, 5, 40, 300, 3000, largest][min(random.below(12), 5)]
      let byte = UInt8(truncatingIfNeeded: random.next())
      if random.chance(40) {
        put.value = [UInt8](repeating: byte, count: min(largest, random.below(length) + 1))
      }
      if random.chance(4) { put.key += [UInt8](repeating: 0x6B, count: 500 + random.below(700)) }
      command = .put(put)
    }
    guard let bytes = try? CommandCodec.encode(command) else {
      preconditionFailure("a command that the generator made does not encode")
    }
    return bytes
  }

  private func sync() throws {
    did("sync")
    try member.log.sync()
    synced()
  }

  private func vote() throws {
    did("vote")
    term += 1
    let hardState = HardState(term: term, votedFor: MemberID(UInt64(1 + random.below(3))))
    say(.hardState(hardState))
    try member.log.append(hardState: hardState, entries: [], commit: commit)
    try member.log.sync()
    synced()
  }

  /// As after some time without a write.
  private func mark() throws {
    try sync()
    try member.log.mark()
    did("mark")
  }

  private func prepareSpare() throws {
    if try member.log.prepareSpare() { did("spare") }
  }

  private func cut() throws {
    let last = min(promises.checkpoints.min() ?? 0, agreed)
    guard last > model.cut.index else { return }
    did("cut")
    let kept = random.chance(50) ? 0 : UInt64(random.below(Int(last - model.cut.index)))
    let position = history.position(at: last - kept)
    say(.cut(position))
    try member.log.cut(through: position)
    synced()
  }

  // MARK: The keyspace

  /// Commits some of what the log was told, durable here or not, and applies some of what is committed.
  private func apply() throws {
    did("apply")
    if agreed == history.count, model.last.index > history.count {
      let behind = model.entries.filter { $0.index > history.count }
      for entry in behind.prefix(1 + random.below(behind.count)) { try history.append(entry) }
      keep()
    }
    let applied = position.appliedIndex
    guard agreed > applied else { return }
    let count = 1 + random.below(Int(agreed - applied))
    let entries = history.entries[Int(applied)..<Int(applied) + count].map(History.committed)
    if isIndexLate {
      try applyLate(entries)
    } else {
      _ = try member.keyspace.apply(entries)
    }
  }

  private func checkpoint() throws {
    let applied = position.appliedIndex
    let store = member.keyspace.store
    guard applied > store.checkpointPosition.appliedIndex else { return }
    did("checkpoint")
    promises.checkpoints.append(applied)
    note()
    _ = try store.checkpoint(blobs: { ["membership": self.history.membership(at: applied).encoded] })
    if let late = latePosition {
      try store.write { (writer) throws(KeyspaceError) in writer.setPosition(late) }
      latePosition = nil
      _ = try store.checkpoint()
    }
    promises.checkpoints = [applied]
    keep()
    if random.chance(60) { try cut() }
  }

  private func compact() throws {
    did("compaction step")
    _ = try member.keyspace.store.compactStep(maxRevisions: 2 + random.below(12))
  }

  // MARK: Snapshots

  /// The cluster has gone on in a new term, and its leader sends what it has: behind this member's log, or in
  /// disagreement with it.
  private func installSnapshot() throws {
    did("snapshot")
    term += 1
    for _ in 0...random.below(4) { try history.append(newEntry(history.count + 1)) }
    let position = history.position(at: history.count)
    keep()
    let path = try receiveSnapshot()
    if random.chance(50) {
      let hardState = HardState(term: term, votedFor: nil)
      say(.hardState(hardState))
      try member.log.append(hardState: hardState, entries: [], commit: commit)
    }
    promises.checkpoints.append(position.index)
    note()
    latePosition = nil
    _ = try member.keyspace.store.installSnapshot(from: path)
    promises.checkpoints = [position.index]
    keep()
    if random.chance(20) { return try restart(cleanly: false) }
    say(.reset(position, model.hardState))
    try member.log.reset(to: position, hardState: model.hardState)
    synced()
    commit = position.index
  }

  private func receiveSnapshot() throws -> String {
    let leader = history.reference.store
    _ = try leader.checkpoint(blobs: {
      ["membership": self.history.membership(at: self.history.count).encoded]
    })
    if random.chance(50) { _ = try leader.compactStep(maxRevisions: 20) }
    let copy = leader.directory + "/copy"
    _ = try leader.copySnapshot(to: copy, compacting: random.chance(50))
    let bytes = try Tree.bytes(of: copy)
    unlink(copy)
    let path = dataDirectory + "/snapshots/" + String(term, radix: 16) + ".snapshot"
    let file = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw HarnessError("cannot make \(path): errno \(errno)") }
    defer { close(file) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let chunk = rest.prefix(24_000)
      let written = chunk.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      guard written > 0 else { throw HarnessError("cannot write \(path): errno \(errno)") }
      rest = rest.dropFirst(written)
    }
    guard fsync(file) == 0 else { throw HarnessError("cannot sync \(path): errno \(errno)") }
    return path
  }

  // MARK: Identity

  private func meet() throws {
    let identity = member.identity
    var peers = identity.knownPeers
    let peer = MemberID(UInt64(2 + random.below(6)))
    let admits = random.chance(30) && !identity.isAdmitted
    guard admits || peers[peer] == nil else { return }
    did("meeting")
    if !admits { peers[peer] = peer.rawValue }
    promises.identities.append(
      DataIdentity.digest(
        incarnation: identity.incarnation, isAdmitted: identity.isAdmitted || admits, knownPeers: peers))
    note()
    if admits {
      try member.identity.admit(founders: History.founding.voters)
    } else {
      _ = try member.identity.meet(peer, incarnation: peer.rawValue)
    }
    promises.identities = [member.identity.digest]
    note()
  }

  // MARK: A planted fault

  /// As `Keyspace.apply`, but leaves the applied index and term behind for a transaction of their own.
  private func applyLate(_ entries: [CommittedEntry]) throws {
    let from = position
    latePosition = try member.keyspace.store.write { (writer) throws(KeyspaceError) in
      var late = LateWriter(inner: writer, position: from)
      _ = try Apply.apply(entries, to: &late, collectsPrevious: false)
      writer = late.inner
      return late.position
    }
  }
}

private struct LateWriter: VersionWriting {
  var inner: StoreWriter
  private(set) var position: StorePosition

  init(inner: StoreWriter, position: StorePosition) {
    self.inner = inner
    self.position = position
  }

  mutating func setPosition(_ position: StorePosition) {
    self.position = position
    var partial = position
    partial.appliedIndex = inner.position.appliedIndex
    partial.appliedTerm = inner.position.appliedTerm
    inner.setPosition(partial)
  }

  func version(of key: [UInt8], at revision: Int64) throws(KeyspaceError) -> VersionInfo? {
    try inner.version(of: key, at: revision)
  }

  func visit(
    _ range: KeyRange, at revision: Int64, maxScanned: Int,
    _ visit: (VersionInfo) throws(KeyspaceError) -> Bool
  ) throws(KeyspaceError) -> [UInt8]? {
    try inner.visit(range, at: revision, maxScanned: maxScanned, visit)
  }

  func count(_ range: KeyRange, at revision: Int64) throws(KeyspaceError) -> Int64 {
    try inner.count(range, at: revision)
  }

  func value(of version: VersionInfo) throws(KeyspaceError) -> [UInt8] { try inner.value(of: version) }
  func lease(_ id: LeaseID) throws(KeyspaceError) -> StoredLease? { try inner.lease(id) }
  func leases() throws(KeyspaceError) -> [StoredLease] { try inner.leases() }
  func keys(of lease: LeaseID) throws(KeyspaceError) -> [[UInt8]] { try inner.keys(of: lease) }

  mutating func append(
    _ info: VersionInfo, value: [UInt8], replacing before: VersionInfo?
  ) throws(KeyspaceError) {
    try inner.append(info, value: value, replacing: before)
  }

  mutating func setLease(_ lease: StoredLease) throws(KeyspaceError) { try inner.setLease(lease) }
  mutating func removeLease(_ id: LeaseID) throws(KeyspaceError) { try inner.removeLease(id) }
}
