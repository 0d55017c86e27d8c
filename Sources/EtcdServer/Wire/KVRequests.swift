/// The KV requests as they stand on the wire, field for field. `merge` follows protobuf: a later value of a
/// field replaces an earlier one, a later message is merged into it, unknown fields are skipped.
package struct RangeFields: Hashable, Sendable {
  package var key: [UInt8] = []
  package var rangeEnd: [UInt8] = []
  package var limit: Int64 = 0
  package var revision: Int64 = 0
  package var sortOrder: Int32 = 0
  package var sortTarget: Int32 = 0
  package var serializable = false
  package var keysOnly = false
  package var countOnly = false
  package var minModRevision: Int64 = 0
  package var maxModRevision: Int64 = 0
  package var minCreateRevision: Int64 = 0
  package var maxCreateRevision: Int64 = 0

  package init() {}

  mutating func merge(_ reader: inout WireReader) throws(WireError) {
    while let field = try reader.field() {
      switch (field.number, field.type) {
      case (1, 2): key = try reader.bytes()
      case (2, 2): rangeEnd = try reader.bytes()
      case (3, 0): limit = try reader.int64()
      case (4, 0): revision = try reader.int64()
      case (5, 0): sortOrder = try reader.enumeration()
      case (6, 0): sortTarget = try reader.enumeration()
      case (7, 0): serializable = try reader.bool()
      case (8, 0): keysOnly = try reader.bool()
      case (9, 0): countOnly = try reader.bool()
      case (10, 0): minModRevision = try reader.int64()
      case (11, 0): maxModRevision = try reader.int64()
      case (12, 0): minCreateRevision = try reader.int64()
      case (13, 0): maxCreateRevision = try reader.int64()
      default: try reader.skip(field)
      }
    }
  }
}

package struct PutFields: Hashable, Sendable {
  package var key: [UInt8] = []
  package var value: [UInt8] = []
  package var lease: Int64 = 0
  package var wantsPrevious = false
  package var ignoresValue = false
  package var ignoresLease = false

  package init() {}

  mutating func merge(_ reader: inout WireReader) throws(WireError) {
    while let field = try reader.field() {
      switch (field.number, field.type) {
      case (1, 2): key = try reader.bytes()
      case (2, 2): value = try reader.bytes()
      case (3, 0): lease = try reader.int64()
      case (4, 0): wantsPrevious = try reader.bool()
      case (5, 0): ignoresValue = try reader.bool()
      case (6, 0): ignoresLease = try reader.bool()
      default: try reader.skip(field)
      }
    }
  }
}

package struct DeleteFields: Hashable, Sendable {
  package var key: [UInt8] = []
  package var rangeEnd: [UInt8] = []
  package var wantsPrevious = false

  package init() {}

  mutating func merge(_ reader: inout WireReader) throws(WireError) {
    while let field = try reader.field() {
      switch (field.number, field.type) {
      case (1, 2): key = try reader.bytes()
      case (2, 2): rangeEnd = try reader.bytes()
      case (3, 0): wantsPrevious = try reader.bool()
      default: try reader.skip(field)
      }
    }
  }
}

package struct CompareFields: Hashable, Sendable {
  package enum Operand: Hashable, Sendable {
    case none
    case version(Int64)
    case create(Int64)
    case mod(Int64)
    case value([UInt8])
    case lease(Int64)
  }

  package var result: Int32 = 0
  package var target: Int32 = 0
  package var key: [UInt8] = []
  package var rangeEnd: [UInt8] = []
  package var operand = Operand.none

  package init() {}

  mutating func merge(_ reader: inout WireReader) throws(WireError) {
    while let field = try reader.field() {
      switch (field.number, field.type) {
      case (1, 0): result = try reader.enumeration()
      case (2, 0): target = try reader.enumeration()
      case (3, 2): key = try reader.bytes()
      case (4, 0): operand = .version(try reader.int64())
      case (5, 0): operand = .create(try reader.int64())
      case (6, 0): operand = .mod(try reader.int64())
      case (7, 2): operand = .value(try reader.bytes())
      case (8, 0): operand = .lease(try reader.int64())
      case (64, 2): rangeEnd = try reader.bytes()
      default: try reader.skip(field)
      }
    }
  }
}

package struct TxnFields: Hashable, Sendable {
  package indirect enum Operation: Hashable, Sendable {
    case none
    case range(RangeFields)
    case put(PutFields)
    case delete(DeleteFields)
    case txn(TxnFields)
  }

  package var compares: [CompareFields] = []
  package var success: [Operation] = []
  package var failure: [Operation] = []

  package init() {}

  /// Reads no more than `maxOperations` compares and operations, those of txns within it included: each takes
  /// much more memory than the two bytes that an empty one takes on the wire.
  mutating func merge(_ reader: inout WireReader, maxOperations: Int = .max) throws(WireError) {
    var rest = maxOperations
    try merge(&reader, rest: &rest)
  }

  private mutating func merge(_ reader: inout WireReader, rest: inout Int) throws(WireError) {
    while let field = try reader.field() {
      switch (field.number, field.type) {
      case (1, 2):
        try Self.take(&rest)
        var inner = try reader.message()
        var compare = CompareFields()
        try compare.merge(&inner)
        compares.append(compare)
      case (2, 2):
        var inner = try reader.message()
        success.append(try Self.operation(&inner, &rest))
      case (3, 2):
        var inner = try reader.message()
        failure.append(try Self.operation(&inner, &rest))
      default: try reader.skip(field)
      }
    }
  }

  private static func take(_ rest: inout Int) throws(WireError) {
    guard rest > 0 else { throw .tooManyOperations }
    rest -= 1
  }

  private static func operation(
    _ reader: inout WireReader, _ rest: inout Int
  ) throws(WireError) -> Operation {
    try take(&rest)
    var operation = Operation.none
    while let field = try reader.field() {
      switch (field.number, field.type) {
      case (1, 2):
        var fields = if case .range(let earlier) = operation { earlier } else { RangeFields() }
        var inner = try reader.message()
        try fields.merge(&inner)
        operation = .range(fields)
      case (2, 2):
        var fields = if case .put(let earlier) = operation { earlier } else { PutFields() }
        var inner = try reader.message()
        try fields.merge(&inner)
        operation = .put(fields)
      case (3, 2):
        var fields = if case .delete(let earlier) = operation { earlier } else { DeleteFields() }
        var inner = try reader.message()
        try fields.merge(&inner)
        operation = .delete(fields)
      case (4, 2):
        var fields = if case .txn(let earlier) = operation { earlier } else { TxnFields() }
        // Alone in holding its arrays, it grows them in place; else each part of a split txn copied
        // all before it.
        operation = .none
        var inner = try reader.message()
        try fields.merge(&inner, rest: &rest)
        operation = .txn(fields)
      default: try reader.skip(field)
      }
    }
    return operation
  }
}
