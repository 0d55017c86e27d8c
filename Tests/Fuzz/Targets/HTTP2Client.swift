import NIOCore
import NIOEmbedded

@testable import HTTP2

extension FuzzTarget {
  /// A server's bytes to the whole of a client's connection, between calls that are made and dropped.
  static let http2Client = FuzzTarget(name: "http2-client", maxBytes: 2048) { bytes in
    var script = Script(bytes)
    let conversation = try ClientConversation(options: script.byte())
    if script.byte() & 1 == 1 {
      try conversation.hear(ByteBuffer(bytes: script.all()))
    } else {
      while !script.isAtEnd { try conversation.step(&script) }
    }
    try conversation.end()
  } seeds: {
    let answer: [UInt8] = [16, 0, 1, 17, 0, 1, 3, 1, 2, 3, 1, 0x5, 1] + prefixed(block(of: trailerFields))
    let start: [UInt8] = [4, 0, 0, 0, 19, 0, 23, 0, 3, 7, 8, 9]
    return [
      ("answer", [0, 0] + start + answer), ("reset", [2, 0] + start + [3, 0, 1, 4, 0, 0, 0, 7]),
      ("go-away", [0, 0] + start + start + [7, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0] + answer),
      (
        "settings",
        [0, 0, 4, 0, 0, 12, 0, 4, 0, 0, 0, 1, 0, 3, 0, 0, 0, 1] + start + start + [18, 1, 1, 0] + answer
      ),
      ("table-size", [0, 0, 4, 0, 0, 6, 0, 1, 0, 0, 0, 0] + start + answer),
      ("cancel", [0, 0] + start + [22, 0, 24, 25]), ("deadline", [0, 0, 4, 0, 0, 0, 19, 5, 20, 100]),
      ("ping", [0, 0, 4, 0, 0, 0, 24, 6, 1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1]),
    ]
  }
}

private final class ClientConversation {
  private final class Receiver: CallReceiver {
    var call: (any ClientCall)?
    var ends = 0

    func received(_ message: ByteBuffer) {
      precondition(ends == 0, "a message after the call's end")
    }

    func ended(_ status: GRPCStatus) {
      precondition(ends == 0, "a call that ended twice")
      ends += 1
    }
  }

  private let wire: FuzzedWire
  private var channel: EmbeddedChannel { wire.channel }
  private let connection: GRPCClientConnection
  private let answer = block(of: answerFields)
  private var calls: [Receiver] = []
  private var closes = 0
  private var openPings = 0

  init(options: UInt8) throws {
    var limits = ClientLimits()
    limits.maxQueuedCalls = 3
    limits.maxMessageBytes = 200
    limits.maxHeaderListBytes = 600
    limits.keepaliveInterval = .seconds(30)
    wire = FuzzedWire(options: options)
    connection = GRPCClientConnection(
      eventLoop: wire.channel.embeddedEventLoop, authority: "a:1", limits: limits)
    connection.onClose = { [unowned self] _ in closes += 1 }
    try channel.connect(to: try SocketAddress(unixDomainSocketPath: "/fuzz")).wait()
    try channel.pipeline.syncOperations.addHandler(connection)
    try settle()
  }

  func hear(_ bytes: ByteBuffer) throws {
    try wire.hear(bytes, settle: settle)
  }

  func step(_ script: inout Script) throws {
    switch HTTP2Script.step(&script, head: answer) {
    case .bytes(let bytes): try hear(bytes)
    case .operation(19): start(script.byte())
    case .operation(20): channel.embeddedEventLoop.advanceTime(by: .milliseconds(Int64(script.byte()) * 100))
    case .operation(21): call(script.byte())?.halfClose()
    case .operation(22): call(script.byte())?.cancel()
    case .operation(23): call(script.byte())?.sendLast(ByteBuffer(bytes: script.piece()))
    case .operation(24):
      openPings += 1
      connection.ping { [unowned self] _ in openPings -= 1 }
    case .operation(25): connection.closeGracefully()
    case .operation(26):
      channel.isWritable.toggle()
      channel.pipeline.fireChannelWritabilityChanged()
    case .operation: call(script.byte())?.send(ByteBuffer(repeating: 7, count: 100))
    }
    try settle()
  }

  private func start(_ milliseconds: UInt8) {
    let receiver = Receiver()
    calls.append(receiver)
    receiver.call = connection.start(
      path: "/etcdserverpb.KV/Range", metadata: Headers([("hasleader", "true")]),
      timeout: milliseconds == 0 ? nil : .milliseconds(Int64(milliseconds)), receiver: receiver)
  }

  private func call(_ number: UInt8) -> (any ClientCall)? {
    calls.isEmpty ? nil : calls[Int(number) % calls.count].call
  }

  private func settle() throws {
    try wire.settle()
    try HTTP2Script.checkQueues(of: connection.http2)
  }

  func end() throws {
    _ = try? channel.finish(acceptAlreadyClosed: true)
    channel.embeddedEventLoop.run()
    try checkEqual(calls.count { $0.ends != 1 }, 0, "calls that outlive their connection")
    try checkEqual(closes, 1, "a connection's ends")
    try checkEqual(openPings, 0, "pings without an answer")
    for receiver in calls { receiver.call = nil }
    let preface = HTTP2Connection<ClientStream>.preface.utf8CodeUnitCount
    try check(wire.sent.readSlice(length: preface) != nil, "no preface was sent")
    try HTTP2Script.checkFrames(wire.sent)
  }
}
