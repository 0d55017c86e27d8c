import PKI
import Testing

@Suite struct CertificatesAndTokens {
  private let now: Int64 = 1_800_000_000

  @Test("given an authority, when it issues, then the chain verifies for that usage and time only")
  func chain() throws {
    let ca = try CertificateAuthority.make(commonName: "ca", notBefore: now - 10, notAfter: now + 1000)
    let other = try CertificateAuthority.make(commonName: "ca", notBefore: now - 10, notAfter: now + 1000)
    let key = try PrivateKey.generateP256()
    let leaf = try ca.issue(
      CertificateTemplate(
        subject: DistinguishedName(commonName: "system:node:a", organizations: ["system:nodes", "x"]),
        alternativeNames: AlternativeNames(dns: ["*.example.org"], addresses: [[127, 0, 0, 1]]),
        notBefore: now - 5, notAfter: now + 100, forClient: true),
      for: key.publicKey)
    #expect(leaf.subject.commonName == "system:node:a")
    #expect(leaf.subject.organizations == ["system:nodes", "x"])
    #expect(leaf.alternativeNames.addresses == [[127, 0, 0, 1]])
    #expect(leaf.notBefore == now - 5 && leaf.notAfter == now + 100)
    #expect(leaf.matches(host: "a.example.org") && leaf.matches(ip: "127.0.0.1"))
    #expect(!leaf.matches(host: "example.org") && !leaf.matches(ip: "127.0.0.2"))
    func verdict(_ roots: [Certificate], _ time: Int64, _ usage: Certificate.Usage) -> Certificate
      .VerifyError?
    {
      if case .failure(let error) = leaf.verify(against: roots, now: time, usage: usage) {
        error
      } else {
        nil
      }
    }
    #expect(verdict([other.certificate, ca.certificate], now, .client) == nil)
    #expect(verdict([ca.certificate], now, .server) == .badUsage)
    #expect(verdict([ca.certificate], now + 101, .client) == .expired(at: now + 100))
    #expect(verdict([ca.certificate], now - 6, .client) == .notYetValid(from: now - 5))
    #expect(verdict([], now, .client) == .unknownAuthority)
    #expect(verdict([other.certificate], now, .client) != nil)
    #expect(try Certificate.all(pem: (leaf.pem + ca.certificate.pem).utf8).count == 2)
  }

  @Test(
    "given keys of both kinds, when written and read as PEM, then tokens signed by one verify by the other")
  func tokens() throws {
    for key in [try PrivateKey.generateP256(), try PrivateKey.generateRSA2048()] {
      let again = try PrivateKey(pem: key.pem.utf8)
      let text = try JWT.sign(claims: Array("{\"sub\":\"a\"}".utf8), key: again, keyID: "k")
      let token = try #require(JWT.parse(text.utf8))
      let algorithm = try #require(JWT.algorithm(of: key.kind))
      let publicKey = try #require(try PublicKey.all(pem: key.publicKey.pem.utf8).first)
      #expect(JWT.verify(token, key: publicKey, algorithm: algorithm))
      #expect(!JWT.verify(token, key: publicKey, algorithm: "none"))
      #expect(String(decoding: token.claims, as: UTF8.self) == "{\"sub\":\"a\"}")
      var forged = Array(text.utf8)
      forged[forged.count / 2] ^= 1
      if let token = JWT.parse(forged) {
        #expect(!JWT.verify(token, key: publicKey, algorithm: algorithm))
      }
      #expect(JWT.keySet([publicKey]).contains(JWT.keyID(of: key.publicKey)))
    }
  }

  @Test("given a request, when read back, then it has its names, and a damaged one isn't signed")
  func requests() throws {
    let key = try PrivateKey.generateP256()
    let made = try CertificateRequest.make(
      subject: DistinguishedName(commonName: "cn", organizations: ["o"]),
      alternativeNames: AlternativeNames(dns: ["a", "b"]), key: key)
    let read = try CertificateRequest(pem: made.pem.utf8)
    #expect(read.isSigned && read.subject.organizations == ["o"] && read.alternativeNames.dns == ["a", "b"])
    var damaged = made.der
    damaged[damaged.count - 1] ^= 1
    #expect((try? CertificateRequest(der: damaged))?.isSigned != true)
  }

  @Test("given bytes of any kind, when read as PEM, key or certificate, then nothing traps")
  func garbage() throws {
    let key = try PrivateKey.generateP256()
    let ca = try CertificateAuthority.make(commonName: "ca", notBefore: 0, notAfter: 100)
    var generator = SystemRandomNumberGenerator()
    for source in [key.der, ca.certificate.der] {
      for _ in 0..<300 {
        var bytes = source
        for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255) }
        _ = try? PrivateKey(der: bytes)
        _ = try? Certificate(der: Array(bytes.prefix(.random(in: 0...bytes.count))))
        _ = try? Certificate(der: bytes).publicKey()
        _ = try? CertificateRequest(der: bytes)
      }
    }
    #expect(PEM.blocks("-----BEGIN X-----\nA\n-----END Y-----".utf8).isEmpty)
    #expect(
      SHA256.hmac(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)).prefix(2) == [
        0x5b, 0xdc,
      ])
  }
}
