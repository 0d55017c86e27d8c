import Configuration
import Glibc

/// A GET that a stopped or frozen member can't hold up: every step ends within the timeout.
enum HTTPProbe {
  private static let largestAnswer = 1 << 20

  /// The body of a 200 answer; nil for everything else.
  static func get(_ path: String, from address: Address, milliseconds: Int = 1000) -> String? {
    guard let connection = connect(to: address, milliseconds: milliseconds) else { return nil }
    defer { close(connection) }
    let request = "GET \(path) HTTP/1.1\r\nHost: \(address)\r\nConnection: close\r\n\r\n"
    guard send(connection, request, request.utf8.count, Int32(MSG_NOSIGNAL)) == request.utf8.count
    else { return nil }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    let deadline = Monotonic.now() &+ UInt64(milliseconds) &* 1_000_000
    while answer.count < largestAnswer, Monotonic.now() < deadline {
      let count = recv(connection, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      answer += buffer[..<count]
    }
    return body(of: String(decoding: answer, as: UTF8.self))
  }

  private static func body(of answer: String) -> String? {
    guard answer.hasPrefix("HTTP/1.1 200") || answer.hasPrefix("HTTP/1.0 200"),
      let blank = answer.firstRange(of: "\r\n\r\n")
    else { return nil }
    return String(answer[blank.upperBound...])
  }

  private static func connect(to address: Address, milliseconds: Int) -> Int32? {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let host = address.isWildcard ? "localhost" : address.host
    guard getaddrinfo(host, String(address.port), &hints, &list) == 0 else { return nil }
    defer { freeaddrinfo(list) }
    var next = list
    while let info = next?.pointee {
      next = info.ai_next
      let type = info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue)
      let descriptor = socket(info.ai_family, type, info.ai_protocol)
      guard descriptor >= 0 else { continue }
      var timeout = timeval(
        tv_sec: milliseconds / 1000, tv_usec: Int(milliseconds % 1000) * 1000)
      let size = socklen_t(MemoryLayout<timeval>.size)
      setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
      setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
      if Glibc.connect(descriptor, info.ai_addr, info.ai_addrlen) == 0 { return descriptor }
      close(descriptor)
    }
    return nil
  }
}

enum Monotonic {
  /// Nanoseconds.
  static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}
