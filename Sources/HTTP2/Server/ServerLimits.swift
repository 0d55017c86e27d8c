package import NIOCore

/// What one client may make a server hold or do. Every resource that a peer can consume has its bound here.
package struct ServerLimits: Sendable {
  /// Calls open at a time on one connection; more are refused (REFUSED_STREAM, which clients retry).
  /// etcd sets no bound. An open call costs about a kilobyte here, so that ten thousand cost ten megabytes:
  /// far above what a client library opens, and still a bound.
  package var maxConcurrentStreams: UInt32 = 10_000
  /// Bytes of one request message. etcd's 1.5 MiB for a request and 512 KiB for what surrounds it.
  package var maxMessageBytes = 2 << 20
  /// Bytes of not yet whole request messages on one connection, over all its calls.
  package var maxPartialMessageBytes = 64 << 20
  /// Receive windows in bytes: what a client may send ahead.
  package var streamWindowBytes = 1 << 20
  package var connectionWindowBytes = 4 << 20
  /// RFC 9113 §6.5.2: the sum over a header list of name, value and 32 bytes a field.
  package var maxHeaderListBytes = 32 << 10
  /// Bytes of answers of one call that may wait for the client before it gets no window for more requests;
  /// `CallHandler.writable` comes below a half of it.
  package var streamOutboundBytes = 1 << 20
  /// Bytes of answers on one connection that may wait for the client; above it new calls wait, until half of
  /// it is left.
  package var connectionOutboundBytes = 64 << 20
  /// Bytes in the socket's queue above which nothing more is read from the client and no DATA framed.
  package var socketOutboundBytes = 1 << 20
  /// Resets (by the client, or by the server for the client's errors) in one burst, and regained a second.
  /// The burst lets all open calls be cancelled at once, as when a leader is lost.
  package var resetBurst = 10_000
  package var resetsPerSecond = 500
  /// Frames that ask for work and carry none (PING, SETTINGS, WINDOW_UPDATE, empty DATA, PRIORITY, unknown)
  /// in one burst, and regained a second. Requests and answers regain them too.
  package var idleFrameBurst = 10_000
  package var idleFramesPerSecond = 1_000
  /// Silence after which the client is pinged, and how long it may take to answer.
  package var keepaliveInterval: TimeAmount = .hours(2)
  package var keepaliveTimeout: TimeAmount = .seconds(20)
  /// How long a new connection may take to say its preface.
  package var prefaceTimeout: TimeAmount = .seconds(10)
  /// How long a connection may take, at a shutdown, to say what was on its way when it was told.
  package var shutdownPatience = ShutdownEvent.patience

  package init() {}
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
