internal import Failpoints

#if canImport(Glibc)
  internal import Glibc
#endif

/// Why the log cannot do what it was asked.
package enum LogError: Error, Hashable, Sendable {
  /// A system call failed. From a write or a sync it is final: the log is poisoned, and every later call throws
  /// the same. `code` is the errno.
  case io(operation: String, path: String, code: Int32)
  /// No room for another segment. Nothing was lost and nothing is poisoned: what is buffered stays buffered,
  /// and `sync` may be tried again when there is room.
  case outOfSpace(path: String, bytes: Int)
  /// What was durable has changed or is missing. `offset` counts from the segment's start.
  case corrupted(segment: String, offset: Int, detail: String)
  /// The directory holds a log that this program cannot read.
  case incompatible(segment: String, detail: String)
  /// Another process has the log open.
  case inUse(path: String)
  /// One entry is larger than a segment; `limit` is what fits. Nothing was buffered.
  case entryTooLarge(bytes: Int, limit: Int)
  case invalidOptions(String)
  case closed
}

extension LogError {
  /// Fails as the system call after it would, where the failpoint is told to.
  @inline(__always)
  static func reach(_ point: Failpoint, _ operation: String, _ name: String) throws(LogError) {
    guard let code = Failpoints.failure(at: point) else { return }
    throw .io(operation: operation, path: name, code: code)
  }
}

extension LogError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .io(let operation, let path, let code):
      return
        "\(operation) of \(path) failed: \(Self.reason(code)) (errno \(code)). This member must stop, because "
        + "nobody can know what its disk holds now. Check the disk and the kernel's log, then start the member again: "
        + "it reads its log back and goes on from what is really there."
    case .outOfSpace(let path, let bytes):
      return "no room in \(path) for another log segment of \(bytes) bytes. Nothing is lost; free some space "
        + "on that file system."
    case .corrupted(let segment, let offset, let detail):
      return
        "the log is damaged in segment \(segment) at offset \(offset): \(detail)"
    case .incompatible(let segment, let detail):
      return "segment \(segment) cannot be read: \(detail). Use the version of Tern that wrote it."
    case .inUse(let path):
      return
        "another process has the log in \(path) open. Stop it first, or give this member a data directory of "
        + "its own."
    case .entryTooLarge(let bytes, let limit):
      return
        "an entry of \(bytes) bytes does not fit into a log segment, which takes \(limit). Make the segments "
        + "larger or the requests smaller."
    case .invalidOptions(let detail):
      return "the log cannot be laid out like this: \(detail)."
    case .closed:
      return "the log has been closed."
    }
  }

  private static func reason(_ code: Int32) -> String {
    String(cString: strerror(code))
  }
}
