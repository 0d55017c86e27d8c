/// How a server's handle reaches its connections, each on its own loop.
enum ShutdownEvent: Sendable {
  case announce
  case closeNow
}

extension ServerLimits {
  var configuration: HTTP2Connection<ServerStream>.Configuration {
    var configuration = HTTP2Connection<ServerStream>.Configuration(role: .server)
    configuration.maxConcurrentStreams = maxConcurrentStreams
    configuration.streamWindowBytes = streamWindowBytes
    configuration.connectionWindowBytes = max(connectionWindowBytes, Settings.initialWindow)
    configuration.maxHeaderListBytes = maxHeaderListBytes
    configuration.streamOutboundBytes = streamOutboundBytes
    configuration.resetBurst = resetBurst
    configuration.resetsPerSecond = resetsPerSecond
    configuration.idleFrameBurst = idleFrameBurst
    configuration.idleFramesPerSecond = idleFramesPerSecond
    return configuration
  }
}
