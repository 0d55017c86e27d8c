internal import NIOCore

/// RFC 9113 §6.5.2, as a peer has set them.
struct Settings: Hashable, Sendable {
  static let maxWindow = 0x7fff_ffff
  static let initialWindow = 65_535

  enum Identifier: UInt16 {
    case headerTableSize = 1
    case enablePush, maxConcurrentStreams, initialWindowSize, maxFrameSize, maxHeaderListSize
  }

  var headerTableBytes = 4096
  var maxConcurrentStreams = UInt32.max
  var initialWindowBytes = Settings.initialWindow
  var maxFrameBytes = 16_384

  /// `payload` holds whole settings.
  mutating func apply(_ payload: ByteBuffer, fromServer: Bool) throws(ConnectionError) {
    var payload = payload
    while let (identifier, value) = payload.readMultipleIntegers(as: (UInt16, UInt32).self) {
      switch Identifier(rawValue: identifier) {
      case .headerTableSize:
        headerTableBytes = Int(value)
      case .enablePush:
        guard value == 0 || (value == 1 && !fromServer) else {
          throw ConnectionError(.protocolError, "ENABLE_PUSH \(value)")
        }
      case .maxConcurrentStreams:
        maxConcurrentStreams = value
      case .initialWindowSize:
        guard value <= Settings.maxWindow else {
          throw ConnectionError(.flowControlError, "INITIAL_WINDOW_SIZE \(value)")
        }
        initialWindowBytes = Int(value)
      case .maxFrameSize:
        guard value >= 16_384, value < 1 << 24 else {
          throw ConnectionError(.protocolError, "MAX_FRAME_SIZE \(value)")
        }
        maxFrameBytes = Int(value)
      case .maxHeaderListSize, nil:
        break
      }
    }
  }

  static func write(_ settings: [(Identifier, UInt32)], into output: inout ByteBuffer) {
    output.writeFrameHeader(.settings, stream: 0, length: settings.count * 6)
    for (identifier, value) in settings {
      output.writeInteger(identifier.rawValue)
      output.writeInteger(value)
    }
  }
}
