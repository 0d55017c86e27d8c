internal import Bytes

#if canImport(Glibc)
  internal import Glibc
#endif

/// Flips a bit in a keyspace's LMDB file, where that makes LMDB find something else and never has it follow a
/// wrong offset, length or page number: it trusts those, and the crash that a wrong one may lead to would be the
/// whole simulation's. (A real member's crash has its data checked by a process of its own; tests of the real
/// program do that.) What is left is most of a file: keys and values, pages' unused space, free pages, and of a
/// meta page what says whether it is one, and which of the two is the newer.
struct KeyspaceRot {
  enum Extent {
    case anything
    /// For a file in use: what the start's check would have found in keys is not looked for any more.
    case values
  }

  // LMDB's format, as of 0.9 (mdb.c): page header, meta, node.
  private static let header = 16
  private static let nodeHeader = 8
  private static let branchPage: UInt16 = 0x01
  private static let leafPage: UInt16 = 0x02
  private static let overflowPage: UInt16 = 0x04
  private static let bigData: UInt16 = 0x01
  /// Within a meta page: the magic number, an address that is never used, the transaction's number, and the
  /// unused rest.
  private static let metaPlaces = [16..<20, 24..<32, 144..<152, 152..<pageSize]
  private static let freeListRoot = 16 + 24 + 40
  private static let pageSize = 4096
  private static let noPage = Int.max

  private let bytes: [UInt8]
  private var freeList: Set<Int> = []

  /// nil: there is no file, or none of LMDB's.
  private init?(_ descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size >= 2 * Self.pageSize else { return nil }
    var read = [UInt8](repeating: 0, count: Int(status.st_size))
    guard pread(descriptor, &read, read.count, 0) == read.count else { return nil }
    bytes = read
    for meta in 0..<2 { findFreeList(number(meta * Self.pageSize + Self.freeListRoot, 8)) }
  }

  /// Nothing happens where there is no file, or nothing to flip in it.
  static func strike(_ path: String, _ extent: Extent, _ random: inout SplitMix64) {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard let file = KeyspaceRot(descriptor), let place = file.place(extent, &random) else { return }
    var byte = file.bytes[place] ^ (1 << UInt8(random.below(8)))
    pwrite(descriptor, &byte, 1, off_t(place))
  }

  private func place(_ extent: Extent, _ random: inout SplitMix64) -> Int? {
    let isMeta = extent == .anything && random.chance(0.1)
    for _ in 0..<100 {
      let page = isMeta ? random.below(2) : random.below(bytes.count / Self.pageSize)
      let places = places(in: page, extent).filter { !$0.isEmpty }
      guard !places.isEmpty else { continue }
      let chosen = places[random.below(places.count)]
      return page * Self.pageSize + chosen.lowerBound + random.below(chosen.count)
    }
    return nil
  }

  /// Offsets within the page.
  private func places(in page: Int, _ extent: Extent) -> [Range<Int>] {
    let start = page * Self.pageSize
    if page < 2 { return extent == .anything ? Self.metaPlaces : [] }
    if freeList.contains(page) { return [] }
    // All but a long value's second and later pages say their number; or it was never written.
    guard number(start, 8) == page else { return [0..<Self.pageSize] }
    let flags = UInt16(number(start + 10, 2))
    if flags & Self.overflowPage != 0 { return [Self.header..<Self.pageSize] }
    guard flags & (Self.branchPage | Self.leafPage) != 0 else { return [] }
    var places: [Range<Int>] = []
    if extent == .anything, let unused = range(number(start + 12, 2), number(start + 14, 2)) {
      places.append(unused)
    }
    for node in nodes(start) {
      let nodeFlags = UInt16(number(start + node + 4, 2))
      let key = node + Self.nodeHeader
      let value = key + number(start + node + 6, 2)
      if extent == .anything, let place = range(key, value) { places.append(place) }
      let length = number(start + node, 4)
      if flags & Self.leafPage != 0, nodeFlags == 0, let place = range(value, value &+ length) {
        places.append(place)
      }
    }
    return places
  }

  /// Where in the page at `start` its nodes begin.
  private func nodes(_ start: Int) -> [Int] {
    let lower = number(start + 12, 2)
    guard lower > Self.header, lower <= Self.pageSize else { return [] }
    return stride(from: Self.header, to: lower - 1, by: 2).map { number(start + $0, 2) }
      .filter { $0 >= lower && $0 + Self.nodeHeader <= Self.pageSize }
  }

  private func range(_ start: Int, _ end: Int) -> Range<Int>? {
    start >= Self.header && start < end && end <= Self.pageSize ? start..<end : nil
  }

  /// The pages that say which pages are free: nothing but page numbers.
  private mutating func findFreeList(_ page: Int) {
    guard page < bytes.count / Self.pageSize, !freeList.contains(page) else { return }
    freeList.insert(page)
    let start = page * Self.pageSize
    let flags = UInt16(number(start + 10, 2))
    for node in nodes(start) {
      let low = number(start + node, 4)
      if flags & Self.branchPage != 0 {
        findFreeList(low | number(start + node + 4, 2) << 32)
      } else if UInt16(number(start + node + 4, 2)) & Self.bigData != 0 {
        let value = node + Self.nodeHeader + number(start + node + 6, 2)
        guard value + 8 <= Self.pageSize else { continue }
        let first = number(start + value, 8)
        guard first < bytes.count / Self.pageSize else { continue }
        freeList.formUnion(first...(first + low / Self.pageSize + 1))
      }
    }
  }

  /// Little-endian; what is no page number or length becomes one that is beyond all.
  private func number(_ offset: Int, _ count: Int) -> Int {
    guard offset >= 0, offset + count <= bytes.count else { return Self.noPage }
    var number: UInt64 = 0
    for place in (0..<count).reversed() { number = number << 8 | UInt64(bytes[offset + place]) }
    return Int(exactly: number) ?? Self.noPage
  }
}
