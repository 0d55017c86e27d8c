/// RFC 9113 §7. Unknown codes of a peer count as INTERNAL_ERROR.
package enum ErrorCode: UInt32, Sendable {
  case noError = 0
  case protocolError, internalError, flowControlError, settingsTimeout, streamClosed, frameSizeError
  case refusedStream, cancel, compressionError, connectError, enhanceYourCalm, inadequateSecurity
  case http11Required

  init(peer code: UInt32) {
    self = ErrorCode(rawValue: code) ?? .internalError
  }
}

/// Why a connection cannot go on: what GOAWAY says.
struct ConnectionError: Error, Hashable {
  var code: ErrorCode
  var reason: String

  init(_ code: ErrorCode, _ reason: String) {
    self.code = code
    self.reason = reason
  }
}
