/// Encodes header blocks in the order of their going.
struct HPACKEncoder {
  enum Indexing {
    /// Kept in the table: later blocks name it by an index.
    case insert
    case none
    /// No proxy may index it either (RFC 7541 §7.1.3): secrets.
    case never
  }

  private(set) var table: DynamicTable
  /// Sizes to tell the peer of in the next block: the smallest since the last, and the current (§4.2).
  private var pendingUpdate: (smallest: Int, current: Int)?

  init(tableLimit: Int = 4096) {
    table = DynamicTable(limit: tableLimit)
  }

  var generation: UInt64 { table.generation }
  var mustSayTableSize: Bool { pendingUpdate != nil }

  /// The peer's SETTINGS_HEADER_TABLE_SIZE; never more than 4 KiB of it is used.
  mutating func setTableLimit(_ limit: Int) {
    let limit = min(limit, 4096)
    guard limit != table.limit else { return }
    pendingUpdate = (min(pendingUpdate?.smallest ?? limit, limit), limit)
    table.resize(to: limit)
  }

  /// To be called before the first field of each block.
  mutating func beginBlock(into output: inout [UInt8]) {
    guard let update = pendingUpdate else { return }
    pendingUpdate = nil
    if update.smallest < update.current {
      Self.integer(update.smallest, prefix: 5, flags: 0x20, into: &output)
    }
    Self.integer(update.current, prefix: 5, flags: 0x20, into: &output)
  }

  mutating func encode(_ field: HeaderField, _ indexing: Indexing, into output: inout [UInt8]) {
    let inStatic = Self.findStatic(field)
    let inTable = table.find(field)
    if indexing != .never {
      if let index = inStatic.full ?? inTable.full.map({ $0 + staticTable.count + 1 }) {
        Self.integer(index, prefix: 7, flags: 0x80, into: &output)
        return
      }
    }
    let nameIndex = inStatic.name ?? inTable.name.map { $0 + staticTable.count + 1 } ?? 0
    switch indexing {
    case .insert: Self.integer(nameIndex, prefix: 6, flags: 0x40, into: &output)
    case .none: Self.integer(nameIndex, prefix: 4, flags: 0x00, into: &output)
    case .never: Self.integer(nameIndex, prefix: 4, flags: 0x10, into: &output)
    }
    if nameIndex == 0 { Self.string(field.name, into: &output) }
    Self.string(field.value, into: &output)
    if indexing == .insert { table.insert(field) }
  }

  private static func findStatic(_ field: HeaderField) -> (full: Int?, name: Int?) {
    guard let range = staticPlaces[field.name] else { return (nil, nil) }
    for index in range where staticTable[index - 1].value == field.value {
      return (index, range.lowerBound)
    }
    return (nil, range.lowerBound)
  }

  /// RFC 7541 §5.1.
  static func integer(_ value: Int, prefix: Int, flags: UInt8, into output: inout [UInt8]) {
    precondition(value >= 0)
    let mask = (1 << prefix) - 1
    if value < mask {
      output.append(flags | UInt8(truncatingIfNeeded: value))
      return
    }
    output.append(flags | UInt8(truncatingIfNeeded: mask))
    var rest = value - mask
    while rest >= 0x80 {
      output.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    output.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Huffman where that is shorter.
  static func string(_ text: String, into output: inout [UInt8]) {
    let plain = text.utf8.count
    let coded = Huffman.encodedLength(of: text.utf8)
    if coded < plain {
      integer(coded, prefix: 7, flags: 0x80, into: &output)
      Huffman.encode(text.utf8, into: &output)
    } else {
      integer(plain, prefix: 7, flags: 0, into: &output)
      output.append(contentsOf: text.utf8)
    }
  }
}

/// Where in the static table a name's entries are; they lie together.
private let staticPlaces: [String: ClosedRange<Int>] = {
  var places: [String: ClosedRange<Int>] = [:]
  for (offset, field) in staticTable.enumerated() {
    let first = places[field.name]?.lowerBound ?? offset + 1
    places[field.name] = first...(offset + 1)
  }
  return places
}()
