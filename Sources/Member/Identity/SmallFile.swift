internal import Bytes
internal import Failpoints

#if canImport(Glibc)
  internal import Glibc
#endif

/// A failed system call on a file, with what was tried and why it failed.
package struct FileError: Error, CustomStringConvertible {
  package let action: String
  package let path: String
  package let errno: Int32

  /// A full file system or quota.
  package var isOutOfSpace: Bool { errno == ENOSPC || errno == EDQUOT }

  package var description: String {
    "cannot \(action) \(path): \(String(cString: strerror(errno))) (errno \(errno))"
  }
}

extension FileError {
  /// Fails as the system call after it would, where the failpoint is told to.
  @inline(__always)
  static func reach(_ point: Failpoint, _ action: String, _ path: String) throws(FileError) {
    guard let code = Failpoints.failure(at: point) else { return }
    throw FileError(action: action, path: path, errno: code)
  }
}

/// A file of a few bytes that is replaced whole: written beside, synced, renamed, its folder synced. Its last
/// four bytes are the CRC32C of the rest.
enum SmallFile {
  /// nil when there is no such file.
  static func read(_ path: String) throws -> [UInt8]? {
    guard let contents = try contents(of: path) else { return nil }
    guard contents.count >= 4 else { throw DamagedFile(path: path) }
    let body = contents.dropLast(4)
    var tail = ByteReader(contents.suffix(4))
    guard try tail.fixed(UInt32.self) == CRC32C.sum(body) else { throw DamagedFile(path: path) }
    return Array(body)
  }

  static func replace(_ path: String, with body: [UInt8]) throws {
    var writer = ByteWriter(capacity: body.count + 4)
    writer.raw(body)
    writer.fixed(CRC32C.sum(body))
    let temporary = path + ".new"
    try write(writer.bytes, to: temporary)
    Failpoints.reach(.smallFileBeforeRename)
    guard rename(temporary, path) == 0 else { throw FileError(action: "rename", path: path, errno: errno) }
    Failpoints.reach(.smallFileRenamed)
    try syncFolder(of: path)
  }

  private static func contents(of path: String) throws -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw FileError(action: "open", path: path, errno: errno)
    }
    defer { close(file) }
    var contents: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(file, &chunk, chunk.count)
      if count < 0 { throw FileError(action: "read", path: path, errno: errno) }
      if count == 0 { break }
      contents.append(contentsOf: chunk[..<count])
    }
    return contents
  }

  /// Durable but for its name, and without a checksum.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw FileError(action: "create", path: path, errno: errno) }
    defer { close(file) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(file, $0.baseAddress.map { $0 + written }, bytes.count - written)
      }
      guard count > 0 else { throw FileError(action: "write", path: path, errno: errno) }
      written += count
    }
    guard fsync(file) == 0 else { throw FileError(action: "sync", path: path, errno: errno) }
  }

  /// Durable, as what is put in it could else be lost with it.
  static func makeFolder(_ path: String) throws {
    var built = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      built += "/\(part)"
      if mkdir(built, 0o700) == 0 {
        try syncFolder(of: built)
      } else if errno != EEXIST {
        throw FileError(action: "create folder", path: built, errno: errno)
      }
    }
  }

  /// Nothing where there is none.
  static func remove(_ path: String) throws {
    guard unlink(path) == 0 || errno == ENOENT else {
      throw FileError(action: "remove", path: path, errno: errno)
    }
  }

  /// Byte by byte, whatever the file holds, durable but for its name; nothing where there is none.
  static func copy(_ path: String, to target: String) throws {
    guard let contents = try contents(of: path) else { return }
    try write(contents, to: target)
  }

  /// Leaves what cannot be removed.
  static func removeFiles(in folder: String) {
    guard let entries = opendir(folder) else { return }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { unlink(folder + "/" + name) }
    }
  }

  /// Makes the names beside `path` durable.
  static func syncFolder(of path: String) throws {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(action: "open folder", path: folder, errno: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw FileError(action: "sync folder", path: folder, errno: errno) }
  }
}

package struct DamagedFile: Error, CustomStringConvertible {
  package let path: String

  package var description: String { "\(path) is damaged: its checksum does not match" }
}
