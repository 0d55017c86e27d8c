/// A read of a range at one revision.
package struct RangeQuery: Hashable, Sendable {
  package enum SortOrder: UInt8, Sendable { case none = 0, ascend = 1, descend = 2 }
  package enum SortTarget: UInt8, Sendable { case key = 0, version = 1, create = 2, mod = 3, value = 4 }

  package var range: KeyRange
  /// 0: no limit.
  package var limit: Int64 = 0
  /// 0 or less: the newest.
  package var revision: Int64 = 0
  package var sortOrder: SortOrder = .none
  package var sortTarget: SortTarget = .key
  package var keysOnly = false
  package var countOnly = false
  package var minModRevision: Int64 = 0
  package var maxModRevision: Int64 = 0
  package var minCreateRevision: Int64 = 0
  package var maxCreateRevision: Int64 = 0

  package init(range: KeyRange) {
    self.range = range
  }
}

package struct RangeResult: Hashable, Sendable {
  package var keyValues: [KeyValue]
  /// Whether the limit left keys out.
  package var more: Bool
  /// All keys in the range, whatever the limit and the min/max filters, as etcd counts them.
  package var count: Int64

  package init(keyValues: [KeyValue], more: Bool, count: Int64) {
    self.keyValues = keyValues
    self.more = more
    self.count = count
  }
}

package struct PutRequest: Hashable, Sendable {
  package var key: [UInt8]
  package var value: [UInt8]
  package var lease: LeaseID = 0
  package var wantsPrevious = false
  package var ignoresValue = false
  package var ignoresLease = false

  package init(key: [UInt8], value: [UInt8]) {
    self.key = key
    self.value = value
  }
}

package struct DeleteRequest: Hashable, Sendable {
  package var range: KeyRange
  package var wantsPrevious = false

  package init(range: KeyRange) {
    self.range = range
  }
}

package struct Compare: Hashable, Sendable {
  package enum Result: UInt8, Sendable { case equal = 0, greater = 1, less = 2, notEqual = 3 }
  package enum Target: Hashable, Sendable {
    case version(Int64)
    case create(Int64)
    case mod(Int64)
    case value([UInt8])
    case lease(LeaseID)
  }

  package var range: KeyRange
  package var result: Result
  package var target: Target

  package init(range: KeyRange, result: Result, target: Target) {
    self.range = range
    self.result = result
    self.target = target
  }
}

package struct TxnRequest: Hashable, Sendable {
  package enum Operation: Hashable, Sendable {
    case range(RangeQuery)
    case put(PutRequest)
    case delete(DeleteRequest)
    indirect case txn(TxnRequest)
  }

  package var compares: [Compare]
  package var success: [Operation]
  package var failure: [Operation]

  package init(compares: [Compare], success: [Operation], failure: [Operation]) {
    self.compares = compares
    self.success = success
    self.failure = failure
  }
}
