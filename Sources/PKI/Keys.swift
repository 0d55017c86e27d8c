internal import COpenSSL

/// An OpenSSL key, freed with its last owner. OpenSSL counts its references and locks within.
final class KeyHandle: @unchecked Sendable {
  let pointer: OpaquePointer

  init?(_ pointer: OpaquePointer?) {
    guard let pointer else { return nil }
    self.pointer = pointer
  }

  deinit {
    tern_key_free(pointer)
  }
}

package enum KeyKind: Sendable {
  case p256, p384, p521, rsa, ed25519, other

  init(_ code: Int32) {
    switch Int(code) {
    case TERN_KEY_P256: self = .p256
    case TERN_KEY_P384: self = .p384
    case TERN_KEY_P521: self = .p521
    case TERN_KEY_RSA: self = .rsa
    case TERN_KEY_ED25519: self = .ed25519
    default: self = .other
    }
  }
}

package struct PublicKey: Sendable {
  let handle: KeyHandle

  /// A SubjectPublicKeyInfo.
  package init(der: [UInt8]) throws(PKIError) {
    guard let handle = KeyHandle(tern_key_public_from_der(der, der.count)) else {
      throw PKIError("no public key")
    }
    self.handle = handle
  }

  init(_ handle: KeyHandle) {
    self.handle = handle
  }

  /// Every key that `pem` names, as a file of --service-account-key-file: public keys, and those of private
  /// keys and certificates.
  package static func all(pem: some Sequence<UInt8>) throws(PKIError) -> [PublicKey] {
    var keys: [PublicKey] = []
    for block in PEM.blocks(pem) {
      switch block.label {
      case "PUBLIC KEY":
        keys.append(try PublicKey(der: block.der))
      case "RSA PUBLIC KEY":
        guard let handle = KeyHandle(tern_key_rsa_public_from_der(block.der, block.der.count)) else {
          throw PKIError("no RSA public key")
        }
        keys.append(PublicKey(handle))
      case "CERTIFICATE":
        keys.append(try Certificate(der: block.der).publicKey())
      case "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY":
        keys.append(try PrivateKey(der: block.der).publicKey)
      default:
        continue
      }
    }
    guard !keys.isEmpty else { throw PKIError("data does not contain any valid RSA or ECDSA public keys") }
    return keys
  }

  /// An RSA key of its two numbers, big-endian.
  package init(rsaModulus n: [UInt8], exponent e: [UInt8]) throws(PKIError) {
    guard let handle = KeyHandle(tern_key_rsa_public(n, n.count, e, e.count)) else {
      throw PKIError("no RSA public key")
    }
    self.handle = handle
  }

  package var kind: KeyKind { KeyKind(tern_key_kind(handle.pointer)) }
  package var bits: Int { Int(tern_key_bits(handle.pointer)) }
  package var der: [UInt8] { taken(tern_key_public_der(handle.pointer)) ?? [] }
  package var pem: String { PEM.encode("PUBLIC KEY", der) }

  func number(_ name: String) -> [UInt8]? { taken(tern_key_number(handle.pointer, name)) }

  /// With SHA-256; an elliptic curve's signature as a DER sequence.
  package func verify(_ bytes: [UInt8], signature: [UInt8]) -> Bool {
    tern_key_verify(handle.pointer, bytes, bytes.count, signature, signature.count) == 1
  }
}

package struct PrivateKey: Sendable {
  let handle: KeyHandle

  private init(_ pointer: OpaquePointer?) throws(PKIError) {
    guard let handle = KeyHandle(pointer) else { throw PKIError("no private key") }
    self.handle = handle
  }

  package static func generateP256() throws(PKIError) -> PrivateKey { try PrivateKey(tern_key_p256()) }
  package static func generateRSA2048() throws(PKIError) -> PrivateKey { try PrivateKey(tern_key_rsa(2048)) }

  /// PKCS#8, SEC 1 or PKCS#1.
  package init(der: [UInt8]) throws(PKIError) {
    try self.init(tern_key_private_from_der(der, der.count))
  }

  /// The first private key of `pem`; not an encrypted one.
  package init(pem: some Sequence<UInt8>) throws(PKIError) {
    let labels = ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"]
    guard let block = PEM.blocks(pem).first(where: { labels.contains($0.label) }) else {
      throw PKIError("data does not contain a valid RSA or ECDSA private key")
    }
    try self.init(der: block.der)
  }

  package var kind: KeyKind { KeyKind(tern_key_kind(handle.pointer)) }
  package var publicKey: PublicKey { PublicKey(handle) }
  /// PKCS#8.
  package var der: [UInt8] { taken(tern_key_pkcs8(handle.pointer)) ?? [] }

  /// SEC 1 or PKCS#1 where the kind has such a form, as kubeadm writes its files; else PKCS#8.
  package var pem: String {
    let label: String
    switch kind {
    case .p256, .p384, .p521: label = "EC PRIVATE KEY"
    case .rsa: label = "RSA PRIVATE KEY"
    default: return PEM.encode("PRIVATE KEY", der)
    }
    return PEM.encode(label, taken(tern_key_traditional(handle.pointer)) ?? [])
  }

  /// With SHA-256; an elliptic curve's signature as a DER sequence.
  package func sign(_ bytes: [UInt8]) throws(PKIError) -> [UInt8] {
    guard let signature = taken(tern_key_sign(handle.pointer, bytes, bytes.count)) else {
      throw PKIError("the key signs nothing")
    }
    return signature
  }

  /// For `SSL_CTX`, which takes a reference of its own.
  package func withPointer<R>(_ body: (OpaquePointer) -> R) -> R {
    withExtendedLifetime(handle) { body(handle.pointer) }
  }
}
