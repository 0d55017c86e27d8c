#if canImport(Glibc)
  internal import Glibc
#endif

/// A directory of the file system, locked against other processes while this object lives, unless it isn't to be.
package final class FileStorage: LogStorage {
  package let path: String
  private let lock: Int32

  /// Makes the directory (not its parents) where there is none.
  package init(path: String, locks: Bool = true) throws(LogError) {
    self.path = path
    if mkdir(path, 0o700) != 0 && errno != EEXIST {
      throw .io(operation: "mkdir", path: path, code: errno)
    }
    // Whoever made it may have died before this.
    try Self.syncDirectory(path + "/..")
    let lockPath = path + "/lock"
    lock = Glibc.open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw .io(operation: "open", path: lockPath, code: errno) }
    guard !locks || flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      // All is initialized, so that `deinit` closes it.
      let code = errno
      throw code == EWOULDBLOCK ? .inUse(path: path) : .io(operation: "flock", path: lockPath, code: code)
    }
  }

  deinit {
    Glibc.close(lock)
  }

  package func close() {
    flock(lock, LOCK_UN)
  }

  package func list() throws(LogError) -> [String] {
    guard let directory = opendir(path) else { throw .io(operation: "opendir", path: path, code: errno) }
    defer { closedir(directory) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw .io(operation: "readdir", path: path, code: errno) }
    return names
  }

  package func open(_ name: String) throws(LogError) -> any LogFile {
    try PosixFile(path: "\(path)/\(name)", flags: O_RDWR)
  }

  package func create(_ name: String) throws(LogError) -> any LogFile {
    try PosixFile(path: "\(path)/\(name)", flags: O_RDWR | O_CREAT | O_TRUNC)
  }

  package func rename(_ name: String, to newName: String) throws(LogError) {
    guard Glibc.rename("\(path)/\(name)", "\(path)/\(newName)") == 0 else {
      throw .io(operation: "rename", path: "\(path)/\(name)", code: errno)
    }
  }

  package func remove(_ name: String) throws(LogError) {
    guard unlink("\(path)/\(name)") == 0 else {
      throw .io(operation: "unlink", path: "\(path)/\(name)", code: errno)
    }
  }

  package func syncDirectory() throws(LogError) {
    try Self.syncDirectory(path)
  }

  private static func syncDirectory(_ path: String) throws(LogError) {
    let directory = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw .io(operation: "open", path: path, code: errno) }
    defer { Glibc.close(directory) }
    guard fsync(directory) == 0 else { throw .io(operation: "fsync", path: path, code: errno) }
  }
}

final class PosixFile: LogFile {
  private let descriptor: Int32
  private let path: String

  init(path: String, flags: Int32) throws(LogError) {
    self.path = path
    descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .io(operation: "open", path: path, code: errno) }
  }

  deinit {
    Glibc.close(descriptor)
  }

  var count: Int {
    get throws(LogError) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw .io(operation: "fstat", path: path, code: errno) }
      return Int(status.st_size)
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LogError) {
    guard let base = bytes.baseAddress else { return }
    var done = 0
    while done < bytes.count {
      let written = pwrite(descriptor, base + done, bytes.count - done, off_t(offset + done))
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw .io(operation: "pwrite", path: path, code: written < 0 ? errno : EIO) }
      done += written
    }
  }

  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(LogError) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    var done = 0
    while done < bytes.count {
      let count = pread(descriptor, base + done, bytes.count - done, off_t(offset + done))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .io(operation: "pread", path: path, code: errno) }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Not repeated on an error, EINTR included: the kernel may have dropped what it could not write.
  func sync() throws(LogError) {
    guard fdatasync(descriptor) == 0 else { throw .io(operation: "fdatasync", path: path, code: errno) }
  }
}
