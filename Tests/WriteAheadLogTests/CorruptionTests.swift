import Bytes
import Raft
import Synchronization
import Testing
import WriteAheadLog

@Suite struct `A damaged log` {
  /// Several segments of batches, closed, so that the last one proves all before it.
  private func written() throws -> (disk: CrashDisk, last: LogIndex) {
    let disk = CrashDisk()
    let (log, _) = try WriteAheadLog.open(storage: disk, options: .tiny())
    var index: LogIndex = 0
    for _ in 0..<24 {
      index += 1
      try log.append(
        hardState: HardState(term: index),
        entries: [entry(index, .init(repeating: UInt8(index), count: 600))],
        commit: index - 1)
      try log.sync()
    }
    try log.close()
    return (disk, index)
  }

  @Test func `is never read as something else, whatever byte was flipped`() throws {
    let (disk, last) = try written()
    var corrupted = 0
    var unharmed = 0
    for name in disk.segments {
      for offset in stride(from: 0, to: 8192, by: 13) {
        let copy = disk.copy()
        copy.edit(name) { $0[offset] ^= 0x10 }
        do throws(LogError) {
          let (log, recovered) = try WriteAheadLog.open(storage: copy, options: .tiny(seed: 2))
          #expect(recovered.last.index == last, "\(name) at \(offset)")
          #expect(recovered.hardState.term == last)
          let entries = try log.read(from: 1, through: last, maxBytes: .max)
          #expect(
            entries?.allSatisfy { $0.payload.allSatisfy { [index = $0.index] in $0 == UInt8(index) } } == true
          )
          #expect(entries?.count == Int(last))
          unharmed += 1
        } catch {
          guard case .corrupted(let segment, _, _) = error else {
            Issue.record("\(error)")
            continue
          }
          #expect(segment == name)
          corrupted += 1
        }
      }
    }
    // Only padding, and what lies behind the last batch, is of no account.
    #expect(corrupted > unharmed)
  }

  @Test func `says which segment and where, and what to do`() throws {
    let (disk, _) = try written()
    let name = disk.segments[1]
    disk.edit(name) { $0[512 + 60] ^= 1 }
    let error = #expect(throws: LogError.self) {
      try WriteAheadLog.open(storage: disk, options: .tiny())
    }
    guard case .corrupted(let segment, let offset, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(segment == name)
    #expect(offset == 512)
    #expect(error?.description.contains("the log is damaged in segment") == true)
  }

  @Test func `is none where another program has written records of its own`() throws {
    let header = SegmentHeader(
      logID: 1, sequence: 1, nonce: 2, segmentBytes: 8192, blockBytes: 512, firstBatch: 1, previousSum: 0,
      state: LogState())
    var recovery = Recovery(header, name: "a.log")
    let body: [UInt8] = [200, 1, 2, 3]
    let batch = BatchHeader(nonce: 2, number: 1, length: body.count, bodySum: 0, previousSum: 0)
    #expect {
      try body.withUnsafeBytes { try recovery.take(batch, $0) }
    } throws: { error in
      guard case LogError.incompatible(segment: "a.log", let detail) = error else { return false }
      return detail.contains("offset 552")
    }
  }

  @Test func `is not mended by opening it twice`() throws {
    let (disk, _) = try written()
    disk.edit(disk.segments[0]) { $0[2000] ^= 1 }
    let before = disk.segments.map { disk.bytes($0) }
    for _ in 0..<2 {
      #expect(throws: LogError.self) { try WriteAheadLog.open(storage: disk, options: .tiny()) }
    }
    #expect(disk.segments.map { disk.bytes($0) } == before)
  }

  @Test func `is noticed when a segment is missing`() throws {
    let count = try written().disk.segments.count
    for missing in 0..<count {
      let (disk, _) = try written()
      try disk.remove(disk.segments[missing])
      let error = #expect(throws: LogError.self) {
        try WriteAheadLog.open(storage: disk, options: .tiny())
      }
      guard case .corrupted? = error else {
        Issue.record("segment \(missing) of \(count): \(String(describing: error))")
        continue
      }
    }
  }

  @Test func `misses a segment that a crash left without a word in the one before`() throws {
    // The power goes between any two operations while a second segment is begun; what follows is written by the
    // next life.
    var missed = 0
    for fuse in 0..<12 {
      let disk = CrashDisk()
      let (log, _) = try WriteAheadLog.open(storage: disk, options: .tiny())
      for index in LogIndex(1)...14 {
        try log.append(hardState: nil, entries: [entry(index)], commit: 0)
        try log.sync()
      }
      disk.state.withLock { $0.fuse = fuse }
      try log.append(hardState: nil, entries: [entry(15)], commit: 0)
      try? log.sync()
      let image = disk.afterKill()
      let (next, recovered) = try WriteAheadLog.open(storage: image, options: .tiny(seed: 2))
      let first = recovered.last.index + 1
      for index in first...first + 2 {
        try next.append(hardState: nil, entries: [entry(index)], commit: 0)
        try next.sync()
      }
      #expect(image.segments.count == 2)
      try image.remove(image.segments[1])
      #expect(throws: LogError.self) { try WriteAheadLog.open(storage: image, options: .tiny(seed: 3)) }
      missed += 1
    }
    #expect(missed == 12)
  }

  @Test(arguments: [1, 5, 13, 14, 15])
  func `is known to be damaged in its last batch, too, once it was idle`(batches: Int) throws {
    // 14 batches fill a segment up to the block that stays free.
    let disk = CrashDisk()
    let (log, _) = try WriteAheadLog.open(storage: disk, options: .tiny())
    for index in 1...batches {
      try log.append(
        hardState: HardState(term: UInt64(index)), entries: [entry(LogIndex(index))], commit: 0)
      try log.sync()
    }
    #expect(log.needsMark)
    try log.mark()
    #expect(!log.needsMark)
    let syncs = log.metrics.syncs
    try log.mark()
    #expect(log.metrics.syncs == syncs)
    let at = (batches - 1) % 14 * 512 + 512
    let name = disk.segments[(batches - 1) / 14]
    // Header (40 bytes), hard state (18) and entry (22 + 3).
    for offset in at..<at + 83 {
      let copy = disk.copy()
      copy.edit(name) { $0[offset] ^= 0x04 }
      let error = #expect(throws: LogError.self) {
        try WriteAheadLog.open(storage: copy, options: .tiny(seed: 2))
      }
      guard case .corrupted? = error else {
        Issue.record("byte \(offset): \(String(describing: error))")
        continue
      }
    }
    // The mark itself may go without harm, and is made again.
    for offset in 0..<40 where at + 1024 < 8192 {
      let copy = disk.copy()
      copy.edit(name) { $0[at + 512 + offset] ^= 0x04 }
      let (again, recovered) = try WriteAheadLog.open(storage: copy, options: .tiny(seed: 2))
      #expect(recovered.last.index == LogIndex(batches) && recovered.hardState.term == UInt64(batches))
      #expect(!again.needsMark)
    }
  }

  @Test func `is known when a stray write takes the last batch together with the mark behind it`() throws {
    let disk = CrashDisk()
    let (log, _) = try WriteAheadLog.open(storage: disk, options: .tiny())
    for index in LogIndex(1)...3 {
      try log.append(hardState: nil, entries: [entry(index)], commit: 0)
      try log.sync()
    }
    try log.mark()
    for first in 0..<3 {
      let copy = disk.copy()
      copy.edit(copy.segments[0]) { bytes in
        for offset in (1 + first) * 512..<5 * 512 { bytes[offset] = 0 }
      }
      let error = #expect(throws: LogError.self) {
        try WriteAheadLog.open(storage: copy, options: .tiny(seed: 2))
      }
      guard case .corrupted? = error else {
        Issue.record("batches from \(first + 1) on: \(String(describing: error))")
        continue
      }
    }
  }

  @Test func `is noticed by a reader`() throws {
    let disk = CrashDisk()
    let (log, _) = try WriteAheadLog.open(storage: disk, options: .tiny())
    try log.append(hardState: nil, entries: [entry(1), entry(2)], commit: 0)
    try log.sync()
    disk.edit(disk.segments[0]) { $0[512 + 70] ^= 1 }
    #expect(throws: LogError.self) { try log.read(from: 1, through: 2, maxBytes: .max) }
  }
}

@Suite struct `Recovery of arbitrary bytes` {
  private struct Memory: SegmentBytes {
    var bytes: [UInt8]
    var count: Int { bytes.count }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
      let length = max(0, min(buffer.count, bytes.count - offset))
      buffer.copyBytes(from: bytes[min(offset, bytes.count)...].prefix(length))
      return length
    }
  }

  private func scan(_ bytes: [UInt8], _ header: SegmentHeader) {
    var recovery = Recovery(header, name: "fuzz")
    do throws(LogError) {
      _ = try recovery.scan(Memory(bytes: bytes), isLast: true)
      try recovery.finish()
    } catch {
      // Refusing is fine; trapping is not.
    }
  }

  private func header(_ random: inout SplitMix64) -> SegmentHeader {
    func word(_ random: inout SplitMix64) -> UInt64 {
      [0, 1, 5, .max, .max - 1, random.next()][random.below(6)]
    }
    return SegmentHeader(
      logID: 1, sequence: 1, nonce: 77, segmentBytes: 4096, blockBytes: 512, firstBatch: word(&random),
      previousSum: 5,
      state: LogState(
        hardState: HardState(), commit: word(&random), cut: LogPosition(index: word(&random), term: 1),
        last: LogPosition(index: word(&random), term: word(&random))))
  }

  @Test func `never traps on noise`() {
    var random = SplitMix64(seed: 11)
    for _ in 0..<300 {
      let bytes = (0..<4096).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      scan(bytes, header(&random))
      _ = try? SegmentHeader.decode(Array(bytes.prefix(random.below(200))), name: "fuzz")
    }
  }

  @Test func `never traps on batches whose sums are right and whose records make no sense`() {
    var random = SplitMix64(seed: 12)
    for _ in 0..<5000 {
      let header = header(&random)
      var bytes = [UInt8](repeating: 0, count: 4096)
      var sum = header.previousSum
      var at = 512
      for number in 0..<3 {
        var body: [UInt8] = []
        for _ in 0..<random.below(6) {
          body.append(UInt8(random.below(7)))
          body.append(contentsOf: [UInt8](repeating: 0, count: 5))
          for _ in 0..<2 {
            let word = [0, 1, 2, 6, .max, .max - 1, header.state.last.index &+ 1, random.next()][
              random.below(8)]
            withUnsafeBytes(of: word.littleEndian) { body.append(contentsOf: $0) }
          }
          if random.chance(0.3) { body.removeLast(random.below(body.count)) }
        }
        var batch = BatchHeader(
          nonce: 77, number: header.firstBatch &+ UInt64(number), length: body.count, bodySum: 0,
          previousSum: sum)
        batch.bodySum = body.withUnsafeBytes { batch.sum(of: $0) }
        sum = batch.bodySum
        bytes[at...].withUnsafeMutableBytes { slice in
          batch.encode(into: UnsafeMutableRawBufferPointer(rebasing: slice[..<40]))
          slice.baseAddress.map { base in
            body.withUnsafeBytes {
              (base + 40).copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(base), byteCount: $0.count)
            }
          }
        }
        at += 512
      }
      scan(bytes, header)
    }
  }

  @Test func `never traps on a real log with bytes changed`() throws {
    let disk = CrashDisk()
    let (log, _) = try WriteAheadLog.open(storage: disk, options: .tiny())
    for index in 1...60 {
      try log.append(
        hardState: nil, entries: [entry(LogIndex(index), .init(repeating: 1, count: 90))], commit: 0)
      try log.sync()
    }
    var random = SplitMix64(seed: 13)
    for _ in 0..<300 {
      let copy = disk.copy()
      for _ in 0...random.below(4) {
        let name = copy.segments[random.below(copy.segments.count)]
        let at = random.below(8192)
        copy.edit(name) { $0[at] = UInt8(truncatingIfNeeded: random.next()) }
      }
      _ = try? WriteAheadLog.open(storage: copy, options: .tiny(seed: 4))
    }
  }
}
