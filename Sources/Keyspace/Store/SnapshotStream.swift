internal import Bytes
internal import LMDB
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

package struct SnapshotChunk: Sendable {
  /// Where `bytes` stand in the file.
  package var offset: UInt64
  package var bytes: [UInt8]
  /// CRC32C of `bytes`.
  package var checksum: UInt32
}

/// One moment of the keyspace as the bytes of an LMDB file, made while they are read: a thread copies into a
/// pipe, at the speed of whoever calls `next`. Until the stream ends, pages that checkpoints free are not
/// used again and the map cannot move, so a slow reader lets the file grow and may in the end hold up a
/// checkpoint; copy to a file first where that matters.
///
/// `@unchecked Sendable`: `reading` is held alone by whoever takes a chunk; `outcome` guards itself.
package final class SnapshotStream: @unchecked Sendable {
  /// What the snapshot stands for: the checkpoint that was the last one when the stream began.
  package let position: StorePosition
  private let chunkBytes: Int
  private let input: Int32
  private let outcome: Outcome
  private let reading = ReaderWriterLock()
  private var offset: UInt64 = 0
  private var isOpen = true
  /// Bytes that were awaited when the stream began, as the sign that the copy has its transaction.
  private var first: [UInt8]

  private final class Outcome: Sendable {
    let failure = Mutex<LMDBError?>(nil)
  }

  /// Called with no checkpoint going on, so that the copy begins at `position`.
  init(_ environment: Environment, position: StorePosition, chunkBytes: Int, compacting: Bool)
    throws(StoreError)
  {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw .snapshot("no pipe could be opened to copy the keyspace: \(String(cString: strerror(errno)))")
    }
    let (input, output) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let outcome = Outcome()
    self.position = position
    self.chunkBytes = max(chunkBytes, 4096)
    self.input = input
    self.outcome = outcome
    first = []
    let started = CopyThread.start {
      do throws(LMDBError) {
        try environment.copy(to: output, compacting: compacting)
      } catch {
        outcome.failure.withLock { $0 = error }
      }
      close(output)
    }
    guard started else {
      close(output)
      // All is initialized, so that `deinit` closes the other end.
      throw .snapshot("no thread could be started to copy the keyspace")
    }
    first = fill(1)
  }

  deinit {
    if isOpen { close(input) }
  }

  /// The next chunk, which it may have to wait for; nil at the end.
  package func next() throws(StoreError) -> SnapshotChunk? {
    reading.lockAlone()
    defer { reading.unlock() }
    guard isOpen else { return nil }
    var bytes = first
    first = []
    if bytes.count < chunkBytes { bytes += fill(chunkBytes - bytes.count) }
    if bytes.isEmpty {
      isOpen = false
      close(input)
      if let failure = outcome.failure.withLock({ $0 }) { throw .snapshot(failure.description) }
      return nil
    }
    defer { offset += UInt64(bytes.count) }
    return SnapshotChunk(offset: offset, bytes: bytes, checksum: CRC32C.sum(bytes))
  }

  /// Ends early: `next` returns nil from then on, and the copying thread stops at its next write.
  package func cancel() {
    reading.lockAlone()
    defer { reading.unlock() }
    guard isOpen else { return }
    isOpen = false
    close(input)
  }

  /// Up to `count` bytes; fewer at the end only.
  private func fill(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count, let start = buffer.baseAddress {
        let got = read(input, start + filled, count - filled)
        if got > 0 {
          filled += got
        } else if got == 0 || errno != EINTR {
          return
        }
      }
    }
  }
}

private enum CopyThread {
  private final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Runs `body` on a detached thread that no signal about a closed pipe can end.
  static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    let box = Unmanaged.passRetained(Box(body))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
        return nil
      }, box.toOpaque())
    if code != 0 {
      box.release()
      return false
    }
    pthread_detach(thread)
    return true
  }
}
