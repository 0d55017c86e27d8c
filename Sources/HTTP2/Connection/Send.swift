internal import DequeModule
internal import NIOCore

/// Sending on streams. A slot names a stream only while its owner knows that it is open.
extension HTTP2Connection {
  /// A client's new stream, or nil when ids have run out (§5.1.1).
  mutating func open(
    _ owner: Owner, _ template: HeaderTemplate, extra: [HeaderTemplate.Field], endStream: Bool
  ) -> (slot: Int, id: StreamID)? {
    precondition(configuration.role == .client)
    guard nextStream <= StreamID(Settings.maxWindow) else { return nil }
    let id = nextStream
    nextStream += 2
    var stream = Stream<Owner>(
      id: id, sendWindow: peer.initialWindowBytes, receiveWindow: configuration.streamWindowBytes)
    stream.owner = owner
    stream.sending = endStream ? .ended : .body
    let slot = streams.insert(stream)
    writeHeaders(template, extra, id, endStream: endStream)
    return (slot, id)
  }

  mutating func sendHead(_ slot: Int, _ template: HeaderTemplate) {
    guard case .head = streams[slot].sending else { return }
    writeHeaders(template, [], streams[slot].id, endStream: false)
    streams[slot].sending = .body
  }

  /// One length-prefixed gRPC message, at once where windows allow and queued otherwise; with `last` the
  /// stream's end on its last frame.
  mutating func sendMessage(_ slot: Int, _ message: ByteBuffer, last: Bool) {
    guard case .body = streams[slot].sending else { return }
    let bytes = 5 + message.readableBytes
    if streams[slot].queuedBytes == 0, socketTakesMore, bytes <= min(sendWindow, streams[slot].sendWindow),
      bytes <= peer.maxFrameBytes, outbound.readableBytes < configuration.outboundTurnBytes
    {
      sendWindow -= bytes
      streams[slot].sendWindow -= bytes
      outbound.reserveCapacity(minimumWritableBytes: bytes + FrameHeader.length)
      outbound.writeFrameHeader(
        .data, flags: last ? FrameFlags.endStream : 0, stream: streams[slot].id, length: bytes)
      outbound.writeMultipleIntegers(UInt8(0), UInt32(message.readableBytes))
      outbound.writeImmutableBuffer(message)
      idleFrames.regain(4)
      hasSentSincePing = true
      if last { endSending(slot) }
      return
    }
    var prefix = ByteBuffer()
    prefix.writeMultipleIntegers(UInt8(0), UInt32(message.readableBytes))
    streams[slot].queue.append(prefix)
    if message.readableBytes > 0 { streams[slot].queue.append(message) }
    streams[slot].queuedBytes += bytes
    queuedBytes += bytes
    if last { streams[slot].sending = .ending(.data) }
    takeTurn(slot)
    pump()
  }

  /// Ends the stream after what is queued.
  mutating func sendEnd(_ slot: Int, _ end: Stream<Owner>.End) {
    switch streams[slot].sending {
    case .ending, .ended:
      return
    case .head, .body:
      if streams[slot].queuedBytes > 0 {
        streams[slot].sending = .ending(end)
      } else {
        writeEnd(slot, end)
      }
    }
  }

  /// Drops what is queued.
  mutating func reset(_ slot: Int, _ code: ErrorCode) {
    outbound.writeResetStream(streams[slot].id, code)
    remember(reset: streams[slot].id)
    close(slot)
  }

  /// Forgets streams that the peer says it never saw, and gives their owners.
  mutating func closeStreams(above last: StreamID) -> [Owner] {
    var owners: [Owner] = []
    for slot in streams.slotRange where streams[slot].id > last {
      if let owner = streams[slot].owner { owners.append(owner) }
      close(slot)
    }
    return owners
  }

  mutating func close(_ slot: Int) {
    queuedBytes -= streams[slot].queuedBytes
    streams.remove(slot)
  }

  mutating func writeEnd(_ slot: Int, _ end: Stream<Owner>.End) {
    switch end {
    case .data:
      outbound.writeFrameHeader(.data, flags: FrameFlags.endStream, stream: streams[slot].id, length: 0)
    case .trailers(let template):
      writeHeaders(template, [], streams[slot].id, endStream: true)
    }
    endSending(slot)
  }

  /// A server that has answered doesn't wait for the rest of the request (§8.1).
  private mutating func endSending(_ slot: Int) {
    streams[slot].sending = .ended
    if streams[slot].hasEndedReceiving {
      close(slot)
    } else if configuration.role == .server {
      reset(slot, .noError)
    }
  }

  private mutating func writeHeaders(
    _ template: HeaderTemplate, _ extra: [HeaderTemplate.Field], _ id: StreamID, endStream: Bool
  ) {
    outbound.writeHeaders(
      blocks.block(template, extra: extra), stream: id, endStream: endStream,
      maxFrameBytes: peer.maxFrameBytes)
    idleFrames.regain(2)
    hasSentSincePing = true
  }

  // MARK: Turns

  mutating func takeTurn(_ slot: Int) {
    guard !streams[slot].isInTurn, streams[slot].queuedBytes > 0, streams[slot].sendWindow > 0 else { return }
    streams[slot].isInTurn = true
    turn.append((slot, streams[slot].id))
  }

  /// Frames queued DATA, a frame a stream in turn, while windows and the socket allow.
  mutating func pump() {
    while socketTakesMore, sendWindow > 0, outbound.readableBytes < configuration.outboundTurnBytes,
      let next = turn.popFirst()
    {
      guard streams.isOpen(next.slot, next.id) else { continue }
      streams[next.slot].isInTurn = false
      guard streams[next.slot].queuedBytes > 0, streams[next.slot].sendWindow > 0 else { continue }
      writeQueued(next.slot)
    }
  }

  private mutating func writeQueued(_ slot: Int) {
    let before = streams[slot].queuedBytes
    let bytes = min(before, sendWindow, streams[slot].sendWindow, peer.maxFrameBytes, 65_536)
    let left = before - bytes
    var end: Stream<Owner>.End?
    if left == 0, case .ending(let wanted) = streams[slot].sending { end = wanted }
    var flags: UInt8 = 0
    if case .data = end { flags = FrameFlags.endStream }
    outbound.reserveCapacity(minimumWritableBytes: bytes + FrameHeader.length)
    outbound.writeFrameHeader(.data, flags: flags, stream: streams[slot].id, length: bytes)
    moveQueued(slot, bytes)
    sendWindow -= bytes
    streams[slot].sendWindow -= bytes
    streams[slot].queuedBytes = left
    queuedBytes -= bytes
    idleFrames.regain(4)
    hasSentSincePing = true
    let mark = configuration.streamOutboundBytes / 2
    if left == 0 || (left < mark && before >= mark), let owner = streams[slot].owner {
      drained.append(owner)
    }
    switch end {
    case .data: endSending(slot)
    case .trailers: if let end { writeEnd(slot, end) }
    case nil:
      takeTurn(slot)
      returnStreamWindow(slot)
    }
  }

  private mutating func moveQueued(_ slot: Int, _ bytes: Int) {
    var wanted = bytes
    while wanted > 0, var chunk = streams[slot].queue.popFirst() {
      let part = min(wanted, chunk.readableBytes)
      wanted -= part
      if part == chunk.readableBytes {
        outbound.writeImmutableBuffer(chunk)
      } else if let slice = chunk.readSlice(length: part) {
        outbound.writeImmutableBuffer(slice)
        streams[slot].queue.prepend(chunk)
      }
    }
  }
}
