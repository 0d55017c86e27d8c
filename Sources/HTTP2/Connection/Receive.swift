internal import NIOCore

extension HTTP2Connection {
  /// The next event of `input`, whose bytes are taken as far as they made whole frames. Ask until
  /// `.needMoreBytes`.
  mutating func next(_ input: inout ByteBuffer, now: NIODeadline) -> Event {
    do throws(ConnectionError) {
      while true {
        switch reading {
        case .stopped:
          return .needMoreBytes
        case .preface:
          if let event = readPreface(&input) { return event }
        case .settings, .frames, .headerBlock:
          guard let header = FrameHeader.peek(input) else { return .needMoreBytes }
          guard header.payloadLength <= 16_384 else {
            throw ConnectionError(.frameSizeError, "frame of \(header.payloadLength) bytes")
          }
          guard input.readableBytes >= FrameHeader.length + header.payloadLength else {
            return .needMoreBytes
          }
          input.moveReaderIndex(forwardBy: FrameHeader.length)
          guard let payload = input.readSlice(length: header.payloadLength) else { return .needMoreBytes }
          if let event = try receive(header, payload, now) { return event }
        }
      }
    } catch {
      stop(error)
      return .failed(error)
    }
  }

  /// §3.4. The first byte that differs tells that it is something else.
  private mutating func readPreface(_ input: inout ByteBuffer) -> Event? {
    let preface = Self.preface
    let expected = UnsafeBufferPointer(start: preface.utf8Start, count: preface.utf8CodeUnitCount)
    let matches = input.readableBytesView.prefix(expected.count).elementsEqual(
      expected.prefix(input.readableBytes))
    guard matches else { return .notHTTP2 }
    guard input.readableBytes >= expected.count else { return .needMoreBytes }
    input.moveReaderIndex(forwardBy: expected.count)
    reading = .settings
    writeGreeting()
    if case .announced = closing { announceShutdown() }
    return nil
  }

  private mutating func receive(
    _ header: FrameHeader, _ payload: ByteBuffer, _ now: NIODeadline
  ) throws(ConnectionError) -> Event? {
    switch reading {
    case .settings:
      guard header.type == .settings, !header.has(FrameFlags.ack) else {
        throw ConnectionError(.protocolError, "the first frame isn't SETTINGS")
      }
      reading = .frames
    case .headerBlock(let block):
      guard header.type == .continuation, header.stream == block.stream else {
        throw ConnectionError(.protocolError, "a header block was interrupted")
      }
      return try receiveContinuation(header, payload, block, now)
    case .frames, .preface, .stopped:
      break
    }
    switch header.type {
    case .data: return try receiveData(header, payload, now)
    case .headers: return try receiveHeaders(header, payload, now)
    case .resetStream: return try receiveReset(header, payload, now)
    case .settings: return try receiveSettings(header, payload, now)
    case .ping: return try receivePing(header, payload, now)
    case .goAway: return try receiveGoAway(header, payload)
    case .windowUpdate: return try receiveWindowUpdate(header, payload, now)
    case .priority: return try receivePriority(header, now)
    case .pushPromise: throw ConnectionError(.protocolError, "PUSH_PROMISE, which nobody enabled")
    case .continuation: throw ConnectionError(.protocolError, "CONTINUATION without HEADERS")
    case nil:
      try spendIdleFrame(now)
      return nil
    }
  }

  /// Whether a stream was never opened, by whoever might open it (§5.1.1).
  func isIdle(_ id: StreamID) -> Bool {
    switch configuration.role {
    case .server: id & 1 == 0 || id > lastPeerStream
    case .client: id & 1 == 0 || id >= nextStream
    }
  }

  mutating func spendIdleFrame(_ now: NIODeadline, cost: Int = 1) throws(ConnectionError) {
    guard idleFrames.spend(cost, now: now) else {
      throw ConnectionError(.enhanceYourCalm, "too many frames that carry nothing")
    }
  }

  /// Both the client's own resets and those that its errors cause count (CVE-2023-44487, CVE-2025-8671).
  mutating func spendReset(_ now: NIODeadline) throws(ConnectionError) {
    guard resets.spend(now: now) else {
      throw ConnectionError(.enhanceYourCalm, "too many streams reset")
    }
  }

  /// Resets a stream for the peer's error; the event tells its owner, if it has one yet.
  mutating func streamError(
    _ id: StreamID, _ code: ErrorCode, _ now: NIODeadline
  ) throws(ConnectionError) -> Event? {
    try spendReset(now)
    outbound.writeResetStream(id, code)
    remember(reset: id)
    guard let slot = streams.find(id) else { return nil }
    let owner = streams[slot].owner
    close(slot)
    return owner.map { .reset($0, code, byPeer: false) }
  }

  mutating func remember(reset id: StreamID) {
    if recentlyReset.count == 256 { recentlyReset.removeFirst() }
    recentlyReset.append(id)
  }

  /// Takes the padding off DATA or HEADERS (§6.1, §6.2).
  func withoutPadding(
    _ header: FrameHeader, _ payload: ByteBuffer
  ) throws(ConnectionError) -> ByteBuffer {
    guard header.has(FrameFlags.padded) else { return payload }
    var payload = payload
    guard let padding = payload.readInteger(as: UInt8.self), Int(padding) <= payload.readableBytes,
      let content = payload.readSlice(length: payload.readableBytes - Int(padding))
    else { throw ConnectionError(.protocolError, "padding longer than its frame") }
    return content
  }
}
