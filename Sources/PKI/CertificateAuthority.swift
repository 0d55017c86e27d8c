internal import COpenSSL

/// A certificate and its key that sign other certificates.
package struct CertificateAuthority: Sendable {
  package let certificate: Certificate
  package let key: PrivateKey

  package init(certificate: Certificate, key: PrivateKey) {
    self.certificate = certificate
    self.key = key
  }

  /// A new one that signs itself. Times in seconds since 1970.
  package static func make(
    commonName: String, notBefore: Int64, notAfter: Int64, key: PrivateKey? = nil
  ) throws(PKIError) -> CertificateAuthority {
    let own: PrivateKey
    if let key { own = key } else { own = try PrivateKey.generateP256() }
    let certificate = try CertificateTemplate(
      subject: DistinguishedName(commonName: commonName), notBefore: notBefore, notAfter: notAfter,
      isAuthority: true
    ).sign(for: own.publicKey, issuer: nil, issuerKey: own)
    return CertificateAuthority(certificate: certificate, key: own)
  }

  package func issue(_ template: CertificateTemplate, for key: PublicKey) throws(PKIError) -> Certificate {
    try template.sign(for: key, issuer: certificate, issuerKey: self.key)
  }
}

/// What a certificate that is to be made says.
package struct CertificateTemplate: Sendable {
  package var subject: DistinguishedName
  package var alternativeNames: AlternativeNames
  /// Seconds since 1970.
  package var notBefore: Int64
  package var notAfter: Int64
  package var isAuthority: Bool
  package var forServer: Bool
  package var forClient: Bool

  package init(
    subject: DistinguishedName, alternativeNames: AlternativeNames = AlternativeNames(), notBefore: Int64,
    notAfter: Int64, isAuthority: Bool = false, forServer: Bool = false, forClient: Bool = false
  ) {
    self.subject = subject
    self.alternativeNames = alternativeNames
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.isAuthority = isAuthority
    self.forServer = forServer
    self.forClient = forClient
  }

  func sign(
    for key: PublicKey, issuer: Certificate?, issuerKey: PrivateKey
  ) throws(PKIError) -> Certificate {
    // RFC 5280, 4.1.2.2: positive, at most 20 bytes.
    var serial = SecureRandom.bytes(16)
    serial[0] = serial[0] & 0x7f | 0x40
    var usage = TERN_KU_DIGITAL_SIGNATURE | TERN_KU_KEY_ENCIPHERMENT
    if isAuthority { usage |= TERN_KU_CERT_SIGN | TERN_KU_CRL_SIGN }
    let extended = (forServer ? TERN_EKU_SERVER : 0) | (forClient ? TERN_EKU_CLIENT : 0)
    let made = subject.withPointer { name in
      alternativeNames.withPointer { sans in
        serial.withUnsafeBufferPointer { serial in
          var request = tern_certificate_request()
          request.subject = name
          request.sans = sans
          request.key = key.handle.pointer
          request.issuer = issuer?.handle.pointer
          request.issuer_key = issuerKey.handle.pointer
          request.serial = serial.baseAddress
          request.serial_length = serial.count
          request.not_before = notBefore
          request.not_after = notAfter
          request.is_ca = isAuthority ? 1 : 0
          request.key_usage = Int32(usage)
          request.extended_usage = Int32(extended)
          return withExtendedLifetime((key, issuer, issuerKey)) { taken(tern_certificate_make(&request)) }
        }
      }
    }
    guard let outer = made, let inner = outer, let der = inner else {
      throw PKIError("the certificate can't be made")
    }
    return try Certificate(der: der)
  }
}

/// A request for a certificate (PKCS#10, RFC 2986).
package struct CertificateRequest: Sendable {
  package let der: [UInt8]
  package let subject: DistinguishedName
  package let alternativeNames: AlternativeNames
  package let publicKey: PublicKey
  /// Whether who asks holds the key.
  package let isSigned: Bool

  package init(der: [UInt8]) throws(PKIError) {
    guard let csr = tern_csr_from_der(der, der.count) else {
      throw PKIError("malformed certificate request")
    }
    defer { tern_csr_free(csr) }
    guard let key = KeyHandle(tern_csr_key(csr)) else { throw PKIError("unsupported public key") }
    self.der = der
    subject = DistinguishedName(tern_csr_subject(csr))
    alternativeNames = AlternativeNames(taking: tern_csr_sans(csr))
    publicKey = PublicKey(key)
    isSigned = tern_csr_verify(csr) == 1
  }

  /// The first block must be the request, as upstream.
  package init(pem: some Sequence<UInt8>) throws(PKIError) {
    guard let block = PEM.blocks(pem).first, block.label == "CERTIFICATE REQUEST" else {
      throw PKIError("PEM block type must be CERTIFICATE REQUEST")
    }
    try self.init(der: block.der)
  }

  package static func make(
    subject: DistinguishedName, alternativeNames: AlternativeNames = AlternativeNames(), key: PrivateKey
  ) throws(PKIError) -> CertificateRequest {
    let made = subject.withPointer { name in
      alternativeNames.withPointer { sans in
        taken(tern_csr_make(key.handle.pointer, name, sans))
      }
    }
    guard let outer = made, let inner = outer, let der = inner else {
      throw PKIError("the request can't be made")
    }
    return try CertificateRequest(der: der)
  }

  package var pem: String { PEM.encode("CERTIFICATE REQUEST", der) }
}
