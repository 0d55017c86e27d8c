import NIOCore
import Testing

@testable import HTTP2

/// Each way to make a server work for nothing ends in GOAWAY with ENHANCE_YOUR_CALM.
struct FloodTests {
  private func floods(_ name: String, _ send: (inout Conversation, Int) -> Void) {
    var conversation = Conversation {
      $0.resetBurst = 100
      $0.resetsPerSecond = 10
      $0.idleFrameBurst = 100
      $0.idleFramesPerSecond = 10
    }
    for index in 0..<300 {
      send(&conversation, index)
      if conversation.hear().contains(.failed(.enhanceYourCalm)) { return }
    }
    Issue.record("\(name) was not refused")
  }

  @Test("rapid reset") func rapidReset() {
    floods("rapid reset") { conversation, index in
      conversation.peer.request(StreamID(2 * index + 1))
      conversation.peer.reset(StreamID(2 * index + 1))
    }
  }

  @Test("streams that the server must reset for the client's errors") func madeYouReset() {
    floods("made you reset") { conversation, index in
      conversation.peer.request(StreamID(2 * index + 1))
      conversation.peer.windowUpdate(StreamID(2 * index + 1), by: 0)
    }
  }

  @Test("PING") func ping() {
    floods("PING") { conversation, _ in conversation.peer.bytes.writePing(1, ack: false) }
  }

  @Test("SETTINGS") func settings() {
    floods("SETTINGS") { conversation, _ in conversation.peer.settings([]) }
  }

  @Test("WINDOW_UPDATE") func windowUpdates() {
    floods("WINDOW_UPDATE") { conversation, _ in conversation.peer.windowUpdate(0, by: 1) }
  }

  @Test("empty DATA") func emptyData() {
    floods("empty DATA") { conversation, index in
      if index == 0 { conversation.peer.request(1) }
      conversation.peer.data(1, [])
    }
  }

  @Test("PRIORITY and unknown frames") func ignoredFrames() {
    floods("PRIORITY") { conversation, index in
      conversation.peer.frame(index % 2 == 0 ? 2 : 99, stream: 1, [0, 0, 0, 0, 0])
    }
  }

  @Test("CONTINUATION without an end") func continuation() {
    floods("CONTINUATION") { conversation, index in
      conversation.peer.frame(index == 0 ? 1 : 9, stream: 1, [])
    }
  }

  @Test("a PING a second, and one after each answer, are no flood")
  func keepalive() {
    var conversation = Conversation {
      $0.idleFrameBurst = 10
      $0.idleFramesPerSecond = 1
    }
    for _ in 0..<1000 {
      conversation.now = conversation.now + .seconds(1)
      conversation.peer.bytes.writePing(1, ack: false)
      #expect(conversation.hear() == [])
      #expect(conversation.said().first?.type == .ping)
    }
  }
}
