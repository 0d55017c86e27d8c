internal import Raft

/// Where batches are put together, headers and padding included, so that each leaves in one write. Reused from
/// sync to sync; aligned as direct I/O would want it.
///
/// Invariant: `count <= capacity`; bytes below `count` are initialized.
struct BatchBuffer: ~Copyable {
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var count = 0
  private static let alignment = 4096
  private static let restingCapacity = 256 << 10

  init() {
    capacity = Self.restingCapacity
    base = .allocate(byteCount: capacity, alignment: Self.alignment)
  }

  deinit {
    base.deallocate()
  }

  func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
  }

  mutating func mutableBytes(_ range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return UnsafeMutableRawBufferPointer(start: base + range.lowerBound, count: range.count)
  }

  /// Gives memory back when a burst has made the buffer large.
  mutating func removeAll() {
    count = 0
    if capacity > 32 * Self.restingCapacity {
      base.deallocate()
      capacity = Self.restingCapacity
      base = .allocate(byteCount: capacity, alignment: Self.alignment)
    }
  }

  mutating func appendZeros(_ length: Int) {
    reserve(length)
    (base + count).initializeMemory(as: UInt8.self, repeating: 0, count: length)
    count += length
  }

  mutating func append(_ entry: Entry) {
    let start = count
    let length = entry.payload.count
    reserve(Record.entryHeadBytes + length)
    count += Record.entryHeadBytes + length
    base.storeBytes(of: Record.Tag.entry.rawValue, toByteOffset: start, as: UInt8.self)
    base.storeBytes(of: entry.kind.rawValue, toByteOffset: start + 1, as: UInt8.self)
    store(UInt32(length), at: start + 2)
    store(entry.index, at: start + 6)
    store(entry.term, at: start + 14)
    entry.payload.withUnsafeBytes { payload in
      if let source = payload.baseAddress {
        (base + start + Record.entryHeadBytes).copyMemory(from: source, byteCount: length)
      }
    }
  }

  mutating func append(_ hardState: HardState) {
    let start = count
    appendZeros(Record.hardStateBytes)
    base.storeBytes(of: Record.Tag.hardState.rawValue, toByteOffset: start, as: UInt8.self)
    base.storeBytes(of: hardState.votedFor == nil ? 0 : 1, toByteOffset: start + 1, as: UInt8.self)
    store(hardState.term, at: start + 2)
    store(hardState.votedFor?.rawValue ?? 0, at: start + 10)
  }

  mutating func append(commit: LogIndex) {
    let start = count
    appendZeros(Record.commitBytes)
    base.storeBytes(of: Record.Tag.commit.rawValue, toByteOffset: start, as: UInt8.self)
    store(commit, at: start + 1)
  }

  mutating func append(cut position: LogPosition) {
    append(.cut, position)
  }

  mutating func append(reset position: LogPosition) {
    append(.reset, position)
  }

  private mutating func append(_ tag: Record.Tag, _ position: LogPosition) {
    let start = count
    appendZeros(Record.positionBytes)
    base.storeBytes(of: tag.rawValue, toByteOffset: start, as: UInt8.self)
    store(position.index, at: start + 1)
    store(position.term, at: start + 9)
  }

  private func store<Integer: FixedWidthInteger>(_ value: Integer, at offset: Int) {
    assert(offset + MemoryLayout<Integer>.size <= count)
    base.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Integer.self)
  }

  private mutating func reserve(_ more: Int) {
    let needed = count + more
    guard needed > capacity else { return }
    let larger = max(needed, capacity * 2)
    let new = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: Self.alignment)
    new.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = new
    capacity = larger
  }
}
