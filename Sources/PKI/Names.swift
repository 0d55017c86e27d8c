internal import COpenSSL

/// A distinguished name, as far as Kubernetes reads one.
package struct DistinguishedName: Hashable, Sendable {
  package struct Part: Hashable, Sendable {
    /// A short name: "CN", "O"; empty for a kind that OpenSSL doesn't know.
    package let type: String
    package let value: String
  }

  package var parts: [Part]

  package init(commonName: String? = nil, organizations: [String] = []) {
    parts = organizations.map { Part(type: "O", value: $0) }
    if let commonName { parts.append(Part(type: "CN", value: commonName)) }
  }

  init(_ name: OpaquePointer?) {
    parts = []
    guard let name else { return }
    for index in 0..<max(0, tern_name_count(name)) {
      var type: UnsafePointer<CChar>?
      guard let value = taken(tern_name_entry(name, index, &type)) else { continue }
      let known = type.map { String(cString: $0) } ?? ""
      parts.append(Part(type: known, value: String(decoding: value, as: UTF8.self)))
    }
  }

  /// The last one, as Go has it.
  package var commonName: String { parts.last { $0.type == "CN" }?.value ?? "" }
  package var organizations: [String] { values("O") }
  package func values(_ type: String) -> [String] { parts.filter { $0.type == type }.map(\.value) }

  /// Calls `body` with an X509_NAME that lives as long as the call; nil where a part can't be written.
  func withPointer<R>(_ body: (OpaquePointer) -> R) -> R? {
    guard let name = tern_name_new() else { return nil }
    defer { tern_name_free(name) }
    for part in parts {
      let value = Array(part.value.utf8)
      guard tern_name_add(name, part.type, value, value.count) == 1 else { return nil }
    }
    return body(name)
  }
}

/// Subject alternative names.
package struct AlternativeNames: Hashable, Sendable {
  package var dns: [String]
  /// Four or sixteen bytes each.
  package var addresses: [[UInt8]]
  package var emails: [String]
  package var uris: [String]

  package init(
    dns: [String] = [], addresses: [[UInt8]] = [], emails: [String] = [], uris: [String] = []
  ) {
    self.dns = dns
    self.addresses = addresses
    self.emails = emails
    self.uris = uris
  }

  /// Takes the names over.
  init(taking sans: OpaquePointer?) {
    self.init()
    guard let sans else { return }
    defer { tern_sans_free(sans) }
    for index in 0..<max(0, tern_sans_count(sans)) {
      var type: Int32 = -1
      var length = 0
      guard let start = tern_sans_get(sans, index, &type, &length) else { continue }
      let value = Array(UnsafeBufferPointer(start: start, count: length))
      switch Int(type) {
      case TERN_SAN_DNS: dns.append(String(decoding: value, as: UTF8.self))
      case TERN_SAN_EMAIL: emails.append(String(decoding: value, as: UTF8.self))
      case TERN_SAN_URI: uris.append(String(decoding: value, as: UTF8.self))
      case TERN_SAN_IP: addresses.append(value)
      default: continue
      }
    }
  }

  package var isEmpty: Bool { dns.isEmpty && addresses.isEmpty && emails.isEmpty && uris.isEmpty }

  /// Calls `body` with GENERAL_NAMES that live as long as the call.
  func withPointer<R>(_ body: (OpaquePointer?) -> R) -> R? {
    guard let sans = tern_sans_new() else { return nil }
    defer { tern_sans_free(sans) }
    var named: [(type: Int, value: [UInt8])] = []
    named += dns.map { (TERN_SAN_DNS, Array($0.utf8)) }
    named += addresses.map { (TERN_SAN_IP, $0) }
    named += emails.map { (TERN_SAN_EMAIL, Array($0.utf8)) }
    named += uris.map { (TERN_SAN_URI, Array($0.utf8)) }
    for name in named {
      guard tern_sans_add(sans, Int32(name.type), name.value, name.value.count) == 1 else { return nil }
    }
    return body(sans)
  }
}
