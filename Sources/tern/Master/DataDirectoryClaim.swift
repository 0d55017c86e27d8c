import Glibc

/// A member's exclusive hold on its data directory, for as long as the process lives: two processes writing
/// one log would destroy it.
///
/// The hold is an flock on `tern.pid`, which the kernel drops with the process however that ends, so a stale
/// file never locks anybody out, and a locked one proves that the process written in it lives.
final class DataDirectoryClaim: Sendable {
  struct Refusal: Error, CustomStringConvertible {
    /// The process that holds the directory; nil where the directory is unusable.
    var holder: Int32?
    var description: String
  }

  private let descriptor: Int32

  /// Makes the directory when it is missing.
  init(_ directory: String) throws(Refusal) {
    if let trouble = Directories.make(directory) { throw Refusal(description: trouble) }
    let path = Self.file(in: directory)
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Refusal(
        description: "cannot open \(path): \(String(cString: strerror(errno))). "
          + "Give a directory that this user may write to, in cluster.conf or with --data-dir.")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = Self.readProcess(descriptor)
      close(descriptor)
      let who = holder.map { "process \($0)" } ?? "another process"
      throw Refusal(
        holder: holder ?? 0,
        description: "\(directory) is in use by \(who). "
          + "Stop it first (`tern down`, or kill it), or give another directory with --data-dir.")
    }
    ftruncate(descriptor, 0)
    let text = "\(getpid())\n"
    _ = pwrite(descriptor, text, text.utf8.count, 0)
    self.descriptor = descriptor
  }

  deinit {
    ftruncate(descriptor, 0)
    close(descriptor)
  }

  /// The living process that holds the directory; nil when none does.
  static func holder(of directory: String) -> Int32? {
    let descriptor = open(file(in: directory), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return nil }
    return readProcess(descriptor)
  }

  private static func file(in directory: String) -> String { directory + "/tern.pid" }

  private static func readProcess(_ descriptor: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    let digits = bytes[..<count].prefix { (48...57).contains($0) }
    return Int32(String(decoding: digits, as: UTF8.self))
  }
}
