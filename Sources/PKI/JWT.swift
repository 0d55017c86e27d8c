internal import Bytes
internal import COpenSSL

/// Signed tokens (RFC 7515, RFC 7519) in their compact form, by ES256 or RS256.
package enum JWT {
  /// A token's parts, not verified.
  package struct Token: Sendable {
    /// JSON text.
    package let header: [UInt8]
    /// JSON text.
    package let claims: [UInt8]
    let signed: [UInt8]
    let signature: [UInt8]
  }

  package static func algorithm(of kind: KeyKind) -> String? {
    switch kind {
    case .p256: "ES256"
    case .rsa: "RS256"
    default: nil
    }
  }

  package static func sign(claims: [UInt8], key: PrivateKey, keyID: String?) throws(PKIError) -> String {
    guard let algorithm = algorithm(of: key.kind) else { throw PKIError("no JWT algorithm for the key") }
    var header = "{\"alg\":\"\(algorithm)\""
    if let keyID { header += ",\"kid\":\"\(escaped(keyID))\"" }
    header += "}"
    var text: [UInt8] = []
    Base64.encode(header.utf8, .url, into: &text)
    text.append(UInt8(ascii: "."))
    Base64.encode(claims, .url, into: &text)
    var signature = try key.sign(text)
    if key.kind == .p256 {
      guard let raw = taken(tern_ecdsa_raw(signature, signature.count, 32)) else {
        throw PKIError("the key signs nothing")
      }
      signature = raw
    }
    text.append(UInt8(ascii: "."))
    Base64.encode(signature, .url, into: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// nil for what isn't three parts of base64.
  package static func parse(_ text: some Collection<UInt8>) -> Token? {
    let parts = Array(text).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, let header = Base64.decode(parts[0], .url),
      let claims = Base64.decode(parts[1], .url), let signature = Base64.decode(parts[2], .url)
    else { return nil }
    return Token(
      header: header, claims: claims, signed: parts[0] + [UInt8(ascii: ".")] + parts[1],
      signature: signature)
  }

  /// Whether `key` signed it by `algorithm`, which must be the key's own: a token doesn't choose.
  package static func verify(_ token: Token, key: PublicKey, algorithm: String) -> Bool {
    let kind = key.kind
    guard Self.algorithm(of: kind) == algorithm else { return false }
    guard kind == .p256 else { return key.verify(token.signed, signature: token.signature) }
    guard token.signature.count == 64,
      let der = taken(tern_ecdsa_der(token.signature, token.signature.count))
    else { return false }
    return key.verify(token.signed, signature: der)
  }

  /// Upstream's key id: the hash of the SubjectPublicKeyInfo.
  package static func keyID(of key: PublicKey) -> String {
    Base64.encode(SHA256.hash(key.der), .url)
  }

  /// A JSON Web Key Set (RFC 7517) of P-256 and RSA keys, as /openid/v1/jwks serves one.
  package static func keySet(_ keys: [PublicKey]) -> String {
    let members = keys.compactMap { key -> String? in
      let id = keyID(of: key)
      switch key.kind {
      case .rsa:
        guard let n = key.number("n"), let e = key.number("e") else { return nil }
        return "{\"use\":\"sig\",\"kty\":\"RSA\",\"kid\":\"\(id)\",\"alg\":\"RS256\","
          + "\"n\":\"\(Base64.encode(n, .url))\",\"e\":\"\(Base64.encode(e, .url))\"}"
      case .p256:
        guard let x = key.number("qx"), let y = key.number("qy"), x.count <= 32, y.count <= 32 else {
          return nil
        }
        return "{\"use\":\"sig\",\"kty\":\"EC\",\"kid\":\"\(id)\",\"crv\":\"P-256\",\"alg\":\"ES256\","
          + "\"x\":\"\(Base64.encode(padded(x), .url))\",\"y\":\"\(Base64.encode(padded(y), .url))\"}"
      default:
        return nil
      }
    }
    return "{\"keys\":[\(members.joined(separator: ","))]}"
  }

  /// RFC 7518, 6.2.1.2: coordinates have their full width.
  private static func padded(_ number: [UInt8]) -> [UInt8] {
    [UInt8](repeating: 0, count: max(0, 32 - number.count)) + number
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        out += "\\"
        out.unicodeScalars.append(scalar)
      case let control where control.value < 0x20:
        out += "\\u00" + Hex.encode([UInt8(truncatingIfNeeded: control.value)])
      default:
        out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
