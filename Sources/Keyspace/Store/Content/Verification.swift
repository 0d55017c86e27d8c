internal import LMDB

/// What a check of a store's file has read.
package struct CheckedStore: Sendable {
  package var position: StorePosition
  package var records: UInt64
  /// What was stored under "membership"; nil: nothing.
  package var membership: [UInt8]?
}

extension VersionStore {
  /// Reads the next few hundred records and checks them; true when all have been read since the last time that it
  /// said so, and are the ones that were written. Damage stops the store for good.
  package func verifyStep() throws(StoreError) -> Bool {
    try maintain { () throws(StoreError) in
      let (environment, databases) = environmentNow()
      var next = scan ?? ContentScan()
      try storing { () throws(LMDBError) in
        try environment.read { (transaction) throws(LMDBError) in
          try next.step(transaction.handle, databases, expecting: meta.content)
        }
      }
      scan = next.isDone ? nil : next
      return next.isDone
    }
  }

  /// Checks all that the file in `directory` holds, without changing anything but its length; nobody may be writing to it.
  /// nil: there is no file.
  package static func check(directory: String) throws(StoreError) -> CheckedStore? {
    let path = StoreFiles.data(directory)
    guard StoreFiles.size(of: path) != nil else { return nil }
    return try storing { () throws(LMDBError) in
      try StoreFiles.readAll(path)
      let environment = try Environment(readingFile: path)
      try StoreFiles.extend(path, to: environment.usedSize)
      return try environment.read { (transaction) throws(LMDBError) in
        let meta = try ContentScan.run(transaction)
        let databases = try Databases(transaction)
        return CheckedStore(
          position: meta.position, records: meta.content.parts.reduce(0) { $0 &+ $1.count },
          membership: try BlobRecord.read("membership", transaction.handle, databases.meta))
      }
    }
  }
}

extension ContentScan {
  /// All of a file's records in one transaction.
  static func run(_ transaction: borrowing ReadTransaction) throws(LMDBError) -> MetaRecord {
    let databases = try Databases(transaction)
    let meta = try MetaRecord.written(transaction.handle, databases.meta)
    var scan = ContentScan()
    while !scan.isDone { try scan.step(transaction.handle, databases, expecting: meta.content) }
    return meta
  }
}
