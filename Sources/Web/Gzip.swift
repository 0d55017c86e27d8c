internal import CZlib

/// gzip (RFC 1952) of what is written in parts. Of one task at a time.
package final class GzipStream: @unchecked Sendable {
  private let stream: OpaquePointer?

  package init(level: Int = 1) {
    stream = tern_gzip_new(Int32(clamping: level))
  }

  deinit {
    tern_zlib_free(stream)
  }

  /// What has come out; all that went in when `flushing`, and the trailer too with `finishing`.
  package func add(_ bytes: [UInt8], flushing: Bool = false, finishing: Bool = false) -> [UInt8]? {
    guard let stream else { return nil }
    let flush = finishing ? TERN_ZLIB_FINISH : flushing ? TERN_ZLIB_SYNC : TERN_ZLIB_NO_FLUSH
    return bytes.withUnsafeBytes { input in
      tern_zlib_input(stream, input.baseAddress, input.count)
      return Gzip.drain { tern_gzip_next(stream, $0, $1, Int32(flush), $2) }
    }
  }
}

/// Whole messages.
package enum Gzip {
  /// Upstream's threshold: below it compression costs more than it saves.
  package static let threshold = 128 << 10

  package static func compress(_ bytes: [UInt8], level: Int = 1) -> [UInt8]? {
    GzipStream(level: level).add(bytes, finishing: true)
  }

  /// nil for what is no gzip or is more than `limit` bytes.
  package static func expand(_ bytes: [UInt8], upTo limit: Int) -> [UInt8]? {
    guard let stream = tern_gunzip_new() else { return nil }
    defer { tern_zlib_free(stream) }
    return bytes.withUnsafeBytes { input in
      tern_zlib_input(stream, input.baseAddress, input.count)
      return drain(upTo: limit, mustEnd: true) { tern_gunzip_next(stream, $0, $1, $2) }
    }
  }

  fileprivate static func drain(
    upTo limit: Int = .max, mustEnd: Bool = false,
    _ step: (UnsafeMutableRawPointer?, Int, UnsafeMutablePointer<Int>) -> Int32
  ) -> [UInt8]? {
    var out: [UInt8] = []
    let piece = 64 << 10
    while true {
      var count = 0
      var code: Int32 = 0
      out += [UInt8](unsafeUninitializedCapacity: piece) { buffer, initialized in
        code = step(buffer.baseAddress, piece, &count)
        initialized = count
      }
      guard Int(code) != TERN_ZLIB_FAILED, out.count <= limit else { return nil }
      if Int(code) == TERN_ZLIB_END { return out }
      if count < piece { return mustEnd ? nil : out }
    }
  }
}

/// A writer whose bytes go on compressed; for long lists that are written in parts.
package final class GzipWriter: WebWriter {
  private let stream: GzipStream
  private let writer: any WebWriter

  package init(_ writer: any WebWriter, level: Int = 1) {
    stream = GzipStream(level: level)
    self.writer = writer
  }

  package func write(_ bytes: [UInt8]) async throws {
    guard let out = stream.add(bytes) else { throw WebError.malformed("gzip") }
    if !out.isEmpty { try await writer.write(out) }
  }

  /// To be called once, last.
  package func finish() async throws {
    guard let out = stream.add([], finishing: true) else { throw WebError.malformed("gzip") }
    try await writer.write(out)
  }
}
