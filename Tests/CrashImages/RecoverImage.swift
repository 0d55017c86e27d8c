import Keyspace
import Member
import Raft
import WriteAheadLog

/// Brings a crash image up as a member would, replays its log onto its keyspace, and looks at everything.
struct RecoverImage {
  /// Marks an identity that the recovery itself had to make.
  private static let newIncarnation: UInt64 = 0xDEAD_0000_0000
  static let dataDirectory = "data/m1"
  static let store = StoreOptions(deltaLimit: 64 << 20, initialMapSize: 4 << 20, readAhead: true)

  let history: History
  let logOptions: LogOptions
  let directory: String

  /// `image` has been written to `directory`. With `goesOn` the member then writes, checkpoints, stops and comes
  /// up again.
  func run(_ image: Tree, goesOn: Bool) throws -> Outcome {
    let (outcome, continued) = try recover(image, goesOn: goesOn)
    if let continued {
      let member = try open()
      if let difference = try continued.difference(member.log, member.recovered) {
        throw Violation("AckedIsDurable", "after going on: \(difference)")
      }
      try history.check(member.keyspace, at: outcome.applied)
    }
    return outcome
  }

  /// With the log's content after going on.
  private func recover(_ image: Tree, goesOn: Bool) throws -> (Outcome, LogModel?) {
    if case .file(let bytes) = image.nodes[Self.dataDirectory + "/keyspace/data.mdb"] {
      try checkPages(bytes)
    }
    var found = LogModel()
    let member = try open { log, recovered in found = try LogModel(log, recovered) }
    let checkpoint = member.keyspace.position.appliedIndex
    try history.check(member.keyspace, at: checkpoint)
    guard member.membership == history.membership(at: checkpoint) else {
      throw Violation("AppliedIndexAtomic", "the membership at \(checkpoint) is \(member.membership)")
    }
    let applied = try replay(member)
    let isNew = member.identity.incarnation == Self.newIncarnation
    let outcome = Outcome(
      log: found.digest, logEnd: found.last, hardState: found.hardState, commit: member.recovered.commit,
      checkpoint: checkpoint, identity: isNew ? 0 : member.identity.digest, applied: applied)
    return (outcome, goesOn ? try goOn(member) : nil)
  }

  private func open(
    onLog: (WriteAheadLog, RecoveredLog) throws -> Void = { _, _ in }
  ) throws -> OpenedMember {
    do {
      return try OpenedMember(
        directory: directory + "/" + Self.dataDirectory, incarnation: Self.newIncarnation,
        logOptions: logOptions, storeOptions: Self.store,
        onStep: { if case .logOpened(let log, let recovered) = $0 { try onLog(log, recovered) } })
    } catch let error as Violation {
      throw error
    } catch {
      throw Violation("Recovers", "\(error)")
    }
  }

  private func checkPages(_ bytes: [UInt8]) throws {
    guard !bytes.isEmpty else { return }
    do {
      _ = try PageWalk.check(bytes)
    } catch {
      throw Violation("NoCorruptState", "data.mdb: \(error)")
    }
  }

  /// Applies what the log holds of what was committed, and returns how far that went.
  private func replay(_ member: OpenedMember) throws -> LogIndex {
    let restored = member.restored
    // It has invariants of its own about what it is restored from.
    let configuration = RaftConfiguration(id: OpenedMember.memberID, seed: 1)
    _ = Raft(configuration: configuration, restoring: restored, at: MonotonicTime(nanoseconds: 0))
    var applied = restored.applied
    guard let entries = try member.log.read(from: applied + 1, through: .max, maxBytes: .max) else {
      throw Violation("AckedIsDurable", "the log does not reach back to the checkpoint \(applied)")
    }
    var committed: [CommittedEntry] = []
    for entry in entries where entry.index == applied + 1 && entry.index <= history.count {
      let expected = history.entries[Int(entry.index) - 1]
      guard expected.term == entry.term else { break }
      guard expected == entry else { throw Violation("LogMatching", "entry \(entry.index) has other bytes") }
      committed.append(History.committed(entry))
      applied = entry.index
    }
    guard applied >= min(restored.commit, restored.lastIndex) else {
      throw Violation("NoCorruptState", "commit \(restored.commit) behind what was committed, \(applied)")
    }
    guard !committed.isEmpty else { return applied }
    _ = try member.keyspace.apply(committed)
    try history.check(member.keyspace, at: applied)
    return applied
  }

  /// A crash must leave a disk that can be gone on with: nothing dropped comes back, no page is used twice.
  private func goOn(_ member: OpenedMember) throws -> LogModel {
    let restored = member.restored
    var model = try member.log.model(after: member.restored)
    let term = max(restored.hardState.term, model.last.term) + 1
    let hardState = HardState(term: term, votedFor: MemberID(2))
    let entry = Entry(
      index: restored.lastIndex + 1, term: term, kind: .command, payload: [UInt8](repeating: 7, count: 700))
    try member.log.append(hardState: hardState, entries: [entry], commit: restored.commit)
    try member.log.sync()
    model.apply(.hardState(hardState))
    model.apply(.entry(entry))
    _ = try member.keyspace.store.checkpoint()
    while try member.keyspace.store.compactStep(maxRevisions: 3) {}
    while try !member.keyspace.store.verifyStep() {}
    let keyspaceFile = directory + "/" + Self.dataDirectory + "/keyspace/data.mdb"
    try checkPages(try Tree.bytes(of: keyspaceFile))
    try member.log.close()
    return model
  }
}

extension WriteAheadLog {
  /// What it holds now, after it was opened and perhaps reset.
  fileprivate func model(after restored: RestoredState) throws -> LogModel {
    var model = LogModel()
    model.hardState = restored.hardState
    model.cut = restored.snapshot.position
    model.entries = try read(from: model.cut.index + 1, through: .max, maxBytes: .max) ?? []
    return model
  }
}
