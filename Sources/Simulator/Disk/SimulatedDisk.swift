internal import Bytes
internal import WriteAheadLog

/// A log's directory on a disk that can lose, tear and refuse what was not synced, fill up, and rot.
///
/// A write is in the page cache at once and on the disk after the file's sync; a changed name after the
/// directory's. What a kill leaves is the cache; what a power cut leaves is, sector by sector and name by name,
/// either of the two.
final class SimulatedDisk: LogStorage, @unchecked Sendable {
  // Unchecked: used by the simulation's one thread.
  static let sectorBytes = 512

  enum NameChange {
    case create(String, SimulatedFile)
    case rename(String, String)
    case remove(String)

    func apply(to names: inout [String: SimulatedFile]) {
      switch self {
      case .create(let name, let file): names[name] = file
      case .remove(let name): names[name] = nil
      case .rename(let old, let new): if let file = names.removeValue(forKey: old) { names[new] = file }
      }
    }
  }

  let path = "log"
  private var names: [String: SimulatedFile] = [:]
  private var durableNames: [String: SimulatedFile] = [:]
  private var changes: [NameChange] = []
  /// Operations until the process or its power goes; nil for never.
  var fuse: Int?
  /// The next sync fails.
  var failsNextSync = false
  /// What was written last, of all: nothing that came later can have gone astray and hit it.
  fileprivate var lastWrite: (file: SimulatedFile, range: Range<Int>)?
  /// Bytes left for files to grow into.
  var space = Int.max
  private(set) var operations = 0

  static func failure(_ operation: String) -> LogError {
    .io(operation: operation, path: "log", code: 5)
  }

  /// Each operation begins here.
  func operate() throws(LogError) {
    operations += 1
    guard let left = fuse else { return }
    guard left > 0 else { throw Self.failure("anything after the crash") }
    fuse = left - 1
  }

  func list() throws(LogError) -> [String] {
    try operate()
    return names.keys.sorted()
  }

  func open(_ name: String) throws(LogError) -> any LogFile {
    try operate()
    guard let file = names[name] else { throw .io(operation: "open", path: name, code: 2) }
    return file
  }

  func create(_ name: String) throws(LogError) -> any LogFile {
    try operate()
    let file = SimulatedFile(self)
    change(.create(name, file))
    return file
  }

  func rename(_ name: String, to newName: String) throws(LogError) {
    try operate()
    change(.rename(name, newName))
  }

  func remove(_ name: String) throws(LogError) {
    try operate()
    if let file = names[name], space < .max { space += file.size }
    change(.remove(name))
  }

  func syncDirectory() throws(LogError) {
    try operate()
    durableNames = names
    changes = []
  }

  func close() {}

  private func change(_ change: NameChange) {
    change.apply(to: &names)
    changes.append(change)
  }

  // MARK: Faults

  /// The process is gone, the machine is not: what was written stays.
  func killed() {
    fuse = nil
  }

  /// `chance` is that of each unsynced sector and name to have made it.
  func powerCut(keeping chance: Double, _ random: inout SplitMix64) {
    fuse = nil
    for name in names.keys.sorted() { names[name]?.powerCut(keeping: chance, &random) }
    for name in durableNames.keys.sorted() { durableNames[name]?.powerCut(keeping: chance, &random) }
    names = durableNames
    for change in changes where random.chance(chance) { change.apply(to: &names) }
    durableNames = names
    changes = []
  }

  /// Everything is gone.
  func erase() {
    names = [:]
    durableNames = [:]
    changes = []
    fuse = nil
    space = .max
    failsNextSync = false
  }

  /// Flips one bit of a segment.
  func rot(_ random: inout SplitMix64) {
    segment(&random)?.rot(&random)
  }

  /// A write of some sectors of a segment lands in another place, of that segment or another.
  func misdirect(_ random: inout SplitMix64) {
    guard let meant = segment(&random), let hit = segment(&random) else { return }
    let sectors = meant.sectors(&random)
    hit.overwrite(with: sectors, &random)
  }

  private func segment(_ random: inout SplitMix64) -> SimulatedFile? {
    let segments = names.keys.sorted().filter { $0.hasSuffix(".log") }
    return segments.isEmpty ? nil : names[segments[random.below(segments.count)]]
  }
}

final class SimulatedFile: LogFile, @unchecked Sendable {
  // Unchecked: used by the simulation's one thread.
  private unowned let disk: SimulatedDisk
  private var bytes: [UInt8] = []
  /// What the disk has of sectors that were written since the last sync. It has nothing behind `syncedCount`.
  private var unsynced: [Int: [UInt8]] = [:]
  private var syncedCount = 0

  init(_ disk: SimulatedDisk) {
    self.disk = disk
  }

  var size: Int { bytes.count }
  var count: Int { bytes.count }

  func write(_ new: UnsafeRawBufferPointer, at offset: Int) throws(LogError) {
    try disk.operate()
    guard !new.isEmpty else { return }
    let end = offset + new.count
    disk.lastWrite = (self, offset..<end)
    let size = SimulatedDisk.sectorBytes
    if offset < syncedCount {
      for sector in offset / size...(min(end, syncedCount) - 1) / size where unsynced[sector] == nil {
        let start = sector * size
        unsynced[sector] = Array(bytes[start..<min(start + size, syncedCount)])
      }
    }
    if end > bytes.count {
      guard end - bytes.count <= disk.space else {
        throw .io(operation: "pwrite", path: "log", code: 28)
      }
      if disk.space < .max { disk.space -= end - bytes.count }
      if offset == bytes.count { return bytes.append(contentsOf: new) }
      bytes.append(contentsOf: repeatElement(0, count: end - bytes.count))
    }
    bytes.withUnsafeMutableBytes {
      UnsafeMutableRawBufferPointer(rebasing: $0[offset..<end]).copyMemory(from: new)
    }
  }

  func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws(LogError) -> Int {
    guard offset < bytes.count else { return 0 }
    let length = min(target.count, bytes.count - offset)
    bytes.withUnsafeBytes {
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + length]))
    }
    return length
  }

  func sync() throws(LogError) {
    try disk.operate()
    if disk.failsNextSync {
      disk.failsNextSync = false
      throw SimulatedDisk.failure("fdatasync")
    }
    settle()
  }

  private func settle() {
    if !unsynced.isEmpty { unsynced.removeAll(keepingCapacity: true) }
    syncedCount = bytes.count
  }

  func powerCut(keeping chance: Double, _ random: inout SplitMix64) {
    let size = SimulatedDisk.sectorBytes
    var end = bytes.count
    let grown = (syncedCount + size - 1) / size..<(bytes.count + size - 1) / size
    for sector in grown.reversed() + unsynced.keys.sorted(by: >) where !random.chance(chance) {
      let start = sector * size
      let present = min(size, bytes.count - start)
      if let old = unsynced[sector] {
        let restored = old + repeatElement(0, count: max(0, present - old.count))
        bytes.replaceSubrange(start..<start + present, with: restored.prefix(present))
      } else if start + present == end {
        // Nothing behind it came through either: the file never grew so far.
        end = start
      } else {
        bytes.replaceSubrange(start..<start + present, with: repeatElement(0, count: present))
      }
    }
    bytes.removeLast(bytes.count - end)
    settle()
  }

  func rot(_ random: inout SplitMix64) {
    guard !bytes.isEmpty else { return }
    bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
  }

  /// Up to eight of them, one behind the other.
  func sectors(_ random: inout SplitMix64) -> [UInt8] {
    let size = SimulatedDisk.sectorBytes
    guard bytes.count >= size else { return [] }
    let start = random.below(bytes.count / size) * size
    return Array(bytes[start..<min(start + (1 + random.below(8)) * size, bytes.count)])
  }

  func overwrite(with sectors: [UInt8], _ random: inout SplitMix64) {
    guard !sectors.isEmpty, sectors.count <= bytes.count else { return }
    let size = SimulatedDisk.sectorBytes
    let start = random.below((bytes.count - sectors.count) / size + 1) * size
    if let last = disk.lastWrite, last.file === self, last.range.overlaps(start..<start + sectors.count) {
      return
    }
    bytes.replaceSubrange(start..<start + sectors.count, with: sectors)
  }
}
