import Glibc
import NIOCore
import NIOPosix
import PKI
import Synchronization
import Web

/// One loop, as if it were the only core: whatever waits on itself is found.
let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
let clientGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1)

/// An authority with a server's and a client's certificate.
struct Trust {
  let authority: CertificateAuthority
  let server: (certificate: Certificate, key: PrivateKey)
  let client: (certificate: Certificate, key: PrivateKey)

  init() throws {
    let now = Int64(time(nil))
    authority = try CertificateAuthority.make(commonName: "ca", notBefore: now - 60, notAfter: now + 3600)
    server = try Self.leaf("server", of: authority, forServer: true)
    client = try Self.leaf("client", of: authority, forServer: false)
  }

  static func leaf(
    _ name: String, of authority: CertificateAuthority, forServer: Bool, dns: [String] = ["localhost"]
  ) throws -> (certificate: Certificate, key: PrivateKey) {
    let now = Int64(time(nil))
    let key = try PrivateKey.generateP256()
    let template = CertificateTemplate(
      subject: DistinguishedName(commonName: name),
      alternativeNames: AlternativeNames(dns: dns, addresses: [[127, 0, 0, 1]]), notBefore: now - 30,
      notAfter: now + 1800, forServer: forServer, forClient: !forServer)
    return (try authority.issue(template, for: key.publicKey), key)
  }

  func serverContext(http2: Bool = true) throws -> TLSServerContext {
    try TLSServerContext(
      chain: [server.certificate], key: server.key, clientAuthorities: [authority.certificate],
      offersHTTP2: http2)
  }

  func clientContext(shows: Bool = false, http2: Bool = true) throws -> TLSClientContext {
    try TLSClientContext(
      trust: .authorities([authority.certificate]), chain: shows ? [client.certificate] : [],
      key: shows ? client.key : nil, offersHTTP2: http2)
  }
}

/// What the tests' handler saw.
final class Seen: Sendable {
  let cancelled = Mutex(0)
  let written = Mutex(0)
  let slow = Mutex(0)
}

func handler(_ seen: Seen) -> WebServer.Handler {
  { request in
    switch request.path {
    case "/big":
      return .full(status: 200, headers: [:], body: [UInt8](repeating: 65, count: 1 << 20))
    case "/echo":
      do {
        return .full(status: 200, headers: [:], body: try await request.body.collect(upTo: 8 << 20))
      } catch {
        return .full(status: 413, headers: [:], body: [])
      }
    case "/flood":
      return .stream(status: 200, headers: [:]) { writer in
        while true {
          try await writer.write([UInt8](repeating: 66, count: 16 << 10))
          seen.written.withLock { $0 += 16 << 10 }
        }
      }
    case "/watch":
      return .stream(status: 200, headers: [:]) { writer in
        try await writer.write(Array("first\n".utf8))
        do {
          try await Task.sleep(for: .seconds(60))
        } catch {
          seen.cancelled.withLock { $0 += 1 }
          throw error
        }
      }
    case "/slow":
      seen.slow.withLock { $0 += 1 }
      try? await Task.sleep(for: .milliseconds(300))
      return .full(status: 200, headers: [:], body: Array("slow".utf8))
    case "/broken":
      return .stream(status: 200, headers: [:]) { writer in
        try await writer.write(Array("part".utf8))
        throw CancellationError()
      }
    case "/tunnel":
      return .tunnel(status: 101, headers: ["connection": "Upgrade", "upgrade": "echo"]) { tunnel in
        while let bytes = try await tunnel.read() { try await tunnel.write(bytes) }
      }
    default:
      let names = request.clientCertificates.compactMap { try? Certificate(der: $0).subject.commonName }
      let text = "\(request.method) \(request.path) \(request.query ?? "-") \(request.version) \(names)"
      return .full(status: 200, headers: ["content-type": "text/plain"], body: Array(text.utf8))
    }
  }
}

/// Waits until `condition`, ten seconds at most.
func eventually(_ condition: () -> Bool) async -> Bool {
  for _ in 0..<500 {
    if condition() { return true }
    try? await Task.sleep(for: .milliseconds(20))
  }
  return condition()
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// Writes to a server's socket and gives what came until it closed or was silent for `milliseconds`.
func talk(_ port: Int, _ bytes: [UInt8], patience milliseconds: Int = 500) -> String {
  let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(socket) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = in_port_t(port).bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  var limit = timeval(tv_sec: 0, tv_usec: milliseconds * 1000)
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  let connected = withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
  guard connected == 0 else { return "" }
  _ = send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  var answer: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = recv(socket, &buffer, buffer.count, 0)
    guard count > 0 else { return text(answer) }
    answer += buffer[..<count]
  }
}
