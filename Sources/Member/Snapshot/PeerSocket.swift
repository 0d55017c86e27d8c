internal import NIOCore

#if canImport(Glibc)
  internal import Glibc
#endif

/// A blocking connection to a peer, for the thread that streams a snapshot: its pace is the socket's, and it
/// shares no event loop with heartbeats.
final class PeerSocket {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let descriptor: Int32
  private var decoder = FrameDecoder()

  /// Connects; each later call fails when the peer is silent for `timeoutSeconds`.
  init(host: String, port: Int, timeoutSeconds: Int) throws {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &list)
    guard code == 0, let first = list else {
      throw Failure(description: "cannot resolve \(host): \(String(cString: gai_strerror(code)))")
    }
    defer { freeaddrinfo(list) }
    descriptor = socket(
      first.pointee.ai_family, first.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue),
      first.pointee.ai_protocol)
    guard descriptor >= 0 else { throw Self.failure("open a socket") }
    var timeout = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
    guard connect(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0 else {
      // All is initialized, so that `deinit` closes it.
      throw Self.failure("connect to \(host):\(port)")
    }
  }

  deinit {
    close(descriptor)
  }

  func send(_ frame: PeerFrame) throws {
    let bytes = frame.encoded
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Self.failure("send") }
      sent += count
    }
  }

  func receive() throws -> PeerFrame {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      if let frame = try decoder.next() { return frame }
      let count = recv(descriptor, &chunk, chunk.count, 0)
      guard count > 0 else {
        throw count == 0 ? Failure(description: "peer closed") : Self.failure("receive")
      }
      var bytes = ByteBuffer(bytes: chunk[..<count])
      decoder.append(&bytes)
    }
  }

  private static func failure(_ action: String) -> Failure {
    Failure(description: "cannot \(action): \(String(cString: strerror(errno)))")
  }
}
