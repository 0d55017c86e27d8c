extension History {
  /// What a client asks, with etcd's meaning.
  package enum Request: Sendable, Hashable {
    case put(Put)
    case range(Range)
    case deleteRange(DeleteRange)
    case txn(Txn)
    case compact(revision: Int64)
    /// `ttl` in seconds.
    case leaseGrant(id: Int64, ttl: Int64)
    case leaseRevoke(id: Int64)
    case leaseKeepAlive(id: Int64)
    case leaseTimeToLive(id: Int64, keys: Bool)
  }

  /// Keys as the wire spells them: an empty `end` means the one key `key`, an `end` of one zero byte all keys
  /// from `key` on, another one is the first key outside.
  package struct Keys: Sendable, Hashable {
    package var key: Bytes
    package var end: Bytes

    package init(_ key: Bytes, end: Bytes = []) {
      self.key = key
      self.end = end
    }

    package static func prefix(_ prefix: Bytes) -> Keys {
      var end = prefix
      while let last = end.popLast() {
        if last < 0xFF { return Keys(prefix, end: end + [last + 1]) }
      }
      return Keys(prefix.isEmpty ? [0] : prefix, end: [0])
    }

    package static let all = Keys([0], end: [0])

    package var isSingle: Bool { end.isEmpty }
    var isUnbounded: Bool { end.count == 1 && end[0] == 0 }

    package func contains(_ other: Bytes) -> Bool {
      if isSingle { return key.isSame(other) }
      return key.order(other) <= 0 && (isUnbounded || other.order(end) < 0)
    }
  }

  package struct Put: Sendable, Hashable {
    package var key: Bytes
    package var value: Bytes
    package var lease: Int64
    package var options: PutOptions

    package init(_ key: Bytes, _ value: Bytes, lease: Int64 = 0, options: PutOptions = []) {
      self.key = key
      self.value = value
      self.lease = lease
      self.options = options
    }
  }

  package struct PutOptions: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let previous = PutOptions(rawValue: 1)
    package static let ignoresValue = PutOptions(rawValue: 2)
    package static let ignoresLease = PutOptions(rawValue: 4)
  }

  package struct Range: Sendable, Hashable {
    package enum Order: UInt8, Sendable { case none, ascend, descend }
    package enum Target: UInt8, Sendable { case key, version, create, mod, value }
    package enum Filter: Sendable, Hashable {
      case minMod(Int64)
      case maxMod(Int64)
      case minCreate(Int64)
      case maxCreate(Int64)
    }

    package var keys: Keys
    /// 0 or less: the newest.
    package var revision: Int64
    /// 0: no limit.
    package var limit: Int64
    package var options: RangeOptions
    package var order = Order.none
    package var target = Target.key
    /// etcd's min and max revisions; at most one of a kind.
    package var filters: [Filter] = []

    package init(_ keys: Keys, revision: Int64 = 0, limit: Int64 = 0, options: RangeOptions = []) {
      self.keys = keys
      self.revision = revision
      self.limit = limit
      self.options = options
    }

    /// Whether the answer is simply the first keys in their order.
    var isPlain: Bool { filters.isEmpty && target == .key && order != .descend }
  }

  package struct RangeOptions: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let serializable = RangeOptions(rawValue: 1)
    package static let countOnly = RangeOptions(rawValue: 2)
    package static let keysOnly = RangeOptions(rawValue: 4)
  }

  package struct DeleteRange: Sendable, Hashable {
    package var keys: Keys
    package var wantsPrevious: Bool

    package init(_ keys: Keys, wantsPrevious: Bool = false) {
      self.keys = keys
      self.wantsPrevious = wantsPrevious
    }
  }

  package struct Compare: Sendable, Hashable {
    package enum Result: UInt8, Sendable { case equal, greater, less, notEqual }
    package enum Target: Sendable, Hashable {
      case version(Int64)
      case create(Int64)
      case mod(Int64)
      case value(Bytes)
      case lease(Int64)
    }

    package var keys: Keys
    package var result: Result
    package var target: Target

    package init(_ keys: Keys, _ result: Result, _ target: Target) {
      self.keys = keys
      self.result = result
      self.target = target
    }
  }

  package struct Txn: Sendable, Hashable {
    package enum Step: Sendable, Hashable {
      case put(Put)
      case range(Range)
      case deleteRange(DeleteRange)
      case txn(Txn)
    }

    package var compares: [Compare]
    package var success: [Step]
    package var failure: [Step]

    package init(compares: [Compare] = [], success: [Step] = [], failure: [Step] = []) {
      self.compares = compares
      self.success = success
      self.failure = failure
    }

    /// Whether any member may answer it from what it has: reads only, all of them serializable.
    package var isSerializable: Bool {
      func onlyReads(_ steps: [Step]) -> Bool {
        steps.allSatisfy { step in
          switch step {
          case .range(let range): range.options.contains(.serializable)
          case .txn(let txn): txn.isSerializable
          case .put, .deleteRange: false
          }
        }
      }
      return onlyReads(success) && onlyReads(failure)
    }
  }
}

extension History.Request {
  /// The keys that it may write.
  var written: [History.Keys] {
    func written(_ steps: [History.Txn.Step]) -> [History.Keys] {
      steps.flatMap { step -> [History.Keys] in
        switch step {
        case .put(let put): [History.Keys(put.key)]
        case .deleteRange(let delete): [delete.keys]
        case .range: []
        case .txn(let txn): written(txn.success) + written(txn.failure)
        }
      }
    }
    return switch self {
    case .put(let put): [History.Keys(put.key)]
    case .deleteRange(let delete): [delete.keys]
    case .txn(let txn): written(txn.success) + written(txn.failure)
    default: []
    }
  }
}
