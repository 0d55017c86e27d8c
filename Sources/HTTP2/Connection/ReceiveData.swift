internal import NIOCore

extension HTTP2Connection {
  /// §6.1, §6.9.1: padding counts in the windows.
  mutating func receiveData(
    _ header: FrameHeader, _ payload: ByteBuffer, _ now: NIODeadline
  ) throws(ConnectionError) -> Event? {
    guard !isIdle(header.stream) else {
      throw ConnectionError(.protocolError, "DATA on stream \(header.stream)")
    }
    let content = try withoutPadding(header, payload)
    try returnConnectionWindow(for: header.payloadLength)
    guard let slot = streams.find(header.stream) else {
      guard !recentlyReset.contains(header.stream) else {
        try spendIdleFrame(now)
        return nil
      }
      return try streamError(header.stream, .streamClosed, now)
    }
    guard case .body(let contentLeft) = streams[slot].receiving else {
      return try streamError(
        header.stream, streams[slot].hasEndedReceiving ? .streamClosed : .protocolError, now)
    }
    let endStream = header.has(FrameFlags.endStream)
    streams[slot].receiveWindow -= header.payloadLength
    guard streams[slot].receiveWindow >= 0 else {
      return try streamError(header.stream, .flowControlError, now)
    }
    if let contentLeft {
      let left = contentLeft - content.readableBytes
      guard left >= 0, left == 0 || !endStream else {
        return try streamError(header.stream, .protocolError, now)
      }
      streams[slot].receiving = .body(contentLeft: left)
    }
    let owner = streams[slot].owner
    if endStream {
      endReceiving(slot)
    } else {
      streams[slot].unreturned += header.payloadLength
      returnStreamWindow(slot)
    }
    guard content.readableBytes > 0 || endStream else {
      try spendIdleFrame(now)
      return nil
    }
    idleFrames.regain(1)
    return owner.map { .data($0, content, endStream: endStream) }
  }

  private mutating func returnConnectionWindow(for bytes: Int) throws(ConnectionError) {
    receiveWindow -= bytes
    guard receiveWindow >= 0 else {
      throw ConnectionError(.flowControlError, "more DATA than the connection's window")
    }
    unreturned += bytes
    if unreturned * 2 >= configuration.connectionWindowBytes {
      outbound.writeWindowUpdate(0, by: unreturned)
      receiveWindow += unreturned
      unreturned = 0
    }
  }

  /// A client that doesn't take its answers gets no window for more requests on that stream.
  mutating func returnStreamWindow(_ slot: Int) {
    let returned = streams[slot].unreturned
    guard returned > 0, returned * 2 >= configuration.streamWindowBytes, !streams[slot].hasEndedReceiving,
      !streams[slot].isHeld,
      streams[slot].queuedBytes <= configuration.streamOutboundBytes
    else { return }
    streams[slot].unreturned = 0
    streams[slot].receiveWindow += returned
    outbound.writeWindowUpdate(streams[slot].id, by: returned)
  }

  mutating func endReceiving(_ slot: Int) {
    streams[slot].receiving = .ended
    if streams[slot].hasEndedSending { close(slot) }
  }
}
