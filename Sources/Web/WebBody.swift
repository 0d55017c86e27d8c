internal import DequeModule
internal import NIOCore

/// The bytes of a message, as they come. One reader.
///
/// `@unchecked Sendable`: the state belongs to `loop`; without a loop nothing ever changes but what is read.
package final class WebBody: @unchecked Sendable {
  private let loop: (any EventLoop)?
  private var chunks = Deque<[UInt8]>()
  private var buffered = 0
  private var end: Result<Void, WebError>?
  private var waiter: CheckedContinuation<[UInt8]?, any Error>?
  /// Hears whether more is wanted for now; on the loop.
  var onDemand: ((Bool) -> Void)?
  /// The reader is gone before the end; on the loop.
  var onAbandon: (@Sendable () -> Void)?
  private var isHeld = false

  /// Bytes that may wait for the reader.
  private static let high = 128 << 10

  /// A body that is whole. It is meant for tests and for messages of one's own.
  package init(_ bytes: [UInt8] = []) {
    loop = nil
    if !bytes.isEmpty { chunks.append(bytes) }
    end = .success(())
  }

  init(loop: any EventLoop) {
    self.loop = loop
  }

  deinit {
    if end == nil, let onAbandon { loop?.run(onAbandon) }
  }

  var hasEnded: Bool { end != nil }

  // MARK: For the connection, on the loop

  func feed(_ bytes: [UInt8]) {
    guard end == nil, !bytes.isEmpty else { return }
    if let waiting = waiter.take() {
      waiting.resume(returning: bytes)
      return
    }
    chunks.append(bytes)
    buffered += bytes.count
    if !isHeld, buffered > Self.high {
      isHeld = true
      onDemand?(false)
    }
  }

  func finish() { close(.success(())) }
  func fail(_ error: WebError) { close(.failure(error)) }

  private func close(_ result: Result<Void, WebError>) {
    guard end == nil else { return }
    end = result
    onDemand = nil
    onAbandon = nil
    guard let waiting = waiter.take() else { return }
    switch result {
    case .success: waiting.resume(returning: nil)
    case .failure(let error): waiting.resume(throwing: error)
    }
  }

  // MARK: For the reader

  /// The next bytes, none after the end. Throws when the other side went away before it, or the task was
  /// cancelled.
  package func next() async throws -> [UInt8]? {
    guard let loop else { return chunks.popFirst() }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        loop.run { self.take(continuation) }
      }
    } onCancel: {
      loop.execute { self.waiter.take()?.resume(throwing: CancellationError()) }
    }
  }

  private func take(_ continuation: CheckedContinuation<[UInt8]?, any Error>) {
    if let chunk = chunks.popFirst() {
      buffered -= chunk.count
      if isHeld, buffered <= Self.high / 2 {
        isHeld = false
        onDemand?(true)
      }
      continuation.resume(returning: chunk)
      return
    }
    switch end {
    case .success: continuation.resume(returning: nil)
    case .failure(let error): continuation.resume(throwing: error)
    case nil:
      if waiter != nil {
        continuation.resume(throwing: WebError.malformed("two readers of one body"))
      } else {
        waiter = continuation
        onDemand?(true)
      }
    }
  }

  /// All of it, at most `limit` bytes.
  package func collect(upTo limit: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let chunk = try await next() {
      guard chunk.count <= limit - bytes.count else { throw WebError.bodyTooLarge }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
    }
    return bytes
  }

  /// Says that nothing more will be read: a connection that has no end in sight closes.
  package func abandon() {
    guard let loop else { return }
    loop.run {
      let told = self.onAbandon.take()
      self.chunks.removeAll()
      self.buffered = 0
      self.close(.failure(.disconnected))
      told?()
    }
  }
}
