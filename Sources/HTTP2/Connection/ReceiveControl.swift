internal import NIOCore

extension HTTP2Connection {
  mutating func receiveSettings(
    _ header: FrameHeader, _ payload: ByteBuffer, _ now: NIODeadline
  ) throws(ConnectionError) -> Event? {
    guard header.stream == 0 else { throw ConnectionError(.protocolError, "SETTINGS on a stream") }
    if header.has(FrameFlags.ack) {
      guard header.payloadLength == 0 else { throw ConnectionError(.frameSizeError, "SETTINGS ACK") }
      try spendIdleFrame(now)
      return nil
    }
    guard header.payloadLength % 6 == 0 else { throw ConnectionError(.frameSizeError, "SETTINGS") }
    try spendIdleFrame(now, cost: 10)
    let before = peer.initialWindowBytes
    try peer.apply(payload, fromServer: configuration.role == .client)
    blocks.setTableLimit(peer.headerTableBytes)
    try shiftSendWindows(by: peer.initialWindowBytes - before)
    outbound.writeFrameHeader(.settings, flags: FrameFlags.ack, stream: 0, length: 0)
    pump()
    return .settingsChanged
  }

  /// §6.9.2: also below zero.
  private mutating func shiftSendWindows(by change: Int) throws(ConnectionError) {
    guard change != 0 else { return }
    for slot in streams.slotRange where streams[slot].id != 0 {
      streams[slot].sendWindow += change
      guard streams[slot].sendWindow <= Settings.maxWindow else {
        throw ConnectionError(.flowControlError, "INITIAL_WINDOW_SIZE overflows a stream's window")
      }
      takeTurn(slot)
    }
  }

  mutating func receivePing(
    _ header: FrameHeader, _ payload: ByteBuffer, _ now: NIODeadline
  ) throws(ConnectionError) -> Event? {
    guard header.stream == 0 else { throw ConnectionError(.protocolError, "PING on a stream") }
    guard let opaque = payload.getInteger(at: payload.readerIndex, as: UInt64.self),
      header.payloadLength == 8
    else { throw ConnectionError(.frameSizeError, "PING") }
    if header.has(FrameFlags.ack) {
      try spendIdleFrame(now)
      if opaque == Self.shutdownPing { goAway() }
      return .pong(opaque)
    }
    if hasSentSincePing {
      hasSentSincePing = false
    } else {
      try spendIdleFrame(now)
    }
    outbound.writePing(opaque, ack: true)
    return nil
  }

  mutating func receiveGoAway(
    _ header: FrameHeader, _ payload: ByteBuffer
  ) throws(ConnectionError) -> Event? {
    var payload = payload
    guard header.stream == 0 else { throw ConnectionError(.protocolError, "GOAWAY on a stream") }
    guard let (last, code) = payload.readMultipleIntegers(as: (UInt32, UInt32).self) else {
      throw ConnectionError(.frameSizeError, "GOAWAY")
    }
    let reason = payload.readString(length: min(payload.readableBytes, 256)) ?? ""
    return .goAway(last: last & 0x7fff_ffff, ErrorCode(peer: code), reason: reason)
  }

  mutating func receiveReset(
    _ header: FrameHeader, _ payload: ByteBuffer, _ now: NIODeadline
  ) throws(ConnectionError) -> Event? {
    guard let code = payload.getInteger(at: payload.readerIndex, as: UInt32.self), header.payloadLength == 4
    else { throw ConnectionError(.frameSizeError, "RST_STREAM") }
    guard !isIdle(header.stream) else {
      throw ConnectionError(.protocolError, "RST_STREAM on stream \(header.stream)")
    }
    guard let slot = streams.find(header.stream) else {
      try spendIdleFrame(now)
      return nil
    }
    try spendReset(now)
    let owner = streams[slot].owner
    close(slot)
    return owner.map { .reset($0, ErrorCode(peer: code), byPeer: true) }
  }

  mutating func receiveWindowUpdate(
    _ header: FrameHeader, _ payload: ByteBuffer, _ now: NIODeadline
  ) throws(ConnectionError) -> Event? {
    guard let word = payload.getInteger(at: payload.readerIndex, as: UInt32.self), header.payloadLength == 4
    else { throw ConnectionError(.frameSizeError, "WINDOW_UPDATE") }
    try spendIdleFrame(now)
    let increment = Int(word & 0x7fff_ffff)
    if header.stream == 0 {
      guard increment > 0 else { throw ConnectionError(.protocolError, "WINDOW_UPDATE of 0") }
      sendWindow += increment
      guard sendWindow <= Settings.maxWindow else {
        throw ConnectionError(.flowControlError, "the connection's window overflows")
      }
      pump()
      return nil
    }
    guard !isIdle(header.stream) else {
      throw ConnectionError(.protocolError, "WINDOW_UPDATE on stream \(header.stream)")
    }
    guard let slot = streams.find(header.stream) else { return nil }
    guard increment > 0 else { return try streamError(header.stream, .protocolError, now) }
    streams[slot].sendWindow += increment
    guard streams[slot].sendWindow <= Settings.maxWindow else {
      return try streamError(header.stream, .flowControlError, now)
    }
    takeTurn(slot)
    pump()
    return nil
  }

  /// §5.3.2: deprecated, checked and ignored.
  mutating func receivePriority(_ header: FrameHeader, _ now: NIODeadline) throws(ConnectionError) -> Event? {
    guard header.stream != 0 else { throw ConnectionError(.protocolError, "PRIORITY on stream 0") }
    try spendIdleFrame(now)
    guard header.payloadLength == 5 else {
      guard !isIdle(header.stream) else { throw ConnectionError(.frameSizeError, "PRIORITY") }
      return try streamError(header.stream, .frameSizeError, now)
    }
    return nil
  }
}
