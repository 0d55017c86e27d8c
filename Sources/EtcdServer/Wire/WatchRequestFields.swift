package import Keyspace

/// `etcdserverpb.WatchRequest`.
package enum WatchRequestFields: Hashable, Sendable {
  package struct Create: Hashable, Sendable {
    package var key: [UInt8] = []
    package var rangeEnd: [UInt8] = []
    package var startRevision: Int64 = 0
    package var progressNotify = false
    package var skipsPuts = false
    package var skipsDeletes = false
    package var wantsPrevious = false
    package var watchID: Int64 = 0
    package var fragment = false

    package init() {}
  }

  case none
  case create(Create)
  case cancel(watchID: Int64)
  case progress

  mutating func merge(_ reader: inout WireReader) throws(WireError) {
    while let field = try reader.field() {
      switch (field.number, field.type) {
      case (1, 2):
        var create = if case .create(let earlier) = self { earlier } else { Create() }
        var inner = try reader.message()
        try create.merge(&inner)
        self = .create(create)
      case (2, 2):
        var watchID: Int64 = if case .cancel(let earlier) = self { earlier } else { 0 }
        var inner = try reader.message()
        while let field = try inner.field() {
          if field == (1, 0) { watchID = try inner.int64() } else { try inner.skip(field) }
        }
        self = .cancel(watchID: watchID)
      case (3, 2):
        var inner = try reader.message()
        while let field = try inner.field() { try inner.skip(field) }
        self = .progress
      default: try reader.skip(field)
      }
    }
  }
}

extension WatchRequestFields.Create {
  mutating func merge(_ reader: inout WireReader) throws(WireError) {
    while let field = try reader.field() {
      switch (field.number, field.type) {
      case (1, 2): key = try reader.bytes()
      case (2, 2): rangeEnd = try reader.bytes()
      case (3, 0): startRevision = try reader.int64()
      case (4, 0): progressNotify = try reader.bool()
      case (5, 0): filter(try reader.enumeration())
      case (5, 2):
        var packed = try reader.message()
        while !packed.isAtEnd { filter(try packed.enumeration()) }
      case (6, 0): wantsPrevious = try reader.bool()
      case (7, 0): watchID = try reader.int64()
      case (8, 0): fragment = try reader.bool()
      default: try reader.skip(field)
      }
    }
  }

  /// Unknown filters filter nothing, as in etcd.
  private mutating func filter(_ kind: Int32) {
    switch kind {
    case 0: skipsPuts = true
    case 1: skipsDeletes = true
    default: break
    }
  }

  /// An empty key stands for the first there can be, one zero byte.
  package var request: WatchRequest {
    var request = WatchRequest(range: KeyRange(key: key.isEmpty ? [0] : key, rangeEnd: rangeEnd))
    request.watchID = watchID
    request.startRevision = startRevision
    request.skipsPuts = skipsPuts
    request.skipsDeletes = skipsDeletes
    request.wantsPrevious = wantsPrevious
    request.wantsProgress = progressNotify
    request.allowsFragments = fragment
    return request
  }
}
