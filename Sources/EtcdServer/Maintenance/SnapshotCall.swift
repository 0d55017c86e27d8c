import Failpoints
import HTTP2
import Keyspace
import NIOCore
import NIOPosix
import Synchronization

/// One `Maintenance/Snapshot` stream: the keyspace's data file at one moment, then the SHA-256 of it, as etcd
/// ends its own (the file's size is a multiple of 512, which is how a reader knows that a digest follows).
/// Pieces are read on the pool and at the client's pace, one ahead. A client that leaves what it was sent
/// standing for too long is given up, since pages that the keyspace frees meanwhile can't be used again.
final class SnapshotCall: CallHandler {
  private let context: ServiceContext
  private let counters: MethodCounters
  private var call: (any ServerCall)?
  private var source: SnapshotSource?
  private var isReading = false
  private var hasStarted = false
  /// Whether it counts among the snapshots at the same time.
  private var hasPlace = false
  /// Rings when the client has been waited for too long.
  private var patience: Scheduled<Void>?

  init(_ call: any ServerCall, _ context: ServiceContext, _ counters: MethodCounters) {
    self.call = call
    self.context = context
    self.counters = counters
  }

  /// To open the stream waits for a checkpoint that is under way.
  func received(_ message: ByteBuffer) {
    guard !hasStarted, let call else { return }
    hasStarted = true
    guard context.metrics.snapshots.enter(limit: context.limits.maxSnapshots) else {
      return end(EtcdError.tooManyRequests)
    }
    hasPlace = true
    let bound = NIOLoopBound(self, eventLoop: call.eventLoop)
    let loop = call.eventLoop
    let (store, chunkBytes) = (context.keyspace.store, context.limits.snapshotChunkBytes)
    context.pools.snapshots.submit { state in
      let opened: Result<SnapshotSource, GRPCStatus> =
        if case .active = state {
          SnapshotSource.open(store, chunkBytes: chunkBytes)
        } else {
          .failure(EtcdError.stopped)
        }
      loop.execute { bound.value.opened(opened) }
    }
  }

  private func opened(_ opened: Result<SnapshotSource, GRPCStatus>) {
    switch opened {
    case .failure(let status): end(status)
    case .success(let source):
      self.source = source
      Failpoints.reach(.backupBegun)
      if call == nil { release() } else { readOn() }
    }
  }

  func receivedEnd() {
    if !hasStarted { end(GRPCStatus(.internalError, "a snapshot takes one request message; none came")) }
  }

  func writable() {
    readOn()
  }

  func cancelled() {
    guard call != nil else { return }
    call = nil
    counters.count(.cancelled)
    release()
  }

  private func end(_ status: GRPCStatus) {
    guard let call else { return }
    self.call = nil
    counters.count(status.code)
    call.finish(status)
    release()
  }

  /// Lets go of the stream, on the pool, as that may have to wait for a piece that is being read.
  private func release() {
    patience?.cancel()
    patience = nil
    if let source {
      self.source = nil
      context.pools.snapshots.submit { _ in source.stream.cancel() }
    }
    if hasPlace {
      hasPlace = false
      context.metrics.snapshots.leave()
    }
  }

  private func readOn() {
    guard let call, let source, !isReading else { return }
    guard call.bufferedBytes < context.limits.watchBufferBytes else { return awaitClient(call) }
    patience?.cancel()
    patience = nil
    isReading = true
    let bound = NIOLoopBound(self, eventLoop: call.eventLoop)
    let loop = call.eventLoop
    context.pools.snapshots.submit { state in
      let piece: Result<SnapshotSource.Piece?, GRPCStatus> =
        if case .active = state { source.next() } else { .failure(EtcdError.stopped) }
      loop.execute { bound.value.read(piece) }
    }
  }

  /// `writable` ends the wait: it comes when about half of what stands there has been taken.
  private func awaitClient(_ call: any ServerCall) {
    guard patience == nil else { return }
    let bound = NIOLoopBound(self, eventLoop: call.eventLoop)
    patience = call.eventLoop.scheduleTask(in: context.limits.snapshotPatience) {
      bound.value.end(EtcdError.snapshotNotTaken)
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
      Failpoints.reach(.backupPieceSent)
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

  private init(_ stream: SnapshotStream, size: Int) {
    self.stream = stream
    self.size = UInt64(max(0, size))
  }

  static func open(_ store: VersionStore, chunkBytes: Int) -> Result<SnapshotSource, GRPCStatus> {
    do throws(StoreError) {
      let size = try store.sizes().file
      return .success(SnapshotSource(try store.snapshotStream(chunkBytes: chunkBytes), size: size))
    } catch {
      return .failure(GRPCStatus(.internalError, "\(error)"))
    }
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
