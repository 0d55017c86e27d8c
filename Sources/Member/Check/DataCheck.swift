internal import Keyspace
package import Raft
internal import WriteAheadLog

#if canImport(Glibc)
  internal import Glibc
#endif

/// What a check of a member's data directory has read. A part that is not there counts nothing.
package struct CheckedData: Sendable {
  package var records: UInt64 = 0
  /// As of the last checkpoint.
  package var revision: Int64 = 0
  package var entries: UInt64 = 0
}

/// Reads all that a data directory holds and changes nothing but the length of the keyspace's file. The member may not be running.
package enum DataCheck {
  /// Throws the first damage that it finds: of the kinds that opening the directory throws, or in agreement
  /// between the parts. LMDB trusts its pages: one that is damaged may end the process, so who depends on the
  /// answer runs this in a process of its own. `isHeld`: by the caller or whoever it works for, so that the log's
  /// own lock is not taken.
  package static func run(directory: String, isHeld: Bool = false) throws -> CheckedData {
    var checked = CheckedData()
    _ = try SmallFile.read(directory + "/identity")
    let store = try VersionStore.check(directory: directory + "/keyspace")
    if let store {
      checked.records = store.records
      checked.revision = store.position.revision
    }
    guard access(directory + "/log", F_OK) == 0 else { return checked }
    guard let log = try WriteAheadLog.inspect(directory: directory + "/log", locks: !isHeld) else {
      return checked
    }
    checked.entries = log.last.index - log.cut.index
    if let store { try checkAgreement(of: store, with: log) }
    return checked
  }

  /// What the snapshot in a file stands for. Reads all of it, and throws unless it is whole.
  @Sendable package static func inspect(snapshot path: String) throws -> LogPosition {
    let found = try VersionStore.inspectSnapshot(path)
    return LogPosition(index: found.appliedIndex, term: found.appliedTerm)
  }

  private static func checkAgreement(of store: CheckedStore, with log: RecoveredLog) throws(StoreError) {
    let checkpoint = LogPosition(index: store.position.appliedIndex, term: store.position.appliedTerm)
    let agreement: Reconciliation
    do throws(MembershipError) {
      let membership = try Membership(stored: store.membership) ?? .none
      agreement = try log.reconciled(with: checkpoint, membership: membership)
    } catch {
      throw .corrupt("a membership does not decode: \(error)")
    }
    guard case .missing(let cut) = agreement else { return }
    throw .corrupt("it stands at entry \(checkpoint.index), and the log has been cut up to entry \(cut)")
  }
}

/// A file in a data directory that says that its data may be damaged: something pointed to it, or the process
/// fell. The next start checks all of it before it serves anybody.
package enum Suspicion {
  /// Beside `identity`; whoever writes it while the process falls needs the name alone.
  package static let fileName = "suspect"

  /// What it says; nil when there is none.
  package static func read(in directory: String) throws -> String? {
    let path = "\(directory)/\(fileName)"
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw FileError(action: "open", path: path, errno: errno)
    }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    // Whatever it says, it is there.
    let count = max(0, Glibc.read(file, &bytes, bytes.count))
    return String(decoding: bytes[..<count].prefix { $0 != 10 }, as: UTF8.self)
  }

  /// Durable on return. A disk that refuses it leaves the member no worse than without it.
  package static func write(_ reason: String, in directory: String) {
    // Empty it says enough.
    try? SmallFile.write(Array((reason + "\n").utf8), to: "\(directory)/\(fileName)")
    try? SmallFile.syncFolder(of: "\(directory)/\(fileName)")
  }

  package static func remove(in directory: String) throws {
    try SmallFile.remove("\(directory)/\(fileName)")
    try SmallFile.syncFolder(of: "\(directory)/\(fileName)")
  }
}
