internal import NIOCore

extension HTTP2Connection {
  /// CONTINUATION frames of one block; an honest peer fills them.
  private var maxContinuations: Int { 8 + configuration.maxHeaderListBytes / 16_384 }

  mutating func receiveHeaders(
    _ header: FrameHeader, _ payload: ByteBuffer, _ now: NIODeadline
  ) throws(ConnectionError) -> Event? {
    guard header.stream != 0 else { throw ConnectionError(.protocolError, "HEADERS on stream 0") }
    var fragment = try withoutPadding(header, payload)
    if header.has(FrameFlags.priority) {
      guard fragment.readableBytes >= 5 else {
        throw ConnectionError(.frameSizeError, "HEADERS too short for their priority")
      }
      fragment.moveReaderIndex(forwardBy: 5)
    }
    let block = PartialHeaderBlock(
      stream: header.stream, endStream: header.has(FrameFlags.endStream), fragment: fragment)
    guard header.has(FrameFlags.endHeaders) else {
      reading = .headerBlock(block)
      return nil
    }
    return try receive(block, now)
  }

  mutating func receiveContinuation(
    _ header: FrameHeader, _ payload: ByteBuffer, _ block: PartialHeaderBlock, _ now: NIODeadline
  ) throws(ConnectionError) -> Event? {
    reading = .frames
    var block = block
    var payload = payload
    block.frames += 1
    block.fragment.writeBuffer(&payload)
    guard block.frames <= maxContinuations,
      block.fragment.readableBytes <= configuration.maxHeaderListBytes + 16_384
    else { throw ConnectionError(.enhanceYourCalm, "a header block without an end (CONTINUATION)") }
    guard header.has(FrameFlags.endHeaders) else {
      reading = .headerBlock(block)
      return nil
    }
    return try receive(block, now)
  }

  private mutating func receive(
    _ block: PartialHeaderBlock, _ now: NIODeadline
  ) throws(ConnectionError) -> Event? {
    let slot = streams.find(block.stream)
    let kind: MessageHead.Kind
    if let slot {
      if case .head = streams[slot].receiving { kind = .response } else { kind = .trailers }
    } else {
      kind = .request
    }
    switch try decode(block.fragment, kind) {
    case .success(let head):
      if let slot { return try receive(head, kind, slot, block, now) }
      return try receiveRequest(head, block, now)
    case .failure(let refusal):
      if slot == nil, try !admit(block.stream, now) { return nil }
      return try streamError(block.stream, refusal.code, now)
    }
  }

  /// Why a header list is of no use, while the connection goes on.
  private struct Refusal: Error {
    var code: ErrorCode
  }

  private mutating func decode(
    _ fragment: ByteBuffer, _ kind: MessageHead.Kind
  ) throws(ConnectionError) -> Result<MessageHead, Refusal> {
    let outcome = fragment.withUnsafeReadableBytes { bytes in decode(bytes, kind) }
    switch outcome {
    case .success(let head): return head
    case .failure(let error): throw ConnectionError(.compressionError, "HPACK: \(error)")
    }
  }

  private mutating func decode(
    _ bytes: UnsafeRawBufferPointer, _ kind: MessageHead.Kind
  ) -> Result<Result<MessageHead, Refusal>, HPACKError> {
    let before = decoder.generation
    if let known = knownHeads.find(bytes, kind, generation: before) { return .success(.success(known)) }
    let fits: Bool
    do throws(HPACKError) {
      fits = try decoder.decode(bytes, maxListBytes: configuration.maxHeaderListBytes, into: &fields)
    } catch {
      return .failure(error)
    }
    guard fits else { return .success(.failure(Refusal(code: .enhanceYourCalm))) }
    do throws(MessageHead.Malformed) {
      let head = try MessageHead(kind, fields)
      if decoder.isAllReferences { knownHeads.keep(bytes, kind, generation: before, head: head) }
      return .success(.success(head))
    } catch {
      return .success(.failure(Refusal(code: .protocolError)))
    }
  }

  /// Trailers, or what answers a stream of ours.
  private mutating func receive(
    _ head: MessageHead, _ kind: MessageHead.Kind, _ slot: Int, _ block: PartialHeaderBlock,
    _ now: NIODeadline
  ) throws(ConnectionError) -> Event? {
    let owner = streams[slot].owner
    switch streams[slot].receiving {
    case .ended:
      return try streamError(block.stream, .streamClosed, now)
    case .head:
      if head.status < 200 {
        try spendIdleFrame(now)
        return block.endStream ? try streamError(block.stream, .protocolError, now) : nil
      }
      idleFrames.regain(1)
      if block.endStream {
        endReceiving(slot)
      } else {
        streams[slot].receiving = .body(contentLeft: head.contentLength)
      }
      return owner.map { .response($0, head, endStream: block.endStream) }
    case .body(let contentLeft):
      guard block.endStream, contentLeft ?? 0 == 0 else {
        return try streamError(block.stream, .protocolError, now)
      }
      idleFrames.regain(1)
      endReceiving(slot)
      return owner.map { .trailers($0, head) }
    }
  }

  private mutating func receiveRequest(
    _ head: MessageHead, _ block: PartialHeaderBlock, _ now: NIODeadline
  ) throws(ConnectionError) -> Event? {
    guard try admit(block.stream, now) else { return nil }
    let length = head.contentLength
    guard !block.endStream || length ?? 0 == 0 else {
      return try streamError(block.stream, .protocolError, now)
    }
    guard streams.count < Int(clamping: configuration.maxConcurrentStreams) else {
      return try streamError(block.stream, .refusedStream, now)
    }
    idleFrames.regain(2)
    var stream = Stream<Owner>(
      id: block.stream, sendWindow: peer.initialWindowBytes,
      receiveWindow: configuration.streamWindowBytes)
    stream.receiving = block.endStream ? .ended : .body(contentLeft: length)
    let slot = streams.insert(stream)
    return .request(slot: slot, id: block.stream, head, endStream: block.endStream)
  }

  /// Whether HEADERS open a stream. False where they come too late; an error where they may not come at all
  /// (§5.1, §5.1.1).
  private mutating func admit(_ id: StreamID, _ now: NIODeadline) throws(ConnectionError) -> Bool {
    if configuration.role == .client || id <= lastPeerStream {
      guard !isIdle(id) else { throw ConnectionError(.protocolError, "HEADERS on stream \(id)") }
      guard recentlyReset.contains(id) else {
        throw ConnectionError(.streamClosed, "HEADERS on closed stream \(id)")
      }
      try spendIdleFrame(now)
      return false
    }
    guard id & 1 == 1 else { throw ConnectionError(.protocolError, "stream \(id) opened by a client") }
    lastPeerStream = id
    if case .goneAway = closing {
      _ = try streamError(id, .refusedStream, now)
      return false
    }
    return true
  }
}
