#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

/// What one power cut left: names, and the bytes behind them.
struct CrashImage {
  private let model: DiskModel
  private let names: [String: Int]
  /// By file: its size, and the sectors that differ from its durable ones.
  private var changes: [Int: (size: Int, sectors: [(sector: Int, version: DiskModel.Version)])] = [:]
  /// Equal for equal images.
  let hash: UInt64

  init(_ pending: Pending, _ selection: Selection) {
    model = pending.model
    var names = model.durableNames
    for (index, change) in model.pendingNames.enumerated() where selection.names[index] {
      change.apply(to: &names)
    }
    self.names = names
    for (index, number) in pending.files.enumerated() { changes[number] = (selection.sizes[index], []) }
    for (index, unit) in (selection.isPaged ? pending.pages : pending.sectors).enumerated()
    where selection.versions[index] > 0 {
      let through = unit.sequences[selection.versions[index] - 1]
      for sector in unit.sectors {
        let versions = model.files[unit.file]?.dirty[sector] ?? []
        if let version = versions.last(where: { $0.sequence <= through }) {
          changes[unit.file]?.sectors.append((sector, version))
        }
      }
    }
    hash = Self.hash(model, names, changes)
  }

  private static func hash(
    _ model: DiskModel, _ names: [String: Int],
    _ changes: [Int: (size: Int, sectors: [(sector: Int, version: DiskModel.Version)])]
  ) -> UInt64 {
    var hash: UInt64 = 0
    for (path, number) in names {
      guard number != DiskModel.directoryMark else {
        hash &+= ImageHash.mix(ImageHash.path(path))
        continue
      }
      guard let file = model.files[number] else { continue }
      var sum = file.hashSum
      var size = file.durableSize
      if let change = changes[number] {
        size = change.size
        for (sector, version) in change.sectors where sector * DiskModel.sectorBytes < size {
          if sector < file.hashes.count { sum &-= ImageHash.place(file.hashes[sector], sector) }
          sum &+= ImageHash.place(version.hash, sector)
        }
      }
      hash &+= ImageHash.mix(ImageHash.path(path) ^ ImageHash.mix(sum &+ UInt64(size)))
    }
    return hash
  }

  /// What lies below a directory that is not there is not there.
  var tree: Tree {
    var tree = Tree()
    for (path, number) in names where isReachable(path) {
      tree.nodes[path] = number == DiskModel.directoryMark ? .directory : .file(bytes(of: number))
    }
    return tree
  }

  private func isReachable(_ path: String) -> Bool {
    var directory = DiskModel.directory(of: path)
    while !directory.isEmpty {
      if names[directory] != DiskModel.directoryMark { return false }
      directory = DiskModel.directory(of: directory)
    }
    return true
  }

  private func bytes(of number: Int) -> [UInt8] {
    guard let file = model.files[number] else { return [] }
    let size = changes[number]?.size ?? file.durableSize
    var bytes = Array(file.durable.prefix(size))
    if bytes.count < size { bytes.append(contentsOf: repeatElement(0, count: size - bytes.count)) }
    for (sector, version) in changes[number]?.sectors ?? [] {
      let start = sector * DiskModel.sectorBytes
      guard start < size else { continue }
      let length = min(DiskModel.sectorBytes, size - start)
      bytes.withUnsafeMutableBytes { target in
        version.bytes.withUnsafeBytes { source in
          UnsafeMutableRawBufferPointer(rebasing: target[start..<start + length])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<length]))
        }
      }
    }
    return bytes
  }
}

/// A directory tree in memory: paths, from its root, and what they name.
struct Tree: Equatable {
  enum Node: Equatable {
    case directory
    case file([UInt8])
  }

  var nodes: [String: Node] = [:]

  init() {}

  /// What is on disk below `directory`.
  init(reading directory: String) throws {
    try read(directory, below: "")
  }

  private mutating func read(_ directory: String, below prefix: String) throws {
    for name in Self.names(in: directory) {
      let path = prefix.isEmpty ? name : prefix + "/" + name
      let full = directory + "/" + name
      if Self.isDirectory(full) {
        nodes[path] = .directory
        try read(full, below: path)
      } else if !DiskModel.isIgnored(path) {
        nodes[path] = .file(try Self.bytes(of: full))
      }
    }
  }

  func write(to directory: String) throws {
    mkdir(directory, 0o700)
    for (path, node) in nodes.sorted(by: { $0.key < $1.key }) {
      let full = directory + "/" + path
      guard case .file(let bytes) = node else {
        guard mkdir(full, 0o700) == 0 else { throw HarnessError("cannot make \(full): errno \(errno)") }
        continue
      }
      let file = open(full, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      guard file >= 0 else { throw HarnessError("cannot make \(full): errno \(errno)") }
      defer { close(file) }
      let written = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
      guard written == bytes.count else { throw HarnessError("cannot write \(full): errno \(errno)") }
    }
  }

  static func bytes(of path: String) throws -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw HarnessError("cannot open \(path): errno \(errno)") }
    defer { close(file) }
    let size = Int(lseek(file, 0, SEEK_END))
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = max(0, pread(file, buffer.baseAddress, size, 0))
    }
  }

  static func remove(_ directory: String) {
    for name in names(in: directory) {
      let full = directory + "/" + name
      if unlink(full) != 0 { remove(full) }
    }
    rmdir(directory)
  }

  static func names(in directory: String) -> [String] {
    guard let entries = opendir(directory) else { return [] }
    defer { closedir(entries) }
    var names: [String] = []
    while let entry = readdir(entries) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
