import NIOCore
import Testing

@testable import HTTP2

struct FlowControlTests {
  /// A server with one request open, whose client's windows are as given.
  private func serving(streamWindow: UInt32) -> Conversation {
    var conversation = Conversation()
    conversation.peer.settings([(.initialWindowSize, streamWindow)])
    conversation.peer.request(1, end: true)
    _ = conversation.hear()
    conversation.connection.sendHead(conversation.slots[1] ?? 0, ResponseTemplates.head)
    _ = conversation.said()
    return conversation
  }

  private func dataSizes(_ frames: [Frame]) -> [Int] {
    frames.filter { $0.type == .data }.map(\.payload.count)
  }

  @Test("a message waits for its stream's window, and its trailers wait with it")
  func waits() {
    var conversation = serving(streamWindow: 10)
    let slot = conversation.slots[1] ?? 0
    conversation.connection.sendMessage(slot, ByteBuffer(repeating: 1, count: 20), last: false)
    conversation.connection.sendEnd(slot, .trailers(ResponseTemplates.ok))
    #expect(dataSizes(conversation.said()) == [10])
    #expect(conversation.connection.queuedBytes == 15)

    conversation.peer.windowUpdate(1, by: 15)
    _ = conversation.hear()

    let frames = conversation.said()
    #expect(frames.map(\.type) == [.data, .headers])
    #expect(frames.last?.flags == 5)
    #expect(conversation.connection.streams.count == 0 && conversation.connection.queuedBytes == 0)
  }

  @Test("a smaller INITIAL_WINDOW_SIZE makes windows negative, and only their filling up lets DATA go")
  func negative() {
    var conversation = serving(streamWindow: 100)
    let slot = conversation.slots[1] ?? 0
    conversation.connection.sendMessage(slot, ByteBuffer(repeating: 1, count: 85), last: false)
    conversation.peer.settings([(.initialWindowSize, 0)])
    _ = conversation.hear()
    #expect(conversation.connection.streams[slot].sendWindow == -90)
    _ = conversation.said()

    conversation.connection.sendMessage(slot, ByteBuffer(repeating: 2, count: 5), last: false)
    conversation.peer.windowUpdate(1, by: 90)
    _ = conversation.hear()
    #expect(dataSizes(conversation.said()) == [])
    conversation.peer.windowUpdate(1, by: 4)
    _ = conversation.hear()
    #expect(dataSizes(conversation.said()) == [4])
    conversation.peer.settings([(.initialWindowSize, 6)])
    _ = conversation.hear()
    #expect(dataSizes(conversation.said()) == [6])
  }

  @Test("streams take turns where the connection's window is short")
  func turns() {
    var conversation = Conversation()
    conversation.peer.settings([(.initialWindowSize, 1 << 20)])
    conversation.peer.request(1, end: true)
    conversation.peer.request(3, end: true)
    _ = conversation.hear()
    for id: StreamID in [1, 3] {
      conversation.connection.sendHead(conversation.slots[id] ?? 0, ResponseTemplates.head)
      conversation.connection.sendMessage(
        conversation.slots[id] ?? 0, ByteBuffer(repeating: 1, count: 100_000), last: false)
    }
    _ = conversation.said()
    conversation.peer.windowUpdate(0, by: 65_536)
    _ = conversation.hear()
    let order = conversation.said().filter { $0.type == .data }.map(\.stream)
    #expect(order.count == 4 && Set(order.prefix(2)) == [1, 3])
  }

  @Test("what a client sends beyond its windows is an error; within them the window comes back")
  func receiving() {
    var conversation = Conversation {
      $0.streamWindowBytes = 20_000
      $0.connectionWindowBytes = 65_535
    }
    conversation.peer.request(1)
    conversation.peer.data(1, Array(repeating: 0, count: 12_000))
    _ = conversation.hear()
    #expect(conversation.said().map(\.type) == [.windowUpdate])
    conversation.connection.streams[conversation.slots[1] ?? 0].receiveWindow = 10
    conversation.peer.data(1, Array(repeating: 0, count: 11))
    #expect(conversation.hear() == [.reset(.flowControlError, byPeer: false)])
  }

  @Test("nothing is framed while the socket takes no more")
  func socket() {
    var conversation = serving(streamWindow: 1000)
    conversation.connection.socketTakesMore = false
    conversation.connection.sendMessage(
      conversation.slots[1] ?? 0, ByteBuffer(repeating: 1, count: 5), last: false)
    #expect(conversation.said() == [])
    conversation.connection.socketTakesMore = true
    conversation.connection.pump()
    #expect(dataSizes(conversation.said()) == [10])
  }
}
