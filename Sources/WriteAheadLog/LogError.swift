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
