/// What a disk guarantees after each change, and what a power cut may leave beyond that:
///
/// - A file's bytes and size are there once it was synced; a write through O_DSYNC makes its own sectors and the
///   size durable. Of what was written since, each sector may have reached the disk or not, in any order, as it
///   stood after any of the writes to it.
/// - A size may be that after any of the changes since the last sync, whether the bytes made it or not (as with
///   ext4's and XFS's unwritten extents; what did not make it is zero).
/// - A name that was made, changed or removed is durable once a directory that it concerns was synced. Before
///   that, some of the changes may be there: usually those up to one point, as in a journal; sometimes any.
///   A file's own fsync promises nothing about its name.
struct DiskModel {
  static let sectorBytes = 512
  static let pageSectors = 8

  struct Version {
    /// Which event wrote it.
    var sequence: Int
    var bytes: [UInt8]
    var hash: UInt64
  }

  struct File {
    /// A multiple of the sector's size; zero behind `durableSize`.
    var durable: [UInt8] = []
    var durableSize = 0
    var hashes: [UInt64] = []
    /// Over all durable sectors.
    var hashSum: UInt64 = 0
    var current: [UInt8] = []
    var currentSize = 0
    /// Sectors written since they were durable last, oldest version first.
    var dirty: [Int: [Version]] = [:]
    /// Sizes since the last sync.
    var sizes: [(sequence: Int, size: Int)] = []
    /// Events that wrote since the last sync.
    var writes: [Int] = []

    var isDirty: Bool { !dirty.isEmpty || currentSize != durableSize }
  }

  enum NameChange {
    case create(file: Int, path: String)
    case makeDirectory(path: String)
    case rename(file: Int, from: String, to: String)
    case remove(path: String)

    var file: Int? {
      switch self {
      case .create(let file, _), .rename(let file, _, _): file
      case .makeDirectory, .remove: nil
      }
    }

    func concerns(_ directory: String) -> Bool {
      switch self {
      case .create(_, let path), .makeDirectory(let path), .remove(let path):
        DiskModel.directory(of: path) == directory
      case .rename(_, let from, let to):
        DiskModel.directory(of: from) == directory || DiskModel.directory(of: to) == directory
      }
    }

    func apply(to names: inout [String: Int]) {
      switch self {
      case .create(let file, let path): names[path] = file
      case .makeDirectory(let path): names[path] = DiskModel.directoryMark
      case .rename(let file, let from, let to):
        names[from] = nil
        names[to] = file
      case .remove(let path): names[path] = nil
      }
    }
  }

  static let directoryMark = -1
  private(set) var files: [Int: File] = [:]
  private(set) var durableNames: [String: Int] = [:]
  private(set) var currentNames: [String: Int] = [:]
  private(set) var pendingNames: [NameChange] = []
  private var sequence = 0

  init() {}

  /// Everything in `tree` is durable.
  init(_ tree: Tree) {
    for (path, node) in tree.nodes.sorted(by: { $0.key < $1.key }) {
      guard case .file(let bytes) = node else {
        currentNames[path] = Self.directoryMark
        continue
      }
      let number = files.count + 1
      var file = File()
      file.write(bytes, at: 0, sequence: 0)
      file.sync()
      files[number] = file
      currentNames[path] = number
    }
    durableNames = currentNames
  }

  var nextFile: Int { (files.keys.max() ?? 0) + 1 }

  /// What the running system sees.
  var currentTree: Tree {
    var tree = Tree()
    for (path, number) in currentNames {
      let file = files[number]
      tree.nodes[path] = file.map { .file(Array($0.current.prefix($0.currentSize))) } ?? .directory
    }
    return tree
  }

  /// The files' numbers by their paths.
  var currentFiles: [String: Int] { currentNames.filter { $0.value != Self.directoryMark } }

  func path(of file: Int) -> String? { currentNames.first { $0.value == file }?.key }

  /// LMDB's table of readers is written through its map, and made anew by whoever opens the file alone.
  static func isIgnored(_ path: String) -> Bool { path.hasSuffix("lock.mdb") }

  static func directory(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  mutating func apply(_ event: DiskEvent) {
    sequence += 1
    switch event {
    case .create(let file, let path):
      files[file] = File()
      change(.create(file: file, path: path))
    case .makeDirectory(let path): change(.makeDirectory(path: path))
    case .rename(let file, let from, let to): change(.rename(file: file, from: from, to: to))
    case .remove(let path): change(.remove(path: path))
    case .write(let file, let offset, let bytes, let isDurable):
      files[file]?.write(bytes, at: offset, sequence: sequence)
      if isDurable { files[file]?.settle(offset: offset, count: bytes.count) }
    case .resize(let file, let size): files[file]?.resize(size, sequence: sequence)
    case .sync(let file): files[file]?.sync()
    case .syncDirectory(let path): syncDirectory(path)
    }
  }

  private mutating func change(_ change: NameChange) {
    change.apply(to: &currentNames)
    pendingNames.append(change)
  }

  /// A change of two directories is one, and needs what made the file before it.
  private mutating func syncDirectory(_ path: String) {
    var settled = [Bool](repeating: false, count: pendingNames.count)
    var needed: Set<Int> = []
    for index in pendingNames.indices.reversed() {
      let change = pendingNames[index]
      guard change.concerns(path) || change.file.map(needed.contains) == true else { continue }
      settled[index] = true
      if let file = change.file { needed.insert(file) }
    }
    for index in pendingNames.indices where settled[index] { pendingNames[index].apply(to: &durableNames) }
    pendingNames = pendingNames.indices.filter { !settled[$0] }.map { pendingNames[$0] }
  }
}

extension DiskModel.File {
  private static var sectorBytes: Int { DiskModel.sectorBytes }

  mutating func write(_ bytes: [UInt8], at offset: Int, sequence: Int) {
    guard !bytes.isEmpty else { return }
    let end = offset + bytes.count
    grow(to: end)
    current.replaceSubrange(offset..<end, with: bytes)
    if end > currentSize {
      currentSize = end
      sizes.append((sequence, end))
    }
    writes.append(sequence)
    for sector in offset / Self.sectorBytes...(end - 1) / Self.sectorBytes { note(sector, sequence) }
  }

  mutating func resize(_ size: Int, sequence: Int) {
    grow(to: size)
    if size < currentSize {
      for at in size..<currentSize { current[at] = 0 }
      for sector in size / Self.sectorBytes..<current.count / Self.sectorBytes { note(sector, sequence) }
    }
    currentSize = size
    sizes.append((sequence, size))
  }

  mutating func sync() {
    for (sector, versions) in dirty {
      if let newest = versions.last { settle(sector, newest) }
    }
    dirty = [:]
    durableSize = currentSize
    sizes = []
    writes = []
  }

  /// The newest of the sectors that these bytes lie in, and the size, are durable.
  mutating func settle(offset: Int, count: Int) {
    guard count > 0 else { return }
    for sector in offset / Self.sectorBytes...(offset + count - 1) / Self.sectorBytes {
      if let newest = dirty.removeValue(forKey: sector)?.last { settle(sector, newest) }
    }
    durableSize = currentSize
    sizes = []
  }

  private mutating func note(_ sector: Int, _ sequence: Int) {
    let bytes = Array(current[sector * Self.sectorBytes..<(sector + 1) * Self.sectorBytes])
    dirty[sector, default: []].append(
      DiskModel.Version(sequence: sequence, bytes: bytes, hash: ImageHash.sector(bytes)))
  }

  private mutating func settle(_ sector: Int, _ version: DiskModel.Version) {
    let start = sector * Self.sectorBytes
    if durable.count < start + Self.sectorBytes {
      durable.append(contentsOf: repeatElement(0, count: start + Self.sectorBytes - durable.count))
      hashes.append(contentsOf: repeatElement(0, count: sector + 1 - hashes.count))
    }
    hashSum &-= ImageHash.place(hashes[sector], sector)
    hashSum &+= ImageHash.place(version.hash, sector)
    hashes[sector] = version.hash
    durable.replaceSubrange(start..<start + Self.sectorBytes, with: version.bytes)
  }

  private mutating func grow(to size: Int) {
    let sectors = (size + Self.sectorBytes - 1) / Self.sectorBytes * Self.sectorBytes
    if current.count < sectors {
      current.append(contentsOf: repeatElement(0, count: sectors - current.count))
    }
  }
}

/// Sums by which two images are taken for the same: 64 bits over every path, size and sector.
enum ImageHash {
  /// 0 for a sector of zeros, so that a hole and zeros are the same.
  static func sector(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { bytes in
      var sum: UInt64 = 0
      var any: UInt64 = 0
      for at in stride(from: 0, to: bytes.count, by: 8) {
        let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        any |= word
        sum = (sum ^ word) &* 0x9FB2_1C65_1E98_DF25
        sum ^= sum >> 32
      }
      return any == 0 ? 0 : sum | 1
    }
  }

  static func place(_ hash: UInt64, _ sector: Int) -> UInt64 {
    hash == 0 ? 0 : mix(hash &+ UInt64(sector) &* 0x9E37_79B9_7F4A_7C15)
  }

  static func path(_ path: String) -> UInt64 {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in path.utf8 { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return sum
  }

  static func mix(_ word: UInt64) -> UInt64 {
    var word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
