internal import LMDB

/// What one thread needs to read a checkpoint: a read transaction that is begun when first asked for, and
/// cursors. Kept between reads, since renewing is cheaper than beginning.
///
/// `@unchecked Sendable`: it is in the pool, or with the one thread that took it from there.
final class ReadSession: @unchecked Sendable {
  let environment: Environment
  let databases: Databases
  private var transaction: ReadTransaction
  private var isOpen = false
  /// Counts the rounds, so that a cursor of an earlier one is renewed before its first use.
  private var round: UInt64 = 0
  /// Room for one encoded key, for work that calls nobody meanwhile.
  var encoded: [UInt8] = []
  private var idleCursors: [(cursor: IndexCursor, round: UInt64)] = []

  init(_ environment: Environment, _ databases: Databases) {
    self.environment = environment
    self.databases = databases
    transaction = ReadTransaction(idleIn: environment)
  }

  func handle() throws(LMDBError) -> TransactionHandle {
    if !isOpen {
      try transaction.renew()
      round += 1
      isOpen = true
    }
    return transaction.handle
  }

  /// Ends the round: what was read in place is gone.
  func close() {
    guard isOpen else { return }
    transaction.reset()
    isOpen = false
  }

  /// A cursor for one walk; walks within walks take several. Give it back with `giveBack`.
  func indexCursor() throws(LMDBError) -> IndexCursor {
    let handle = try handle()
    guard let (cursor, lastRound) = idleCursors.popLast() else { return try IndexCursor(handle, databases) }
    if lastRound != round { try cursor.renew(handle) }
    return cursor
  }

  func giveBack(_ cursor: IndexCursor) {
    idleCursors.append((cursor, round))
  }
}
