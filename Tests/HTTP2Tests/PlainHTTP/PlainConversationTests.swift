import NIOCore
import Testing

@testable import HTTP2

struct PlainConversationTests {
  private func next(_ text: String) -> PlainConversation.Step {
    var conversation = PlainConversation()
    var input = ByteBuffer(string: text)
    return conversation.next(&input)
  }

  private func status(_ text: String) -> Int? {
    if case .refused(let response) = next(text) { response.status } else { nil }
  }

  @Test("a GET is read, in pieces too")
  func get() {
    var conversation = PlainConversation()
    var input = ByteBuffer()
    let text = "GET /metrics?a=b HTTP/1.1\r\nHost: x\r\nAccept:  text/plain \r\n\r\n"
    var step = PlainConversation.Step.needMoreBytes
    for byte in text.utf8 {
      #expect(step == .needMoreBytes)
      input.writeInteger(byte)
      step = conversation.next(&input)
    }
    let headers = Headers([("host", "x"), ("accept", "text/plain")])
    #expect(
      step == .request(PlainRequest(method: "GET", path: "/metrics", query: "a=b", headers: headers)))
  }

  @Test("what isn't a GET without a body is refused")
  func refused() {
    #expect(status("POST / HTTP/1.1\r\n\r\n") == 405)
    #expect(status("GET / HTTP/1.1\r\nContent-Length: 3\r\n\r\n") == 413)
    #expect(status("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n") == 413)
    #expect(status("GET / HTTP/2.0\r\n\r\n") == 400)
    #expect(status("GET  / HTTP/1.1\r\n\r\n") == 400)
    #expect(status("GET / HTTP/1.1\r\nA : b\r\n\r\n") == 400)
    #expect(status("\u{16}\u{3}\u{1}") == 400)
    #expect(status("GET /" + String(repeating: "a", count: 9000)) == 431)
  }

  @Test("random and mutated heads never trap")
  func fuzz() {
    var random = SeededGenerator(state: 11)
    let good = Array("GET /a?b HTTP/1.1\r\nHost: x\r\nX: y\r\n\r\n".utf8)
    for _ in 0..<10_000 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
      }
      var conversation = PlainConversation()
      var input = ByteBuffer(bytes: bytes)
      _ = conversation.next(&input)
    }
  }
}
