import Bytes
import Synchronization
import WriteAheadLog

/// A directory in memory that knows what a power cut may leave of it: written sectors survive one by one until
/// their file is synced, changed names one by one until the directory is.
final class CrashDisk: LogStorage {
  static let sectorBytes = 512

  struct Inode {
    var durable: [UInt8] = []
    var current: [UInt8] = []
    var dirty: Set<Int> = []
  }

  enum NameChange {
    case create(String, Int)
    case rename(String, String)
    case remove(String)

    func apply(to names: inout [String: Int]) {
      switch self {
      case .create(let name, let inode): names[name] = inode
      case .remove(let name): names[name] = nil
      case .rename(let old, let new): if let inode = names.removeValue(forKey: old) { names[new] = inode }
      }
    }
  }

  struct State {
    var inodes: [Int: Inode] = [:]
    var names: [String: Int] = [:]
    var durableNames: [String: Int] = [:]
    var changes: [NameChange] = []
    var nextInode = 0
    /// Disk operations until the power goes; nil for never.
    var fuse: Int?
    var failingSync: Int?
    var space = Int.max
    var syncs = 0
  }

  let path = "memory"
  let state: Mutex<State>

  init(_ state: State = State()) {
    self.state = Mutex(state)
  }

  static let powerCut = LogError.io(operation: "any", path: "memory", code: 5)

  func step<Result>(_ body: (inout State) throws(LogError) -> Result) throws(LogError) -> Result {
    // The mutex keeps tests' threads apart; the state is a value.
    try state.withLock { (state) throws(LogError) -> Swift.Result<Result, LogError> in
      if let fuse = state.fuse {
        guard fuse > 0 else { throw Self.powerCut }
        state.fuse = fuse - 1
      }
      var copy = consume state
      defer { state = copy }
      do throws(LogError) { return .success(try body(&copy)) } catch { return .failure(error) }
    }.get()
  }

  func list() throws(LogError) -> [String] { try step { Array($0.names.keys) } }

  func open(_ name: String) throws(LogError) -> any LogFile {
    let inode = try step { (state) throws(LogError) -> Int in
      guard let inode = state.names[name] else { throw .io(operation: "open", path: name, code: 2) }
      return inode
    }
    return CrashFile(self, inode)
  }

  func create(_ name: String) throws(LogError) -> any LogFile {
    let inode = try step { (state) throws(LogError) -> Int in
      state.nextInode += 1
      state.inodes[state.nextInode] = Inode()
      let change = NameChange.create(name, state.nextInode)
      change.apply(to: &state.names)
      state.changes.append(change)
      return state.nextInode
    }
    return CrashFile(self, inode)
  }

  func close() {}

  func rename(_ name: String, to newName: String) throws(LogError) { try change(.rename(name, newName)) }

  func remove(_ name: String) throws(LogError) { try change(.remove(name)) }

  private func change(_ change: NameChange) throws(LogError) {
    try step { (state) throws(LogError) in
      change.apply(to: &state.names)
      state.changes.append(change)
    }
  }

  func syncDirectory() throws(LogError) {
    try step { (state) throws(LogError) in
      state.durableNames = state.names
      state.changes = []
    }
  }

  /// What a power cut leaves: `chance` is that of each unsynced sector and name change to have made it.
  func afterPowerCut(keeping chance: Double, _ random: inout SplitMix64) -> CrashDisk {
    state.withLock { state in
      var image = State()
      image.nextInode = state.nextInode
      for (number, inode) in state.inodes.sorted(by: { $0.key < $1.key }) {
        var bytes = inode.durable
        for sector in inode.dirty.sorted() where random.chance(chance) {
          let start = sector * Self.sectorBytes
          let end = min(start + Self.sectorBytes, inode.current.count)
          if bytes.count < end { bytes.append(contentsOf: repeatElement(0, count: end - bytes.count)) }
          bytes.replaceSubrange(start..<end, with: inode.current[start..<end])
        }
        image.inodes[number] = Inode(durable: bytes, current: bytes)
      }
      image.names = state.durableNames
      for change in state.changes where random.chance(chance) { change.apply(to: &image.names) }
      image.durableNames = image.names
      return CrashDisk(image)
    }
  }

  /// What a killed process leaves: the kernel still has all that was written, but the disk may not.
  func afterKill() -> CrashDisk {
    state.withLock { state in
      var image = state
      image.fuse = nil
      return CrashDisk(image)
    }
  }

  func edit(_ name: String, _ change: (inout [UInt8]) -> Void) {
    state.withLock { state in
      guard let inode = state.names[name] else { return }
      change(&state.inodes[inode]!.current)
      state.inodes[inode]!.durable = state.inodes[inode]!.current
    }
  }

  func copy() -> CrashDisk { CrashDisk(state.withLock { $0 }) }

  var segments: [String] { state.withLock { $0.names.keys.filter { $0.hasSuffix(".log") }.sorted() } }

  func bytes(_ name: String) -> [UInt8] {
    state.withLock { state in state.names[name].flatMap { state.inodes[$0]?.current } ?? [] }
  }
}

final class CrashFile: LogFile {
  private let disk: CrashDisk
  private let inode: Int

  init(_ disk: CrashDisk, _ inode: Int) {
    self.disk = disk
    self.inode = inode
  }

  var count: Int {
    get throws(LogError) { disk.state.withLock { $0.inodes[inode]!.current.count } }
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LogError) {
    try disk.step { (state) throws(LogError) in
      var file = state.inodes[inode]!
      state.inodes[inode] = nil
      defer { state.inodes[inode] = file }
      let end = offset + bytes.count
      if end > file.current.count {
        guard end - file.current.count <= state.space else {
          throw .io(operation: "pwrite", path: "memory", code: 28)
        }
        state.space -= end - file.current.count
        file.current.append(contentsOf: repeatElement(0, count: end - file.current.count))
      }
      file.current.replaceSubrange(offset..<end, with: bytes)
      for sector in offset / CrashDisk.sectorBytes...(end - 1) / CrashDisk.sectorBytes {
        file.dirty.insert(sector)
      }
    }
  }

  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(LogError) -> Int {
    disk.state.withLock { state in
      let current = state.inodes[inode]!.current
      guard offset < current.count else { return 0 }
      let length = min(bytes.count, current.count - offset)
      current.withUnsafeBytes {
        bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + length]))
      }
      return length
    }
  }

  func sync() throws(LogError) {
    try disk.step { (state) throws(LogError) in
      state.syncs += 1
      if let failing = state.failingSync, state.syncs >= failing {
        state.failingSync = nil
        throw .io(operation: "fdatasync", path: "memory", code: 5)
      }
      state.inodes[inode]!.durable = state.inodes[inode]!.current
      state.inodes[inode]!.dirty = []
    }
  }
}
