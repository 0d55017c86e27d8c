/// Every one of these is a connection error COMPRESSION_ERROR (RFC 9113 §4.3).
enum HPACKError: Error, Hashable {
  case truncated
  case integerTooLarge
  case badIndex
  case badHuffman
  case tableTooLarge
  /// A table size update that isn't at the start of a block (RFC 7541 §4.2).
  case lateSizeUpdate
}

/// Decodes header blocks in the order of their coming.
struct HPACKDecoder {
  private(set) var table: DynamicTable
  /// What our SETTINGS_HEADER_TABLE_SIZE allows.
  private let tableLimit: Int
  private var scratch: [UInt8] = []
  /// Whether the last block consisted of table references only.
  private(set) var isAllReferences = false

  init(tableLimit: Int = 4096) {
    self.tableLimit = tableLimit
    table = DynamicTable(limit: tableLimit)
  }

  var generation: UInt64 { table.generation }

  /// Replaces `fields` by the block's. Returns false when they are larger than `maxListBytes` (RFC 9113
  /// §6.5.2): the block was then read to its end, since later ones depend on it, and its fields dropped.
  mutating func decode(
    _ block: UnsafeRawBufferPointer, maxListBytes: Int, into fields: inout [HeaderField]
  ) throws(HPACKError) -> Bool {
    fields.removeAll(keepingCapacity: true)
    var input = HPACKInput(bytes: block)
    var listBytes = 0
    var updatesAllowed = true
    isAllReferences = true
    while let first = input.peek() {
      if first & 0xe0 == 0x20 {
        guard updatesAllowed else { throw .lateSizeUpdate }
        isAllReferences = false
        let size = try input.integer(prefix: 5)
        guard size <= tableLimit else { throw .tableTooLarge }
        table.resize(to: size)
        continue
      }
      updatesAllowed = false
      let field = try nextField(first, &input)
      listBytes += field.size
      if listBytes <= maxListBytes { fields.append(field) }
    }
    return listBytes <= maxListBytes
  }

  private mutating func nextField(
    _ first: UInt8, _ input: inout HPACKInput
  ) throws(HPACKError) -> HeaderField {
    if first & 0x80 != 0 {
      return try entry(at: input.integer(prefix: 7))
    }
    isAllReferences = false
    let indexed = first & 0x40 != 0
    let nameIndex = try input.integer(prefix: indexed ? 6 : 4)
    var field: HeaderField
    if nameIndex == 0 {
      field = try literalName(&input)
    } else {
      field = try entry(at: nameIndex)
    }
    let value = try input.string(&scratch)
    field.value = value.text
    if !value.isValid { field.token = .malformed }
    if indexed { table.insert(field) }
    return field
  }

  private mutating func literalName(_ input: inout HPACKInput) throws(HPACKError) -> HeaderField {
    let name = try input.string(&scratch, isName: true)
    guard name.isValid else { return HeaderField(name: name.text, value: "", token: .malformed) }
    return HeaderField(name: name.text, value: "")
  }

  private func entry(at index: Int) throws(HPACKError) -> HeaderField {
    if index >= 1, index <= staticTable.count { return staticTable[index - 1] }
    guard let field = table[index - 1 - staticTable.count] else { throw .badIndex }
    return field
  }
}

/// A header block with a place in it.
struct HPACKInput {
  let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  init(bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  func peek() -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  /// RFC 7541 §5.1, up to four continuation bytes: 2^28 and some, beyond any length or index of ours.
  mutating func integer(prefix: UInt8) throws(HPACKError) -> Int {
    guard let first = peek() else { throw .truncated }
    position += 1
    let mask = UInt8(truncatingIfNeeded: (1 << Int(prefix)) - 1)
    var value = Int(first & mask)
    if value < Int(mask) { return value }
    for shift in [0, 7, 14, 21] {
      guard let byte = peek() else { throw .truncated }
      position += 1
      value += Int(byte & 0x7f) << shift
      if byte & 0x80 == 0 { return value }
    }
    throw .integerTooLarge
  }

  /// RFC 7541 §5.2. `scratch` is overwritten.
  mutating func string(
    _ scratch: inout [UInt8], isName: Bool = false
  ) throws(HPACKError) -> (text: String, isValid: Bool) {
    guard let first = peek() else { throw .truncated }
    let length = try integer(prefix: 7)
    guard length <= bytes.count - position else { throw .truncated }
    let raw = UnsafeRawBufferPointer(rebasing: bytes[position..<(position + length)])
    position += length
    if first & 0x80 == 0 { return Self.text(raw, isName) }
    scratch.removeAll(keepingCapacity: true)
    try Huffman.decode(raw, into: &scratch)
    return scratch.withUnsafeBytes { Self.text($0, isName) }
  }

  private static func text(_ raw: UnsafeRawBufferPointer, _ isName: Bool) -> (text: String, isValid: Bool) {
    let isValid = isName ? HeaderField.isValidName(raw) : HeaderField.isValidValue(raw)
    return (String(decoding: raw, as: UTF8.self), isValid)
  }
}
