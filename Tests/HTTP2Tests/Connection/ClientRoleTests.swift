import NIOCore
import Testing

@testable import HTTP2

/// The client's end of a connection, with what a server may say to it.
struct ClientRoleTests {
  private let template = HeaderTemplate(
    Peer.requestFields.map { .init(field: HeaderField(name: $0.0, value: $0.1), indexing: .insert) },
    isReused: true)

  private func calling(_ count: Int = 1) -> (Conversation, [Owner]) {
    var conversation = Conversation(.client)
    let owners = (0..<count).map { _ in Owner() }
    for owner in owners {
      let place = conversation.connection.open(owner, template, extra: [], endStream: false)
      conversation.connection.sendMessage(place?.slot ?? 0, ByteBuffer(bytes: [1]), last: true)
    }
    return (conversation, owners)
  }

  @Test("repeated requests shrink to indices")
  func indexed() {
    var (conversation, _) = calling(3)
    let heads = conversation.said().filter { $0.type == .headers }
    #expect(heads.map(\.stream) == [1, 3, 5])
    #expect(heads[0].payload.count > 20)
    #expect(heads[1].payload.count == 6 && heads[1].payload == heads[2].payload)
  }

  @Test("an answer is head, message and trailers; 1xx before it is passed over")
  func answer() {
    var (conversation, _) = calling()
    conversation.peer.headers(1, [(":status", "103")])
    conversation.peer.headers(1, [(":status", "200"), ("content-type", "application/grpc")])
    conversation.peer.data(1, [0, 0, 0, 0, 0])
    conversation.peer.headers(1, [("grpc-status", "0")], end: true)
    #expect(
      conversation.hear() == [
        .response(200, endStream: false), .data([0, 0, 0, 0, 0], endStream: false), .trailers,
      ])
    #expect(conversation.connection.streams.count == 0)
  }

  @Test("GOAWAY leaves the calls that the server never saw to be tried again")
  func goAway() {
    var (conversation, owners) = calling(3)
    conversation.peer.bytes.writeGoAway(last: 3, .noError)
    #expect(conversation.hear() == [.goAway(3, .noError)])
    let unprocessed = conversation.connection.closeStreams(above: 3)
    #expect(unprocessed.count == 1 && unprocessed.first === owners[2])
  }

  @Test("a server may neither push nor open streams, nor send DATA before its head")
  func refused() {
    var (pushed, _) = calling()
    pushed.peer.frame(5, flags: 4, stream: 1, [0, 0, 0, 2])
    #expect(pushed.hear() == [.failed(.protocolError)])
    var (opened, _) = calling()
    opened.peer.request(7)
    #expect(opened.hear() == [.failed(.protocolError)])
    var (early, _) = calling()
    early.peer.data(1, [1])
    #expect(early.hear() == [.reset(.protocolError, byPeer: false)])
  }

  @Test("a stream table of any history finds exactly what is open")
  func table() {
    var random = SeededGenerator(state: 13)
    var table = StreamTable<Owner>()
    var open: [StreamID: Int] = [:]
    for step in 0..<5000 {
      if open.count < 40, Bool.random(using: &random) {
        let id = StreamID(2 * step + 1)
        open[id] = table.insert(Stream(id: id, sendWindow: 0, receiveWindow: 0))
      } else if let (id, slot) = open.randomElement(using: &random) {
        table.remove(slot)
        open[id] = nil
        #expect(table.find(id) == nil)
      }
      #expect(table.count == open.count)
      for (id, slot) in open { #expect(table.find(id) == slot) }
    }
  }
}
