import EtcdAPI
import Foundation
import HTTP2
import NIOCore
import NIOEmbedded
import SwiftProtobuf
import Testing

@testable import EtcdClient

/// A cluster made of values: what a test says happens on its connections, at once.
private final class FakeCluster {
  final class Call: ClientCall {
    let receiver: any CallReceiver
    var sent: [ByteBuffer] = []
    var isCancelled = false

    init(_ receiver: any CallReceiver) { self.receiver = receiver }
    func send(_ message: ByteBuffer) { sent.append(message) }
    func halfClose() {}
    func sendLast(_ message: ByteBuffer) { sent.append(message) }
    func cancel() { isCancelled = true }
  }

  final class Connection: ClientConnection {
    let eventLoop: any EventLoop
    var isUsable = true
    var openCalls: Int { calls.count }
    var onClose: ((GRPCStatus) -> Void)?
    var calls: [Call] = []

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func start(
      path: String, metadata: Headers, timeout: TimeAmount?, receiver: any CallReceiver
    ) -> any ClientCall {
      let call = Call(receiver)
      calls.append(call)
      return call
    }

    func ping(_ done: @escaping (Result<TimeAmount, GRPCStatus>) -> Void) {}
    func closeGracefully() { isUsable = false }
    func close() { isUsable = false }

    func answer(_ index: Int, _ text: String) {
      calls[index].receiver.received(ByteBuffer(string: text))
      calls[index].receiver.ended(.ok)
    }

    func lose() {
      isUsable = false
      for call in calls { call.receiver.ended(GRPCStatus(.unavailable, "connection closed")) }
      onClose?(GRPCStatus(.unavailable, "connection closed"))
    }
  }

  let loop = EmbeddedEventLoop()
  var connections: [String: Connection] = [:]
  var refusing: Set<String> = []

  func client(_ names: String..., strategy: Balancer.Strategy = .pinned, maxTries: Int = 10) -> LoopClient {
    var options = ClientOptions()
    options.strategy = strategy
    options.timeout = nil
    options.retries.maxTries = maxTries
    let endpoints = names.map { Endpoint(host: $0, port: 2379) }
    return LoopClient(endpoints: endpoints, on: loop, options: options) { endpoint, eventLoop, answer in
      if self.refusing.contains(endpoint.host) {
        answer(.failure(GRPCStatus(.unavailable, "\(endpoint) refuses", isUnprocessed: true)))
        return
      }
      let connection = Connection(eventLoop)
      self.connections[endpoint.host] = connection
      answer(.success(connection))
    }
  }
}

@Suite struct LoopClientTests {
  private func ask(
    _ client: LoopClient, _ kind: RetryPolicy.Kind, _ heard: @escaping (String) -> Void
  ) {
    client.call(RPC.KV.put, ByteBuffer(string: "?"), kind: kind) { result in
      switch result {
      case .success(let bytes): heard(String(buffer: bytes))
      case .failure(let failure): heard("failed: \(failure)\(failure.isSurelyUndone ? " (undone)" : "")")
      }
    }
  }

  @Test func `A read on a connection that breaks is answered by another member`() throws {
    let cluster = FakeCluster()
    let client = cluster.client("a", "b")
    var heard: [String] = []
    ask(client, .read) { heard.append($0) }
    try #require(cluster.connections["a"]).lose()
    try #require(cluster.connections["b"]).answer(0, "from b")
    #expect(heard == ["from b"])
  }

  @Test func `A write on a connection that breaks fails, since it may have been done`() throws {
    let cluster = FakeCluster()
    let client = cluster.client("a", "b")
    var heard: [String] = []
    ask(client, .write) { heard.append($0) }
    try #require(cluster.connections["a"]).lose()
    #expect(heard == ["failed: unavailable: connection closed"])
    #expect(cluster.connections["b"] == nil)
  }

  @Test func `A write that the member surely didn't take goes to another`() throws {
    let cluster = FakeCluster()
    let client = cluster.client("a", "b", strategy: .roundRobin)
    var heard: [String] = []
    ask(client, .write) { heard.append($0) }
    let goingAway = GRPCStatus(.unavailable, "goes away", isUnprocessed: true)
    let first = try #require(cluster.connections["a"])
    first.isUsable = false
    first.calls[0].receiver.ended(goingAway)
    try #require(cluster.connections["b"]).answer(0, "from b")
    #expect(heard == ["from b"])
  }

  @Test func `A member that refuses connections is passed over`() throws {
    let cluster = FakeCluster()
    cluster.refusing = ["a"]
    let client = cluster.client("a", "b")
    var heard: [String] = []
    ask(client, .write) { heard.append($0) }
    try #require(cluster.connections["b"]).answer(0, "from b")
    #expect(heard == ["from b"])
  }

  @Test func `With one try, a refusal by all is told at once`() {
    let cluster = FakeCluster()
    cluster.refusing = ["a", "b"]
    let client = cluster.client("a", "b", maxTries: 1)
    var heard: [String] = []
    ask(client, .write) { heard.append($0) }
    #expect(heard == ["failed: unavailable: b:2379 refuses (undone)"])
  }

  @Test func `A watch moves to another member and goes on where it was`() throws {
    let cluster = FakeCluster()
    let client = cluster.client("a", "b")
    var revisions: [Int64] = []
    let watch = WatchCall(client, WatchOptions(key: Data("k".utf8))) { output in
      if case .events(_, let revision) = output { revisions.append(revision) }
    }
    watch.start()
    let first = try #require(cluster.connections["a"])
    first.calls[0].receiver.received(
      response {
        $0.created = true; $0.header.revision = 4
      })
    first.calls[0].receiver.received(response { $0.events = [.with { $0.kv.modRevision = 6 }] })
    first.lose()
    cluster.loop.advanceTime(by: .seconds(1))

    let second = try #require(cluster.connections["b"])
    let request = try Etcdserverpb_WatchRequest(
      serializedBytes: Array(second.calls[0].sent[0].readableBytesView))
    #expect(request.createRequest.startRevision == 7)
    second.calls[0].receiver.received(
      response {
        $0.created = true; $0.header.revision = 9
      })
    second.calls[0].receiver.received(response { $0.events = [.with { $0.kv.modRevision = 8 }] })
    #expect(revisions == [6, 8])
  }

  private func response(_ fill: (inout Etcdserverpb_WatchResponse) -> Void) -> ByteBuffer {
    var response = Etcdserverpb_WatchResponse()
    fill(&response)
    return ProtobufBytes.encode(response)
  }
}
