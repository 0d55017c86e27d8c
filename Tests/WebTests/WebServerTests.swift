import NIOCore
import NIOPosix
import PKI
import Synchronization
import Testing
import Web

@Suite(.timeLimit(.minutes(2))) struct ServerAndClient {
  private func serve(
    _ trust: Trust?, _ seen: Seen = Seen(), http2: Bool = true
  ) async throws -> WebServer {
    try await WebServer.start(
      host: "127.0.0.1", port: 0, group: group, tls: try trust?.serverContext(http2: http2),
      handler: handler(seen))
  }

  private func client(_ trust: Trust, shows: Bool = false, http2: Bool = true) throws -> WebClient {
    WebClient(
      group: clientGroup, options: .init(tls: try trust.clientContext(shows: shows, http2: http2)))
  }

  private func request(
    _ server: WebServer, _ path: String, _ method: String = "GET", body: [UInt8] = [],
    host: String = "127.0.0.1"
  ) -> WebClientRequest {
    WebClientRequest(method: method, host: host, port: server.port, path: path, body: body)
  }

  @Test(
    "given either protocol, when asked with a certificate, then the handler sees who and what",
    arguments: [true, false])
  func identity(http2: Bool) async throws {
    let trust = try Trust()
    let server = try await serve(trust)
    let client = try client(trust, shows: true, http2: http2)
    for _ in 0..<3 {
      let response = try await client.send(request(server, "/a%20b?c=d"))
      let body = try await response.body.collect(upTo: 1000)
      #expect(text(body).hasPrefix("GET /a%20b c=d \(http2 ? "http2" : "http1") [\"client\""))
    }
    #expect(server.connectionCount == 1)
    client.close()
    await server.drain(deadline: .now() + .seconds(2))
  }

  @Test(
    "given a big body, when echoed, then it comes back whole; one beyond the limit is refused",
    arguments: [true, false])
  func bodies(http2: Bool) async throws {
    let trust = try Trust()
    let server = try await serve(trust)
    let client = try client(trust, http2: http2)
    var bytes = SecureRandom.bytes(1 << 20)
    for _ in 0..<2 { bytes += bytes }
    let response = try await client.send(request(server, "/echo", "POST", body: bytes))
    #expect(try await response.body.collect(upTo: 16 << 20) == bytes)
    let refused = try await client.send(request(server, "/echo", "POST", body: bytes + bytes + bytes))
    #expect(refused.status == 413)
    client.close()
    await server.drain(deadline: .now() + .seconds(2))
  }

  @Test(
    "given a slow reader, when the handler streams without end, then it waits, and its end cancels it",
    arguments: [true, false])
  func slowReader(http2: Bool) async throws {
    let trust = try Trust()
    let seen = Seen()
    let server = try await serve(trust, seen)
    let client = try client(trust, http2: http2)
    var response: WebClientResponse? = try await client.send(request(server, "/flood"))
    _ = try await response?.body.next()
    try await Task.sleep(for: .milliseconds(700))
    let written = seen.written.withLock { $0 }
    try await Task.sleep(for: .milliseconds(300))
    #expect(seen.written.withLock { $0 } == written && written > 0 && written < 16 << 20)
    response = nil
    var watch: WebClientResponse? = try await client.send(request(server, "/watch"))
    #expect(text(try await watch?.body.next() ?? []) == "first\n")
    #expect(seen.cancelled.withLock { $0 } == 0)
    watch = nil
    #expect(await eventually { seen.cancelled.withLock { $0 } == 1 })
    client.close()
    await server.drain(deadline: .now() + .seconds(2))
  }

  @Test(
    "given a stream that breaks off, when read, then its reader isn't told that it was whole",
    arguments: [true, false])
  func broken(http2: Bool) async throws {
    let trust = try Trust()
    let server = try await serve(trust)
    let client = try client(trust, http2: http2)
    await #expect(throws: (any Error).self) {
      let response = try await client.send(self.request(server, "/broken"))
      _ = try await response.body.collect(upTo: 100)
    }
    client.close()
    await server.drain(deadline: .now() + .seconds(2))
  }

  @Test("given a server of another authority or name, when connected to, then the client refuses it")
  func strangers() async throws {
    let trust = try Trust()
    let server = try await serve(trust)
    let stranger = try client(try Trust())
    await #expect(throws: WebError.self) { try await stranger.send(self.request(server, "/")) }
    let strict = WebClient(
      group: clientGroup,
      options: .init(
        tls: try TLSClientContext(
          trust: .authorities([trust.authority.certificate]), serverName: "elsewhere.example")))
    await #expect(throws: WebError.self) { try await strict.send(self.request(server, "/")) }
    let careless = WebClient(group: clientGroup, options: .init(tls: try TLSClientContext(trust: .anyone)))
    #expect(try await careless.send(request(server, "/", host: "localhost")).status == 200)
    careless.close()
    await server.drain(deadline: .now() + .seconds(2))
  }

  @Test(
    "given a reload, when a client comes anew, then it meets the new certificate, or that of the name it says"
  )
  func reload() async throws {
    let trust = try Trust()
    let context = try trust.serverContext()
    let server = try await WebServer.start(
      host: "127.0.0.1", port: 0, group: group, tls: context, handler: handler(Seen()))
    let other = try Trust()
    let before = try client(trust)
    #expect(try await before.send(request(server, "/")).status == 200)
    try context.reload(chain: [other.server.certificate], key: other.server.key)
    #expect(throws: WebError.self) {
      try context.reload(chain: [trust.server.certificate], key: other.server.key)
    }
    #expect(try await before.send(request(server, "/")).status == 200)
    let after = try client(other)
    #expect(try await after.send(request(server, "/")).status == 200)
    let wild = try Trust.leaf("wild", of: other.authority, forServer: true, dns: ["*.example.org"])
    try context.reload(
      chain: [trust.server.certificate], key: trust.server.key,
      named: [TLSIdentity(chain: [wild.certificate], key: wild.key)])
    let named = WebClient(
      group: clientGroup,
      options: .init(
        tls: try TLSClientContext(
          trust: .authorities([other.authority.certificate]), serverName: "a.example.org")))
    #expect(try await named.send(request(server, "/")).status == 200)
    #expect(try await client(trust).send(request(server, "/")).status == 200)
    named.close()
    before.close()
    after.close()
    await server.drain(deadline: .now() + .seconds(2))
  }

  @Test(
    "given requests under way, when drained, then they are answered and watches end at the deadline",
    arguments: [true, false])
  func drain(http2: Bool) async throws {
    let trust = try Trust()
    let seen = Seen()
    let server = try await serve(trust, seen)
    let client = try client(trust, http2: http2)
    let watch = try await client.send(request(server, "/watch"))
    async let slow = client.send(request(server, "/slow"))
    #expect(await eventually { seen.slow.withLock { $0 } == 1 })
    let began = ContinuousClock.now
    await server.drain(deadline: .now() + .seconds(2))
    #expect(ContinuousClock.now - began < .seconds(20))
    #expect(text(try await slow.body.collect(upTo: 10)) == "slow")
    #expect(await eventually { seen.cancelled.withLock { $0 } == 1 })
    #expect(server.connectionCount == 0)
    _ = watch.status
    await #expect(throws: (any Error).self) { try await client.send(self.request(server, "/")) }
  }

  @Test("given an upgrade, when granted, then bytes go both ways until one side ends")
  func tunnel() async throws {
    let trust = try Trust()
    let server = try await serve(trust)
    let client = try client(trust)
    var asked = request(server, "/tunnel")
    asked.headers = ["connection": "Upgrade", "upgrade": "echo"]
    let (response, tunnel) = try await client.tunnel(asked)
    #expect(response.status == 101 && response.headers["Upgrade"] == "echo")
    let carried = try #require(tunnel)
    for word in ["one", "two"] {
      try await carried.write(Array(word.utf8))
      #expect(text(try await carried.read() ?? []) == word)
    }
    await carried.close()
    let (refused, none) = try await client.tunnel(request(server, "/plain"))
    #expect(refused.status == 200 && none == nil)
    #expect(await eventually { server.connectionCount <= 1 })
    await server.drain(deadline: .now() + .seconds(2))
  }

  @Test(
    "given a time-out or a cancelled task, when the answer doesn't come, then the request ends",
    arguments: [true, false])
  func timeouts(http2: Bool) async throws {
    let trust = try Trust()
    let server = try await serve(trust)
    let client = try client(trust, http2: http2)
    var slow = request(server, "/slow")
    slow.timeout = .milliseconds(50)
    await #expect(throws: WebError.timeout) { try await client.send(slow) }
    let task = Task { try await client.send(self.request(server, "/slow")) }
    try await Task.sleep(for: .milliseconds(50))
    task.cancel()
    await #expect(throws: (any Error).self) { try await task.value }
    #expect(try await client.send(request(server, "/")).status == 200)
    client.close()
    await server.drain(deadline: .now() + .seconds(2))
  }

  @Test(
    "given bytes that are no request, when sent, then the answer is 400 or an end, and the server goes on")
  func malformed() async throws {
    let server = try await serve(nil)
    let bad = [
      "GET\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nna me: b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n",
      "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\nGET /\r\n0\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
      "\u{16}\u{3}\u{1}\n\n",
    ]
    for text in bad {
      let answer = talk(server.port, Array(text.utf8))
      #expect(answer.hasPrefix("HTTP/1.1 400"), "\(text.debugDescription): \(answer)")
    }
    for _ in 0..<30 {
      _ = talk(server.port, Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + SecureRandom.bytes(200))
    }
    let pipelined = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.0\r\n\r\n"
    #expect(talk(server.port, Array(pipelined.utf8)).contains("GET /2"))
    await server.drain(deadline: .now() + .seconds(2))
  }

  @Test("given a head without end, when sent, then it is refused at its limit")
  func headerBomb() async throws {
    let server = try await serve(nil)
    let line = "X-Filler: " + String(repeating: "a", count: 1000) + "\r\n"
    let bomb = "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: line, count: 1100)
    #expect(talk(server.port, Array(bomb.utf8)).hasPrefix("HTTP/1.1 431"))
    #expect(talk(server.port, Array("GET /x HTTP/1.1\r\nHost: a\r\n\r\n".utf8)).contains("GET /x"))
    await server.drain(deadline: .now() + .seconds(2))
  }

  @Test("given garbage and early ends in TLS, when sent, then those connections end and others are served")
  func garbage() async throws {
    let trust = try Trust()
    let server = try await serve(trust)
    for length in [0, 1, 5, 100, 20_000] {
      _ = talk(server.port, [0x16, 0x03, 0x01, 0x02, 0x00, 0x01] + SecureRandom.bytes(length), patience: 20)
      _ = talk(server.port, SecureRandom.bytes(length), patience: 20)
    }
    let client = try client(trust)
    #expect(try await client.send(request(server, "/")).status == 200)
    #expect(await eventually { server.connectionCount == 1 })
    client.close()
    await server.drain(deadline: .now() + .seconds(2))
  }

  @Test("given a server that requires a certificate, when a client has none, then there is no connection")
  func required() async throws {
    let trust = try Trust()
    let context = try TLSServerContext(
      chain: [trust.server.certificate], key: trust.server.key,
      clientAuthorities: [trust.authority.certificate], requiresClientCertificate: true)
    let server = try await WebServer.start(
      host: "127.0.0.1", port: 0, group: group, tls: context, handler: handler(Seen()))
    let without = try client(trust)
    await #expect(throws: (any Error).self) { try await without.send(self.request(server, "/")) }
    let with = try client(trust, shows: true)
    #expect(try await with.send(request(server, "/")).status == 200)
    with.close()
    await server.drain(deadline: .now() + .seconds(2))
  }
}
