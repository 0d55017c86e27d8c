internal import CLMDB

/// A view of one committed state. Between `reset` and `renew` it holds no state and pins no pages, but keeps
/// its place among the readers, which makes its renewal cheap. Open for one short body of work only.
package struct ReadTransaction: ~Copyable, Transaction {
  package let environment: Environment
  /// Nil before the first `renew`.
  private var raw: OpaquePointer?
  private var isOpen = false

  /// One that holds no state yet.
  package init(idleIn environment: Environment) {
    self.environment = environment
  }

  package init(_ environment: Environment) throws(LMDBError) {
    self.init(idleIn: environment)
    try renew()
  }

  package var handle: TransactionHandle {
    guard isOpen, let raw else { preconditionFailure("a read transaction used between reset and renew") }
    return TransactionHandle(raw: raw)
  }

  /// Lets go of the state; what was read from it is no longer valid.
  package mutating func reset() {
    guard isOpen else { return }
    mdb_txn_reset(raw)
    isOpen = false
    environment.gate.unlock()
  }

  /// Takes the newest committed state.
  package mutating func renew() throws(LMDBError) {
    precondition(!isOpen, "renewing a read transaction that was not reset")
    while true {
      environment.gate.lockShared()
      let code =
        raw == nil
        ? mdb_txn_begin(environment.raw, nil, UInt32(MDB_RDONLY), &raw)
        : mdb_txn_renew(raw)
      if code == MDB_SUCCESS {
        isOpen = true
        return
      }
      environment.gate.unlock()
      guard code == MDB_MAP_RESIZED else { throw LMDBError(code: code, operation: "beginning a read") }
      try environment.adoptSize()
    }
  }

  deinit {
    if let raw { mdb_txn_abort(raw) }
    if isOpen { environment.gate.unlock() }
  }
}

extension Environment {
  package func read<R>(
    _ body: (borrowing ReadTransaction) throws(LMDBError) -> R
  ) throws(LMDBError) -> R {
    let transaction = try ReadTransaction(self)
    return try body(transaction)
  }
}
