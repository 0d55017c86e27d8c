import Keyspace
import Member
import Raft
import WriteAheadLog

/// A member's disk brought up as `Member` does it, without its threads: identity, keyspace, log, and the two
/// made to agree.
final class OpenedMember {
  enum Step {
    case logOpened(WriteAheadLog, RecoveredLog)
    case willReset(LogPosition)
    case didReset
  }

  static let clusterID: UInt64 = 0xC1
  static let memberID = MemberID(1)

  var identity: DataIdentity
  let keyspace: Keyspace
  let log: WriteAheadLog
  let recovered: RecoveredLog
  let membership: Membership
  let restored: RestoredState

  init(
    directory: String, incarnation: UInt64, logOptions: LogOptions, storeOptions: StoreOptions,
    onStep: (Step) throws -> Void = { _ in }
  ) throws {
    identity = try DataIdentity.openOrCreate(
      directory: directory, clusterID: Self.clusterID, memberID: Self.memberID, incarnation: incarnation)
    let store = try VersionStore.open(directory: directory + "/keyspace", options: storeOptions)
    // What is there is exactly what the sums say.
    while try !store.verifyStep() {}
    let (log, recovered) = try WriteAheadLog.open(directory: directory + "/log", options: logOptions)
    try onStep(.logOpened(log, recovered))
    guard !recovered.isFresh || !identity.isAdmitted else {
      throw Violation("AckedIsDurable", "the log is gone")
    }
    self.log = log
    self.recovered = recovered
    keyspace = Keyspace(store: store)
    membership = try store.blob("membership").map { try Membership(decoding: $0) } ?? History.founding
    let checkpoint = LogPosition(index: store.position.appliedIndex, term: store.position.appliedTerm)
    switch try recovered.reconciled(with: checkpoint, membership: membership) {
    case .keep(let state): restored = state
    case .startAnew(let state):
      try onStep(.willReset(checkpoint))
      try log.reset(to: checkpoint, hardState: recovered.hardState)
      try onStep(.didReset)
      restored = state
    case .missing(let cut):
      throw Violation("AckedIsDurable", "the log is cut at \(cut), above the checkpoint \(checkpoint.index)")
    }
  }
}

extension LogModel {
  /// What an opened log holds. Throws when it contradicts itself.
  init(_ log: WriteAheadLog, _ recovered: RecoveredLog) throws {
    self.init()
    hardState = recovered.hardState
    cut = recovered.cut
    guard let read = try log.read(from: cut.index + 1, through: .max, maxBytes: .max) else {
      throw Violation("NoCorruptState", "the log says that it is cut behind \(cut)")
    }
    entries = read
    if let difference = try difference(log, recovered) { throw Violation("NoCorruptState", difference) }
  }

  /// The same for the same statements.
  var digest: UInt64 {
    var sum = ImageHash.mix(hardState.term)
    func add(_ word: UInt64) { sum = ImageHash.mix(sum ^ word) &+ 0x9E37_79B9_7F4A_7C15 }
    add(hardState.votedFor.map { $0.rawValue &+ 1 } ?? 0)
    add(cut.index)
    add(cut.term)
    for entry in entries {
      add(entry.index)
      add(entry.term << 2 | UInt64(entry.kind.rawValue))
      add(UInt64(entry.payload.count))
      entry.payload.withUnsafeBytes { bytes in
        var at = 0
        while at + 8 <= bytes.count {
          add(bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
          at += 8
        }
        for byte in bytes[at...] { add(UInt64(byte)) }
      }
    }
    return sum
  }
}

extension DataIdentity {
  var digest: UInt64 {
    Self.digest(incarnation: incarnation, isAdmitted: isAdmitted, knownPeers: knownPeers)
  }

  static func digest(incarnation: UInt64, isAdmitted: Bool, knownPeers: [MemberID: UInt64]) -> UInt64 {
    var sum = ImageHash.mix(incarnation &+ (isAdmitted ? 1 << 32 : 0))
    for (peer, known) in knownPeers { sum &+= ImageHash.mix(ImageHash.mix(peer.rawValue) ^ known) }
    return sum
  }
}
