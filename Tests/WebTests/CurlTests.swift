import Glibc
import NIOCore
import PKI
import Synchronization
import Testing
import Web

/// Other people's programs as clients: curl and openssl s_client.
@Suite(.timeLimit(.minutes(2))) struct ForeignClients {
  private let trust: Trust
  private let folder: String

  init() throws {
    trust = try Trust()
    var template = Array("/tmp/tern-web-XXXXXX".utf8CString)
    folder = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/tmp"
    }
    save(trust.authority.certificate.pem, "ca.pem")
    save(trust.client.certificate.pem, "client.pem")
    save(trust.client.key.pem, "client-key.pem")
  }

  private func save(_ text: String, _ name: String) {
    guard let file = fopen("\(folder)/\(name)", "w") else { return }
    fputs(text, file)
    fclose(file)
  }

  /// What a shell command prints. On a thread of its own: it blocks.
  private func run(_ command: String) async -> String {
    let folder = folder
    return await Task.detached {
      var output: [UInt8] = []
      if let pipe = popen("cd \(folder); \(command)", "r") {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer[..<count] }
        pclose(pipe)
      }
      return text(output)
    }.value
  }

  private func serve(_ seen: Seen) async throws -> WebServer {
    try await WebServer.start(
      host: "127.0.0.1", port: 0, group: group, tls: try trust.serverContext(), handler: handler(seen))
  }

  @Test(
    "given curl, when it asks in either protocol, then it gets bodies whole, gzip, continue and its name",
    arguments: ["http1.1", "http2"])
  func curl(version: String) async throws {
    let seen = Seen()
    let server = try await serve(seen)
    let url = "https://localhost:\(server.port)"
    let curl = "curl -sS -m 20 --cacert ca.pem --\(version)"
    let named = await run("\(curl) --cert client.pem --key client-key.pem '\(url)/who?x=1'")
    #expect(named.hasPrefix("GET /who x=1 \(version == "http2" ? "http2" : "http1") [\"client\""))
    #expect(await run("\(curl) \(url)/who").hasSuffix("[]"))
    let echoed =
      "head -c 3000000 /dev/urandom > up; \(curl) --data-binary @up \(url)/echo | cmp - up && echo same"
    #expect(await run(echoed) == "same\n")
    #expect(
      await run("\(curl) -H 'Expect: 100-continue' --data-binary @up \(url)/echo | cmp - up && echo same")
        == "same\n")
    #expect(await run("\(curl) \(url)/big | wc -c") == "1048576\n")
    let packed = await run("\(curl) --compressed -o /dev/null -w '%{size_download}' \(url)/big")
    #expect((Int(packed) ?? .max) < 20_000)
    #expect(await run("\(curl) --compressed \(url)/big | wc -c") == "1048576\n")
    let refused =
      "head -c 30000000 /dev/zero > long; \(curl) -o /dev/null -w '%{http_code}' --data-binary @long"
    // In HTTP/2 curl may take the reset that lets it stop sending (RFC 9113 §8.1) for a failure of its own.
    let code = await run("\(refused) \(url)/echo 2>/dev/null")
    #expect(code == "413" || (version == "http2" && code == "000"), "\(code)")
    #expect(await run("\(curl) -I \(url)/big").lowercased().contains("content-length: 1048576"))
    let twice = await run("\(curl) -o /dev/null -o /dev/null -w '%{num_connects}' \(url)/1 \(url)/2")
    #expect(twice == "10")
    let broken = await run("\(curl) \(url)/broken -o /dev/null 2>/dev/null; echo $?")
    #expect(broken != "0\n")
    _ = await run("curl -s -N --cacert ca.pem --\(version) -m 1 \(url)/watch")
    #expect(await eventually { seen.cancelled.withLock { $0 } == 1 })
    await server.drain(deadline: .now() + .seconds(2))
  }

  @Test(
    "given openssl, when it connects, then TLS 1.2 is the oldest, ALPN answers and the authority is asked for"
  )
  func openssl() async throws {
    let server = try await serve(Seen())
    let connect = "echo Q | timeout 10 openssl s_client -connect 127.0.0.1:\(server.port) -CAfile ca.pem"
    let modern = await run("\(connect) -alpn h2 2>&1")
    #expect(modern.contains("ALPN protocol: h2") && modern.contains("Verify return code: 0"))
    #expect(modern.contains("Acceptable client certificate CA names") && modern.contains("CN = ca"))
    #expect(await run("\(connect) -tls1_2 2>&1").contains("Verify return code: 0"))
    #expect(!(await run("\(connect) -tls1_1 2>&1").contains("Cipher is ECDHE")))
    #expect(
      await run("\(connect) -cert client.pem -key client-key.pem 2>&1").contains("Verify return code: 0"))
    #expect(
      await run("curl -s http://127.0.0.1:\(server.port)/").hasPrefix(
        "Client sent an HTTP request to an HTTPS"))
    await server.drain(deadline: .now() + .seconds(2))
  }
}
