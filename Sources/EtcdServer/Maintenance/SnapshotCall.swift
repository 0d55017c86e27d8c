import HTTP2
import Keyspace
import NIOCore
import NIOPosix
import Synchronization

/// One `Maintenance/Snapshot` stream: the keyspace's data file at one moment, then the SHA-256 of it, as etcd
/// ends its own (the file's size is a multiple of 512, which is how a reader knows that a digest follows).
/// Pieces are read on the pool and at the client's pace, one ahead.
final class SnapshotCall: CallHandler {
  private let context: ServiceContext
  private let counters: MethodCounters
  private var call: (any ServerCall)?
  private var source: SnapshotSource?
  private var isReading = false
  private var hasStarted = false

  init(_ call: any ServerCall, _ context: ServiceContext, _ counters: MethodCounters) {
    self.call = call
    self.context = context
    self.counters = counters
  }

  func received(_ message: ByteBuffer) {
    guard !hasStarted else { return }
    hasStarted = true
    do throws(StoreError) {
      let store = context.keyspace.store
      let size = try store.sizes().file
      source = SnapshotSource(
        try store.snapshotStream(chunkBytes: context.limits.snapshotChunkBytes), size: size)
    } catch {
      return end(GRPCStatus(.internalError, "\(error)"))
    }
    readOn()
  }

  func receivedEnd() {
    if !hasStarted { end(GRPCStatus(.internalError, "a snapshot takes one request message; none came")) }
  }

  func writable() {
    readOn()
  }

  func cancelled() {
    source?.stream.cancel()
    guard call != nil else { return }
    call = nil
    counters.count(.cancelled)
  }

  private func end(_ status: GRPCStatus) {
    source?.stream.cancel()
    guard let call else { return }
    self.call = nil
    counters.count(status.code)
    call.finish(status)
  }

  private func readOn() {
    guard let call, let source, !isReading, call.bufferedBytes < context.limits.watchBufferBytes else {
      return
    }
    isReading = true
    let bound = NIOLoopBound(self, eventLoop: call.eventLoop)
    let loop = call.eventLoop
    context.pool.submit { state in
      let piece: Result<SnapshotSource.Piece?, GRPCStatus> =
        if case .active = state { source.next() } else { .failure(EtcdError.stopped) }
      loop.execute { bound.value.read(piece) }
    }
  }

  private func read(_ piece: Result<SnapshotSource.Piece?, GRPCStatus>) {
    isReading = false
    guard let call else { return }
    switch piece {
    case .failure(let status): end(status)
    case .success(nil): end(.ok)
    case .success(let piece?):
      call.send(Self.message(context.header(), piece, version: context.version))
      readOn()
    }
  }

  private static func message(_ header: Header, _ piece: SnapshotSource.Piece, version: String) -> ByteBuffer
  {
    let version = Array(version.utf8)
    let size =
      WireSize.message(header.size) + WireSize.field(piece.remaining) + WireSize.field(piece.bytes)
      + WireSize.field(version)
    return WireWriter.buffer(size: size) { writer in
      header.write(to: &writer)
      writer.field(0x10, piece.remaining)
      writer.field(0x1A, piece.bytes)
      writer.field(0x22, version)
    }
  }
}

/// The snapshot's pieces. One at a time is read, from whatever thread of the pool.
private final class SnapshotSource: Sendable {
  struct Piece: Sendable {
    var bytes: [UInt8]
    /// What is still to come, as far as it can be told before.
    var remaining: UInt64
  }

  private struct Progress: Sendable {
    var hash = SHA256()
    var sent: UInt64 = 0
    var isComplete = false
  }

  let stream: SnapshotStream
  private let size: UInt64
  /// Carries the progress from one thread of the pool to the next.
  private let progress = Mutex(Progress())

  init(_ stream: SnapshotStream, size: Int) {
    self.stream = stream
    self.size = UInt64(max(0, size))
  }

  /// nil when everything was given, the digest too.
  func next() -> Result<Piece?, GRPCStatus> {
    let chunk: SnapshotChunk?
    do throws(StoreError) { chunk = try stream.next() } catch {
      return .failure(GRPCStatus(.internalError, "\(error)"))
    }
    return progress.withLock { progress in
      if let chunk {
        progress.hash.update(chunk.bytes)
        progress.sent += UInt64(chunk.bytes.count)
        let remaining = size > progress.sent ? size - progress.sent : 0
        return .success(Piece(bytes: chunk.bytes, remaining: remaining))
      }
      guard !progress.isComplete, progress.sent > 0, progress.sent % 512 == 0 else { return .success(nil) }
      progress.isComplete = true
      return .success(Piece(bytes: progress.hash.digest(), remaining: 0))
    }
  }
}
