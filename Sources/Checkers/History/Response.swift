extension History {
  /// What a client was answered.
  package struct Response: Sendable, Hashable {
    /// The header's.
    package var revision: Int64
    package var body: Body

    package init(revision: Int64, _ body: Body) {
      self.revision = revision
      self.body = body
    }
  }

  package enum Body: Sendable, Hashable {
    case put(previous: KeyValue?)
    case range(RangeResult)
    case deleteRange(DeleteResult)
    case txn(TxnResult)
    case compact
    /// What the store chose; in seconds.
    case leaseGrant(id: Int64, ttl: Int64)
    case leaseRevoke
    /// 0 or less: there is no such lease (any more).
    case leaseKeepAlive(ttl: Int64)
    /// Seconds that are left, -1 when there is no such lease, and what it was granted with.
    case leaseTimeToLive(remaining: Int64, granted: Int64, keys: [Bytes])
  }

  /// One version of a key.
  package struct KeyValue: Sendable, Hashable {
    package var key: Bytes
    package var value: Bytes
    package var create: Int64
    package var mod: Int64
    package var version: Int64
    package var lease: Int64

    package init(
      _ key: Bytes, _ value: Bytes, create: Int64, mod: Int64, version: Int64, lease: Int64 = 0
    ) {
      self.key = key
      self.value = value
      self.create = create
      self.mod = mod
      self.version = version
      self.lease = lease
    }
  }

  package struct RangeResult: Sendable, Hashable {
    package var keyValues: [KeyValue]
    package var more: Bool
    package var count: Int64

    package init(_ keyValues: [KeyValue] = [], more: Bool = false, count: Int64) {
      self.keyValues = keyValues
      self.more = more
      self.count = count
    }
  }

  package struct DeleteResult: Sendable, Hashable {
    package var deleted: Int64
    package var previous: [KeyValue]

    package init(deleted: Int64, previous: [KeyValue] = []) {
      self.deleted = deleted
      self.previous = previous
    }
  }

  package struct TxnResult: Sendable, Hashable {
    package enum Step: Sendable, Hashable {
      case put(previous: KeyValue?)
      case range(RangeResult)
      case deleteRange(DeleteResult)
      case txn(TxnResult)
    }

    package var succeeded: Bool
    package var steps: [Step]

    package init(succeeded: Bool, steps: [Step] = []) {
      self.succeeded = succeeded
      self.steps = steps
    }

    /// Whether the answer says that it changed a key, and so made a revision.
    package var hasWritten: Bool {
      steps.contains { step in
        switch step {
        case .put: true
        case .range: false
        case .deleteRange(let result): result.deleted > 0
        case .txn(let txn): txn.hasWritten
        }
      }
    }
  }

  /// One change of one key.
  package struct Event: Sendable, Hashable {
    package var isDelete: Bool
    /// For a deletion only the key and `mod` are set.
    package var keyValue: KeyValue
    /// The version before, where a watch asked for it.
    package var previous: KeyValue?

    package init(isDelete: Bool = false, _ keyValue: KeyValue, previous: KeyValue? = nil) {
      self.isDelete = isDelete
      self.keyValue = keyValue
      self.previous = previous
    }

    package static func delete(_ key: Bytes, mod: Int64, previous: KeyValue? = nil) -> Event {
      Event(isDelete: true, KeyValue(key, [], create: 0, mod: mod, version: 0), previous: previous)
    }
  }
}

extension History.KeyValue: CustomStringConvertible {
  package var description: String {
    let leased = lease == 0 ? "" : " lease \(lease)"
    return "\(ByteText.quote(key))=\(ByteText.quote(value)) "
      + "(create \(create), mod \(mod), version \(version)\(leased))"
  }
}

extension History.Event: CustomStringConvertible {
  package var description: String {
    isDelete ? "delete \(ByteText.quote(keyValue.key)) (mod \(keyValue.mod))" : "put \(keyValue)"
  }
}
