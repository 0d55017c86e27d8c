/// Reads an LMDB file (0.9, of 64-bit little-endian machines) page by page, on its own: from the newer of the
/// two metas down every tree, and through the list of free pages. Throws when a page lies behind the file's end,
/// is not what its parent takes it for, or is reached twice, as when it is in use and free at once: what is
/// wrong then may only come out many transactions later.
struct PageWalk {
  private static let headerBytes = 16
  private static let branchFlag: UInt16 = 0x01
  private static let leafFlag: UInt16 = 0x02
  private static let overflowFlag: UInt16 = 0x04
  private static let metaFlag: UInt16 = 0x08
  private static let bigData: UInt16 = 0x01
  private static let subData: UInt16 = 0x02
  private static let treeBytes = 48
  private static let magic: UInt32 = 0xBEEF_C0DE
  private static let noPage = UInt64.max

  private let file: [UInt8]
  private let pageBytes: Int
  private var seen: [Bool]
  private var freed: [UInt64] = []

  private struct Unsound: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }

  /// How many pages are used and free; the rest of the file's pages are reached from nowhere.
  static func check(_ file: [UInt8]) throws -> (used: Int, free: Int) {
    var walk = try PageWalk(file)
    return try walk.run()
  }

  private init(_ file: [UInt8]) throws {
    self.file = file
    guard file.count >= 2 * 4096 else { throw Unsound("a file of \(file.count) bytes has no metas") }
    pageBytes = 4096
    seen = [Bool](repeating: false, count: file.count / pageBytes)
  }

  private func load<Integer: FixedWidthInteger>(_ offset: Int, _ type: Integer.Type) throws -> Integer {
    guard offset >= 0, offset + MemoryLayout<Integer>.size <= file.count else {
      throw Unsound("a place behind the file's end")
    }
    return file.withUnsafeBytes { Integer(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type)) }
  }

  private mutating func run() throws -> (used: Int, free: Int) {
    var meta = Self.headerBytes
    for page in 0..<2 {
      let start = page * pageBytes
      guard try load(start + 10, UInt16.self) & Self.metaFlag != 0,
        try load(start + Self.headerBytes, UInt32.self) == Self.magic
      else { throw Unsound("page \(page) is no meta") }
      seen[page] = true
    }
    let transactionAt = 24 + 2 * Self.treeBytes + 8
    let second = pageBytes + Self.headerBytes
    if try load(second + transactionAt, UInt64.self) > load(meta + transactionAt, UInt64.self) {
      meta = second
    }
    let lastPage = try load(meta + transactionAt - 8, UInt64.self)
    guard lastPage < UInt64(seen.count) else {
      throw Unsound("the last page is \(lastPage), the file has \(seen.count)")
    }
    try walkTree(meta + 24, isFreeList: true)
    try walkTree(meta + 24 + Self.treeBytes, isFreeList: false)
    let used = seen.count(where: \.self)
    for page in freed {
      try visit(page)
      guard page <= lastPage else { throw Unsound("page \(page) is free, behind the last page") }
    }
    return (used, freed.count)
  }

  /// `at`: where the tree's description stands.
  private mutating func walkTree(_ at: Int, isFreeList: Bool) throws {
    let root = try load(at + 40, UInt64.self)
    let depth = try load(at + 6, UInt16.self)
    guard root != Self.noPage else { return }
    try walkPage(root, depth: Int(depth), isFreeList: isFreeList, within: Bounds())
  }

  /// Where in the file the keys stand that a page's keys lie between; the first one belongs to them.
  private struct Bounds {
    var low: Range<Int>?
    var high: Range<Int>?
  }

  private func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    file[left].lexicographicallyPrecedes(file[right])
  }

  private mutating func visit(_ page: UInt64) throws {
    guard page < UInt64(seen.count) else {
      throw Unsound("page \(page) lies behind the file's end")
    }
    guard !seen[Int(page)] else { throw Unsound("page \(page) is reached twice") }
    seen[Int(page)] = true
  }

  private mutating func walkPage(
    _ page: UInt64, depth: Int, isFreeList: Bool, within bounds: Bounds
  ) throws {
    try visit(page)
    let start = Int(page) * pageBytes
    guard try load(start, UInt64.self) == page else { throw Unsound("page \(page) says it is another") }
    let flags = try load(start + 10, UInt16.self)
    guard depth > 0,
      flags & (Self.branchFlag | Self.leafFlag) == (depth > 1 ? Self.branchFlag : Self.leafFlag)
    else { throw Unsound("page \(page) has the flags \(flags) at height \(depth)") }
    let lower = Int(try load(start + 12, UInt16.self))
    let upper = Int(try load(start + 14, UInt16.self))
    guard lower >= Self.headerBytes, lower <= upper, upper <= pageBytes, lower % 2 == 0 else {
      throw Unsound("page \(page) has its nodes out of bounds")
    }
    var nodes: [Int] = []
    for pointer in stride(from: start + Self.headerBytes, to: start + lower, by: 2) {
      let offset = Int(try load(pointer, UInt16.self))
      guard offset >= upper, offset + 8 <= pageBytes else { throw Unsound("page \(page) has a node outside") }
      nodes.append(start + offset)
    }
    let keys = try nodes.enumerated().map { place, node in
      let key = node + 8..<node + 8 + Int(try load(node + 6, UInt16.self))
      guard key.upperBound <= start + pageBytes else { throw Unsound("page \(page) has a key outside") }
      // What stands under a branch's first key is not bounded by it.
      return place == 0 && depth > 1 ? bounds.low : key
    }
    for place in nodes.indices {
      let child = Bounds(low: keys[place], high: place + 1 < keys.count ? keys[place + 1] : bounds.high)
      if !isFreeList { try checkOrder(child, within: bounds, page) }
      if depth > 1 {
        let next = try load(nodes[place], UInt32.self)
        let high = UInt64(try load(nodes[place] + 4, UInt16.self))
        try walkPage(UInt64(next) | high << 32, depth: depth - 1, isFreeList: isFreeList, within: child)
      } else if let key = keys[place] {
        let length = Int(try load(nodes[place], UInt32.self))
        let flags = try load(nodes[place] + 4, UInt16.self)
        try walkNode(
          key.upperBound, bytes: length, flags: flags, isFreeList: isFreeList, end: start + pageBytes)
      }
    }
  }

  private func checkOrder(_ child: Bounds, within bounds: Bounds, _ page: UInt64) throws {
    if let low = child.low {
      let followsLow = bounds.low.map { !precedes(low, $0) } ?? true
      let comesBeforeNext = child.high.map { precedes(low, $0) } ?? true
      guard followsLow, comesBeforeNext else { throw Unsound("page \(page) has keys out of order") }
    }
  }

  private mutating func walkNode(_ data: Int, bytes: Int, flags: UInt16, isFreeList: Bool, end: Int) throws {
    var data = data
    if flags & Self.bigData != 0 {
      let first = try load(data, UInt64.self)
      guard first < UInt64(seen.count) else { throw Unsound("page \(first) lies behind the file's end") }
      let start = Int(first) * pageBytes
      let count = UInt64(try load(start + 12, UInt32.self))
      guard try load(start, UInt64.self) == first, try load(start + 10, UInt16.self) & Self.overflowFlag != 0,
        Int(count) * pageBytes >= bytes + Self.headerBytes
      else { throw Unsound("page \(first) does not begin a long value of \(bytes) bytes") }
      for page in first..<first + count { try visit(page) }
      data = start + Self.headerBytes
    } else if data + bytes > end {
      throw Unsound("a value reaches out of its page")
    }
    if isFreeList {
      let count = Int(try load(data, UInt64.self))
      guard count >= 0, count * 8 + 8 <= bytes else { throw Unsound("a list of \(count) free pages") }
      for at in 0..<count { freed.append(try load(data + 8 + at * 8, UInt64.self)) }
    } else if flags & Self.subData != 0 {
      guard bytes == Self.treeBytes else { throw Unsound("a tree described in \(bytes) bytes") }
      try walkTree(data, isFreeList: false)
    }
  }
}
