/// Why an exchange of messages broke off.
package enum WebError: Error, Hashable, Sendable {
  /// The other side went away.
  case disconnected
  case bodyTooLarge
  case malformed(String)
  case timeout
  /// TLS could not be agreed on, or the peer is not who it should be.
  case tls(String)
  case connect(String)
  /// The server stops; the request was not processed.
  case refused
  case notUpgraded
}
