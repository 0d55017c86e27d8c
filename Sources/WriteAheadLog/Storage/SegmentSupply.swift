internal import Failpoints
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

/// Files ready to become segments: of the right size, their blocks allocated and written once, so that
/// overwriting them needs no metadata to reach the disk. Used by the writer and by whoever makes spares.
final class SegmentSupply: Sendable {
  private struct State {
    var ready: [Spare] = []
    var nextNumber: UInt64 = 1
  }

  struct Spare: Sendable {
    var name: String
    var file: any LogFile
  }

  private let storage: any LogStorage
  private let segmentBytes: Int
  private let wanted: Int
  private let state = Mutex(State())
  private static let pieceBytes = 1 << 20
  static let temporarySuffix = ".tmp"

  init(storage: any LogStorage, segmentBytes: Int, wanted: Int) {
    self.storage = storage
    self.segmentBytes = segmentBytes
    self.wanted = wanted
  }

  var readyCount: Int { state.withLock { $0.ready.count } }
  var needsSpare: Bool { readyCount < wanted }

  /// A ready file, or one made now.
  func take() throws(LogError) -> Spare {
    if let ready = state.withLock({ $0.ready.popLast() }) { return ready }
    return try make()
  }

  func prepare() throws(LogError) -> Bool {
    guard needsSpare else { return false }
    let spare = try make()
    state.withLock { $0.ready.append(spare) }
    return true
  }

  /// Takes in a spare that a former life of the log left; removes one of another size.
  func adopt(_ name: String) throws(LogError) {
    let file = try storage.open(name)
    guard let number = Self.number(name), try file.count == segmentBytes, needsSpare else {
      return try storage.remove(name)
    }
    state.withLock {
      $0.nextNumber = max($0.nextNumber, number &+ 1)
      $0.ready.append(Spare(name: name, file: file))
    }
  }

  /// Renames segments that are no longer needed, oldest first, and makes that durable before any of them can
  /// be written to: else a crash could bring a segment's name back over another segment's bytes.
  func recycle(_ segments: [Spare]) throws(LogError) {
    guard !segments.isEmpty else { return }
    var recycled: [Spare] = []
    var room = wanted - readyCount
    for segment in segments {
      if room > 0, try segment.file.count == segmentBytes {
        let name = nextName()
        try storage.rename(segment.name, to: name)
        Failpoints.reach(.logSegmentRecycled)
        recycled.append(Spare(name: name, file: segment.file))
        room -= 1
      } else {
        try storage.remove(segment.name)
      }
    }
    try storage.syncDirectory()
    Failpoints.reach(.logRecycled)
    state.withLock { $0.ready.append(contentsOf: recycled) }
  }

  static func isSpare(_ name: String) -> Bool { number(name) != nil }

  private static func number(_ name: String) -> UInt64? {
    guard name.hasPrefix("spare-") else { return nil }
    return UInt64(name.dropFirst(6), radix: 16)
  }

  private func nextName() -> String {
    let number = state.withLock { state in
      defer { state.nextNumber += 1 }
      return state.nextNumber
    }
    return "spare-" + String(number, radix: 16)
  }

  /// Synced piece by piece, so that the log's own syncs do not queue up behind a whole segment.
  private func make() throws(LogError) -> Spare {
    let name = nextName()
    let temporary = name + Self.temporarySuffix
    do throws(LogError) {
      let file = try storage.create(temporary)
      try LogError.reach(.logBeforeSpare, "pwrite", temporary)
      let zeros = [UInt8](repeating: 0, count: min(Self.pieceBytes, segmentBytes))
      var offset = 0
      while offset < segmentBytes {
        let length = min(zeros.count, segmentBytes - offset)
        try zeros.withRawBytes { (zeros) throws(LogError) in
          try file.write(UnsafeRawBufferPointer(rebasing: zeros[..<length]), at: offset)
        }
        offset += length
        try file.sync()
      }
      Failpoints.reach(.logSpareWritten)
      try storage.rename(temporary, to: name)
      Failpoints.reach(.logSpareRenamed)
      try storage.syncDirectory()
      return Spare(name: name, file: file)
    } catch {
      // What is left of it only takes room; the first error is the one that matters.
      try? storage.remove(temporary)
      if case .io(_, _, let code) = error, code == ENOSPC || code == EDQUOT {
        throw .outOfSpace(path: storage.path, bytes: segmentBytes)
      }
      throw error
    }
  }
}
