import NIOCore

extension EtcdClient {
  /// What the watch hears, over lost connections, until it is compacted or cancelled; ending the iteration
  /// cancels it. Whoever reads slower than events come keeps them in memory.
  package func watch(_ options: WatchOptions) -> AsyncStream<WatchResumption.Output> {
    let (outputs, continuation) = AsyncStream.makeStream(of: WatchResumption.Output.self)
    let box = WatchBox(self)
    continuation.onTermination = { _ in box.cancel() }
    box.start(options) { output in
      continuation.yield(output)
      switch output {
      case .compacted, .cancelled: continuation.finish()
      case .created, .events, .progress: break
      }
    }
    return outputs
  }
}

/// Brings a watch to its loop: there it starts first and is cancelled after, whoever asks from wherever.
private final class WatchBox: Sendable {
  private let client: EtcdClient
  private let call: NIOLoopBoundBox<WatchCall?>

  init(_ client: EtcdClient) {
    self.client = client
    self.call = NIOLoopBoundBox.makeBoxSendingValue(nil, eventLoop: client.eventLoop)
  }

  func start(_ options: WatchOptions, deliver: @escaping @Sendable (WatchResumption.Output) -> Void) {
    client.execute { client in
      let call = WatchCall(client, options, deliver: deliver)
      self.call.value = call
      call.start()
    }
  }

  func cancel() {
    client.execute { _ in
      self.call.value?.cancel()
      self.call.value = nil
    }
  }
}
