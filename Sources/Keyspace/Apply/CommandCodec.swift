internal import Bytes

/// `Command` as the replicated log holds it: one byte of format version, one of kind, then the fields in the
/// order of their declaration. The same command always gives the same bytes, on every member and build; a
/// change of the format needs a new version byte, and old ones stay readable.
package enum CommandCodec {
  static let format: UInt8 = 1
  /// How deep transactions may stand within one another; more than a protobuf message can nest.
  package static let maxDepth = 64

  /// Throws `tooManyOperations` for transactions nested deeper than `maxDepth`.
  package static func encode(_ command: Command) throws(KeyspaceError) -> [UInt8] {
    var writer = ByteWriter(capacity: sizeHint(command))
    writer.fixed(format)
    switch command {
    case .put(let put):
      writer.fixed(Kind.put.rawValue)
      writer.put(put)
    case .delete(let delete):
      writer.fixed(Kind.delete.rawValue)
      writer.delete(delete)
    case .txn(let txn):
      writer.fixed(Kind.txn.rawValue)
      try writer.txn(txn, depth: 1)
    case .compact(let revision):
      writer.fixed(Kind.compact.rawValue)
      writer.signedVarint(revision)
    case .leaseGrant(let id, let ttl):
      writer.fixed(Kind.leaseGrant.rawValue)
      writer.fixed(id)
      writer.signedVarint(ttl)
    case .leaseRevoke(let id):
      writer.fixed(Kind.leaseRevoke.rawValue)
      writer.fixed(id)
    case .leaseCheckpoint(let leases):
      writer.fixed(Kind.leaseCheckpoint.rawValue)
      writer.varint(UInt64(leases.count))
      for lease in leases {
        writer.fixed(lease.id)
        writer.signedVarint(lease.seconds)
      }
    }
    return writer.bytes
  }

  /// Throws `unreadable` for bytes that `encode` cannot have written; never traps. The log's checksums cover them, so
  /// it is no damage: a newer program wrote them.
  package static func decode(_ bytes: [UInt8], from start: Int = 0) throws(KeyspaceError) -> Command {
    var reader = ByteReader(bytes, from: start)
    do {
      let command = try reader.command()
      try reader.finish()
      return command
    } catch {
      throw .unreadable(
        "a logged command of \(bytes.count) bytes does not decode (\(error)): it is a newer version's")
    }
  }

  private static func sizeHint(_ command: Command) -> Int {
    switch command {
    case .put(let put): 40 + put.key.count + put.value.count
    case .txn: 512
    default: 64
    }
  }

  enum Kind: UInt8 {
    case put = 1
    case delete = 2
    case txn = 3
    case compact = 4
    case leaseGrant = 5
    case leaseRevoke = 6
    case leaseCheckpoint = 7
  }

  enum OperationKind: UInt8 {
    case range = 1
    case put = 2
    case delete = 3
    case txn = 4
  }

  /// Bits of the byte that begins a put.
  enum PutFlag {
    static let wantsPrevious: UInt8 = 1
    static let ignoresValue: UInt8 = 2
    static let ignoresLease: UInt8 = 4
    static let hasLease: UInt8 = 8
    static let all: UInt8 = 15
  }

  /// Bits of the byte that begins a range.
  enum RangeFlag {
    static let keysOnly: UInt8 = 1
    static let countOnly: UInt8 = 2
    static let all: UInt8 = 3
  }
}

extension ByteWriter {
  fileprivate mutating func put(_ put: PutRequest) {
    var flags: UInt8 = 0
    if put.wantsPrevious { flags |= CommandCodec.PutFlag.wantsPrevious }
    if put.ignoresValue { flags |= CommandCodec.PutFlag.ignoresValue }
    if put.ignoresLease { flags |= CommandCodec.PutFlag.ignoresLease }
    if put.lease != 0 { flags |= CommandCodec.PutFlag.hasLease }
    fixed(flags)
    prefixed(put.key)
    prefixed(put.value)
    if put.lease != 0 { fixed(put.lease) }
  }

  fileprivate mutating func delete(_ delete: DeleteRequest) {
    flag(delete.wantsPrevious)
    range(delete.range)
  }

  fileprivate mutating func range(_ range: KeyRange) {
    switch range.end {
    case .single:
      fixed(UInt8(0))
      prefixed(range.start)
    case .unbounded:
      fixed(UInt8(1))
      prefixed(range.start)
    case .before(let outside):
      fixed(UInt8(2))
      prefixed(range.start)
      prefixed(outside)
    }
  }

  fileprivate mutating func query(_ query: RangeQuery) {
    var flags: UInt8 = 0
    if query.keysOnly { flags |= CommandCodec.RangeFlag.keysOnly }
    if query.countOnly { flags |= CommandCodec.RangeFlag.countOnly }
    fixed(flags)
    range(query.range)
    signedVarint(query.limit)
    signedVarint(query.revision)
    fixed(query.sortOrder.rawValue)
    fixed(query.sortTarget.rawValue)
    signedVarint(query.minModRevision)
    signedVarint(query.maxModRevision)
    signedVarint(query.minCreateRevision)
    signedVarint(query.maxCreateRevision)
  }

  fileprivate mutating func compare(_ compare: Compare) {
    range(compare.range)
    fixed(compare.result.rawValue)
    switch compare.target {
    case .version(let version):
      fixed(UInt8(0))
      signedVarint(version)
    case .create(let revision):
      fixed(UInt8(1))
      signedVarint(revision)
    case .mod(let revision):
      fixed(UInt8(2))
      signedVarint(revision)
    case .value(let value):
      fixed(UInt8(3))
      prefixed(value)
    case .lease(let lease):
      fixed(UInt8(4))
      fixed(lease)
    }
  }

  fileprivate mutating func txn(_ txn: TxnRequest, depth: Int) throws(KeyspaceError) {
    guard depth <= CommandCodec.maxDepth else { throw .tooManyOperations }
    varint(UInt64(txn.compares.count))
    for compare in txn.compares { self.compare(compare) }
    try operations(txn.success, depth: depth)
    try operations(txn.failure, depth: depth)
  }

  private mutating func operations(
    _ operations: [TxnRequest.Operation], depth: Int
  ) throws(KeyspaceError) {
    varint(UInt64(operations.count))
    for operation in operations {
      switch operation {
      case .range(let query):
        fixed(CommandCodec.OperationKind.range.rawValue)
        self.query(query)
      case .put(let put):
        fixed(CommandCodec.OperationKind.put.rawValue)
        self.put(put)
      case .delete(let delete):
        fixed(CommandCodec.OperationKind.delete.rawValue)
        self.delete(delete)
      case .txn(let nested):
        fixed(CommandCodec.OperationKind.txn.rawValue)
        try txn(nested, depth: depth + 1)
      }
    }
  }
}
