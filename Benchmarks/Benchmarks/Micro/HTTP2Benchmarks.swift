import Benchmark
import NIOCore

@testable import HTTP2

func http2Benchmarks() {
  Benchmark("http2: read and answer each unary call", configuration: .each) { benchmark, link in
    var requests = link.requests(benchmark.scaledIterations.count)
    benchmark.startMeasurement()
    let answered = link.answer(&requests)
    benchmark.stopMeasurement()
    precondition(answered == benchmark.scaledIterations.count, "calls are missing")
    link.takeAnswers()
  } setup: {
    Link()
  }
}

/// A client and a server of HTTP/2 without a socket between them. Only the server is measured.
final class Link {
  /// What a stream belongs to.
  final class Call {
    var slot = 0
    var reader = MessageReader(maxMessageBytes: 2 << 20)
  }

  private var client: HTTP2Connection<Call>
  private var server: HTTP2Connection<Call>
  private let now = NIODeadline.now()
  private let head: HeaderTemplate
  private let request = ByteBuffer(repeating: 0x71, count: 300)
  private let answer = ByteBuffer(repeating: 0x61, count: 28)

  init() {
    var patient = HTTP2Connection<Call>.Configuration(role: .client)
    // A thousand requests lie there before the server sees one.
    patient.outboundTurnBytes = 64 << 20
    client = HTTP2Connection(patient, now: now)
    var limits = HTTP2Connection<Call>.Configuration(role: .server)
    limits.maxConcurrentStreams = 10_000
    limits.streamWindowBytes = 1 << 20
    limits.connectionWindowBytes = 4 << 20
    server = HTTP2Connection(limits, now: now)
    head = RequestTemplates(authority: "127.0.0.1:2379", userAgent: "benchmark")
      .template(for: "/etcdserverpb.KV/Put")
    // Both say what they allow before the first call.
    takeAnswers()
    var greeting = requests(1)
    _ = answer(&greeting)
    takeAnswers()
  }

  /// The bytes of so many calls with a message each.
  func requests(_ count: Int) -> ByteBuffer {
    for _ in 0..<count {
      guard let stream = client.open(Call(), head, extra: [], endStream: false) else {
        fatalError("no ids left")
      }
      client.sendMessage(stream.slot, request, last: true)
    }
    let bytes = client.outbound
    client.recycleOutbound()
    return bytes
  }

  /// What a server does with them, and with each message an answer at once; how many there were.
  func answer(_ bytes: inout ByteBuffer) -> Int {
    var answered = 0
    while true {
      switch server.next(&bytes, now: now) {
      case .needMoreBytes:
        return answered
      case .request(let slot, _, _, _):
        let call = Call()
        call.slot = slot
        server.attach(call, to: slot)
      case .data(let call, let data, _):
        call.reader.append(data)
        guard let message = try? call.reader.next() else { continue }
        blackHole(message)
        server.sendHead(call.slot, ResponseTemplates.head)
        server.sendMessage(call.slot, answer, last: false)
        server.sendEnd(call.slot, .trailers(ResponseTemplates.ok))
        answered += 1
      case .failed(let error):
        fatalError("the server refuses the connection: \(error)")
      default:
        continue
      }
    }
  }

  /// The client reads what came, and its streams end; windows and settings go back.
  func takeAnswers() {
    var bytes = server.outbound
    server.recycleOutbound()
    loop: while true {
      switch client.next(&bytes, now: now) {
      case .needMoreBytes: break loop
      case .failed(let error): fatalError("the client refuses the connection: \(error)")
      default: continue
      }
    }
    var returned = client.outbound
    client.recycleOutbound()
    _ = answer(&returned)
  }
}
