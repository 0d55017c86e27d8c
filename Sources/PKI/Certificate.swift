internal import COpenSSL

final class CertificateHandle: @unchecked Sendable {
  let pointer: OpaquePointer

  init?(_ pointer: OpaquePointer?) {
    guard let pointer else { return nil }
    self.pointer = pointer
  }

  deinit {
    tern_certificate_free(pointer)
  }
}

/// An X.509 certificate (RFC 5280), read once.
package struct Certificate: Sendable {
  package enum Usage: Sendable {
    case server, client, any
  }

  package enum VerifyError: Error, Hashable, Sendable, CustomStringConvertible {
    case notYetValid(from: Int64)
    case expired(at: Int64)
    case unknownAuthority
    case badSignature
    case badUsage
    case other

    /// Go's words.
    package var description: String {
      switch self {
      case .notYetValid, .expired: "x509: certificate has expired or is not yet valid"
      case .unknownAuthority, .badSignature: "x509: certificate signed by unknown authority"
      case .badUsage: "x509: certificate specifies an incompatible key usage"
      case .other: "x509: certificate is not valid"
      }
    }
  }

  let handle: CertificateHandle
  package let der: [UInt8]
  package let subject: DistinguishedName
  package let issuer: DistinguishedName
  package let alternativeNames: AlternativeNames
  /// Big-endian, without its sign.
  package let serial: [UInt8]
  /// Seconds since 1970.
  package let notBefore: Int64
  package let notAfter: Int64
  package let isAuthority: Bool
  /// Of the extended key usages, nil without such an extension.
  package let allowsServer: Bool?
  package let allowsClient: Bool?

  package init(der: [UInt8]) throws(PKIError) {
    guard let handle = CertificateHandle(tern_certificate_from_der(der, der.count)) else {
      throw PKIError("x509: malformed certificate")
    }
    self.handle = handle
    self.der = der
    let facts = tern_certificate_facts_of(handle.pointer)
    subject = DistinguishedName(tern_certificate_subject(handle.pointer))
    issuer = DistinguishedName(tern_certificate_issuer(handle.pointer))
    alternativeNames = AlternativeNames(taking: tern_certificate_sans(handle.pointer))
    serial = taken(tern_certificate_serial(handle.pointer)) ?? []
    notBefore = facts.not_before
    notAfter = facts.not_after
    isAuthority = facts.is_ca != 0
    let usage = Int(facts.extended_usage)
    allowsServer = usage < 0 ? nil : usage & (TERN_EKU_SERVER | TERN_EKU_ANY) != 0
    allowsClient = usage < 0 ? nil : usage & (TERN_EKU_CLIENT | TERN_EKU_ANY) != 0
  }

  /// Every certificate of `pem`; at least one.
  package static func all(pem: some Sequence<UInt8>) throws(PKIError) -> [Certificate] {
    var certificates: [Certificate] = []
    for block in PEM.blocks(pem) where block.label == "CERTIFICATE" {
      certificates.append(try Certificate(der: block.der))
    }
    guard !certificates.isEmpty else { throw PKIError("data does not contain any valid certificates") }
    return certificates
  }

  package var pem: String { PEM.encode("CERTIFICATE", der) }
  package var subjectPublicKeyInfo: [UInt8] { taken(tern_certificate_spki(handle.pointer)) ?? [] }

  package func publicKey() throws(PKIError) -> PublicKey {
    guard let key = KeyHandle(tern_certificate_key(handle.pointer)) else {
      throw PKIError("x509: unsupported public key")
    }
    return PublicKey(key)
  }

  package func matches(host: String) -> Bool {
    guard !host.utf8.contains(0) else { return false }
    return tern_certificate_matches_host(handle.pointer, host) == 1
  }

  /// `ip` as text.
  package func matches(ip: String) -> Bool {
    guard !ip.utf8.contains(0) else { return false }
    return tern_certificate_matches_ip(handle.pointer, ip) == 1
  }

  /// Whether a chain leads from this certificate, by way of `between`, to one of `roots`, which are trusted
  /// as they are, at `now` (seconds since 1970). Revocation isn't asked for, as upstream.
  package func verify(
    against roots: [Certificate], between: [Certificate] = [], now: Int64, usage: Usage
  ) -> Result<Void, VerifyError> {
    let use =
      switch usage {
      case .server: TERN_USE_SERVER
      case .client: TERN_USE_CLIENT
      case .any: TERN_USE_ANY
      }
    let rootPointers = roots.map { Optional($0.handle.pointer) }
    let betweenPointers = between.map { Optional($0.handle.pointer) }
    let code = withExtendedLifetime((roots, between)) {
      tern_certificate_verify(
        handle.pointer, betweenPointers, betweenPointers.count, rootPointers, rootPointers.count, now,
        Int32(use))
    }
    switch Int(code) {
    case TERN_V_OK: return .success(())
    case TERN_V_NOT_YET_VALID: return .failure(.notYetValid(from: notBefore))
    case TERN_V_EXPIRED: return .failure(.expired(at: notAfter))
    case TERN_V_UNKNOWN_AUTHORITY: return .failure(.unknownAuthority)
    case TERN_V_BAD_SIGNATURE: return .failure(.badSignature)
    case TERN_V_BAD_USAGE: return .failure(.badUsage)
    default: return .failure(.other)
    }
  }

  /// For `SSL_CTX`, which takes references of its own. The pointers live as long as the call.
  package static func withPointers<R>(
    _ certificates: [Certificate], _ body: ([OpaquePointer?]) -> R
  ) -> R {
    withExtendedLifetime(certificates) { body(certificates.map { $0.handle.pointer }) }
  }
}
