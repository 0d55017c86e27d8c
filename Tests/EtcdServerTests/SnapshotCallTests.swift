import HTTP2
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import EtcdServer

@Suite("Snapshots for clients")
struct SnapshotCallTests {
  /// A call whose client takes nothing.
  private final class SilentCall: ServerCall {
    let eventLoop: any EventLoop
    let path = ""
    let headers = Headers()
    let deadline: NIODeadline? = nil
    let remoteAddress: SocketAddress? = nil
    private(set) var isEnded = false
    private(set) var bufferedBytes = 0
    private let ended: EventLoopPromise<GRPCStatus>

    init(_ eventLoop: any EventLoop, _ ended: EventLoopPromise<GRPCStatus>) {
      self.eventLoop = eventLoop
      self.ended = ended
    }

    func send(_ message: ByteBuffer) { bufferedBytes += message.readableBytes }
    func finish(with message: ByteBuffer) { finish(.ok) }

    func finish(_ status: GRPCStatus) {
      isEnded = true
      ended.succeed(status)
    }
  }

  @Test("a client that takes nothing is given up, and its place is free again", .timeLimit(.minutes(1)))
  func stalled() async throws {
    var limits = ServiceLimits()
    limits.snapshotChunkBytes = 4096
    limits.watchBufferBytes = 8192
    limits.snapshotPatience = .milliseconds(100)
    limits.maxSnapshots = 1
    let context = ServiceContext(
      member: try TestMember(), limits: limits, metrics: ServerMetrics(MetricsRegistry()),
      logger: Logger(label: "test"), version: "3.6.0", pools: WorkerPools())
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    func open() -> EventLoopFuture<GRPCStatus> {
      let ended = loop.makePromise(of: GRPCStatus.self)
      loop.execute {
        let counters = context.metrics.counters(service: "Maintenance", method: "Snapshot")
        SnapshotCall(SilentCall(loop, ended), context, counters).received(ByteBuffer())
      }
      return ended.futureResult
    }
    let first = open()
    let second = open()
    #expect(try await second.get() == EtcdError.tooManyRequests)
    #expect(try await first.get() == EtcdError.snapshotNotTaken)
    #expect(try await open().get() == EtcdError.snapshotNotTaken)
    await context.pools.shutdown()
  }
}
