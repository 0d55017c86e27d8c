internal import Failpoints
internal import Keyspace
package import Raft

#if canImport(Glibc)
  internal import Glibc
#endif

/// Reads all of a snapshot's file, and gives what it stands for; throws unless it is whole. It walks a peer's pages,
/// which may end the process that does it.
package typealias SnapshotInspection = @Sendable (_ path: String) throws -> LogPosition

/// A snapshot was not looked through to its end, which says nothing about it.
package struct SnapshotGivenUp: Error {
  package let reason: String

  package init(reason: String) {
    self.reason = reason
  }
}

/// An incoming snapshot's file. Used by one thread.
final class SnapshotWriting {
  enum Job: Sendable {
    case begin(path: String)
    case chunk([UInt8], done: @Sendable () -> Void)
    /// `begun` is called once the file has it all, and it is to be looked through, which may take long; `done` is told
    /// why the snapshot is of no use, or isn't the one of `position`, if so.
    case finish(
      position: LogPosition, begun: @Sendable () -> Void = {}, done: @Sendable ((any Error)?) -> Void)
  }

  private let inspect: SnapshotInspection
  private let sync: (Int32) -> Int32
  private var path = ""
  private var file: Int32 = -1
  /// Of the file, as far as whole chunks go.
  private var length = 0
  /// What is still to be done; more than nothing between calls only while there is no space.
  private var jobs: [Job] = []

  /// Empties `folder`. `sync` is fsync(2).
  init(
    folder: String, inspect: @escaping SnapshotInspection, sync: @escaping (Int32) -> Int32 = fsync
  ) {
    self.inspect = inspect
    self.sync = sync
    SmallFile.removeFiles(in: folder)
  }

  /// After a `FileError` for want of space, what is left is tried again by the next call.
  func perform(_ more: [Job]) throws {
    let waitsForSpace = !jobs.isEmpty
    jobs += more
    let begin = jobs.lastIndex { if case .begin = $0 { true } else { false } }
    if let begin, waitsForSpace {
      abandon(jobs[..<begin])
      jobs.removeFirst(begin)
    }
    while let job = jobs.first {
      try perform(job)
      jobs.removeFirst()
    }
  }

  /// What waits for space is of no use once another snapshot comes.
  private func abandon(_ jobs: ArraySlice<Job>) {
    for case .finish(_, _, let done) in jobs {
      done(SnapshotGivenUp(reason: "another one has come before there was space for it"))
    }
  }

  private func perform(_ job: Job) throws {
    switch job {
    case .begin(let path): try begin(path)
    case .chunk(let bytes, let done):
      try write(bytes)
      done()
    case .finish(let position, let begun, let done):
      do {
        begun()
        try finish(at: position)
        Failpoints.reach(.snapshotInspected)
        done(nil)
      } catch {
        unlink(path)
        done(error)
      }
    }
  }

  private func begin(_ path: String) throws {
    if file >= 0 {
      close(file)
      unlink(self.path)
    }
    self.path = path
    length = 0
    file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw FileError(action: "create", path: path, errno: errno) }
    Failpoints.reach(.snapshotFileCreated)
  }

  private func write(_ bytes: [UInt8]) throws {
    try FileError.reach(.snapshotBeforeWrite, "write", path)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(file, $0.baseAddress.map { $0 + written }, bytes.count - written, off_t(length + written))
      }
      guard count > 0 else { throw FileError(action: "write", path: path, errno: errno) }
      written += count
    }
    length += written
    Failpoints.reach(.snapshotChunkWritten)
  }

  /// A sync that fails, for want of space too, is not repeated: the kernel may have dropped what it could not write,
  /// and the next one would succeed without it. The sender makes another snapshot.
  private func finish(at position: LogPosition) throws {
    try FileError.reach(.snapshotBeforeSync, "sync", path)
    let isSynced = sync(file) == 0
    let code = errno
    close(file)
    file = -1
    guard isSynced else { throw FileError(action: "sync", path: path, errno: code) }
    Failpoints.reach(.snapshotSynced)
    let found = try inspect(path)
    // Applied from another index than the file's own, the log would bring the keyspace down.
    guard found == position else {
      throw StoreError.snapshot("it is one of entry \(found.index), and was offered as \(position.index)'s")
    }
  }
}
