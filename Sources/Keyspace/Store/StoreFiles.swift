internal import LMDB

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

/// The files of a store, and what the operating system is asked about them.
enum StoreFiles {
  static func data(_ directory: String) -> String { directory + "/data.mdb" }
  static func lock(_ directory: String) -> String { directory + "/lock.mdb" }

  static func size(of path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// Makes the file at least `size` bytes long. LMDB counts pages at its end that one transaction took and let go of
  /// again, and never writes them; and a page beyond the end would be a SIGBUS for whoever reads it. What is really
  /// missing reads as zeros then, which LMDB and the sums find out.
  static func extend(_ path: String, to size: Int) throws(LMDBError) {
    guard let present = self.size(of: path), present < size else { return }
    guard truncate(path, off_t(size)) == 0 else {
      throw LMDBError(code: errno, operation: "making \(path) \(size) bytes long")
    }
  }

  /// Reads all of it once. LMDB maps its file: what the disk refuses to give would end the process by a SIGBUS, as
  /// damage may do.
  static func readAll(_ path: String) throws(LMDBError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LMDBError(code: errno, operation: "opening \(path)") }
    defer { close(descriptor) }
    let length = 1 << 20
    let piece = UnsafeMutableRawPointer.allocate(byteCount: length, alignment: 4096)
    defer { piece.deallocate() }
    var offset = 0
    while true {
      let count = pread(descriptor, piece, length, off_t(offset))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw LMDBError(code: errno, operation: "reading \(path)") }
      if count == 0 { return }
      offset += count
    }
  }

  /// Whether its file system has less room left. What is kept for root doesn't count: not every root may use it.
  static func isFull(_ directory: String, below room: Int) -> Bool {
    var status = statvfs()
    guard statvfs(directory, &status) == 0 else { return false }
    return UInt64(status.f_bavail) &* UInt64(status.f_frsize) < UInt64(max(0, room))
  }

  static var physicalMemory: Int {
    max(Int(sysconf(Int32(_SC_PHYS_PAGES))), 0) * max(Int(sysconf(Int32(_SC_PAGESIZE))), 0)
  }

  /// Makes `path` and the directories above it where they are missing, durably.
  static func makeDirectory(_ path: String) throws(StoreError) {
    if mkdir(path, 0o700) == 0 {
      return try storing { () throws(LMDBError) in try sync(directory: path + "/..") }
    }
    if errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
      throw .storage(LMDBError(code: errno, operation: "making the directory \(path)"))
    }
    try makeDirectory(String(path[..<slash]))
    try makeDirectory(path)
  }

  /// The descriptor of a new file to write to; negative, with errno set, when there is one already.
  static func create(_ path: String) -> Int32 {
    open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
  }

  /// Makes the names in `directory` durable.
  static func sync(directory: String) throws(LMDBError) {
    try sync(path: directory, flags: O_RDONLY | O_DIRECTORY)
  }

  static func sync(file: String) throws(LMDBError) {
    try sync(path: file, flags: O_RDWR)
  }

  private static func sync(path: String, flags: Int32) throws(LMDBError) {
    let descriptor = open(path, flags | O_CLOEXEC)
    guard descriptor >= 0 else { throw LMDBError(code: errno, operation: "opening \(path)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw LMDBError(code: errno, operation: "syncing \(path)") }
  }
}
