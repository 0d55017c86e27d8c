extension TableReader {
  /// One `[[members]]` section. Placeholders stand in for what can't be read; it has been reported then.
  mutating func member(_ findings: inout Findings) -> MemberConfiguration {
    let placeholder = Address(host: "", port: 0)
    var member = MemberConfiguration(
      name: name("name", &findings) ?? "",
      client: address("client", &findings) ?? placeholder,
      peer: address("peer", &findings) ?? placeholder,
      metrics: address("metrics", &findings) ?? placeholder)
    member.advertisedClient = address("advertise-client", isRequired: false, &findings)
    member.advertisedPeer = address("advertise-peer", isRequired: false, &findings)
    member.priority = integer("priority", within: 0...100, &findings) ?? 0
    member.dataDirectory = string("data-dir", &findings)
    reportUnknownKeys(&findings)
    return member
  }

  /// A required name that can also name a directory.
  mutating func name(_ key: String, _ findings: inout Findings) -> String? {
    guard let name = required(key, "Add a line such as \(key) = \"a\".", &findings) else { return nil }
    let isPlain = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    guard isPlain, (1...63).contains(name.utf8.count), !name.hasPrefix(".") else {
      findings.add(
        .badName, path(of: key), "'\(name)' can't be a name",
        "Use 1 to 63 letters, digits, '-', '_' or '.', and no '.' at the start.")
      return nil
    }
    return name
  }

  /// `host:port`; `http://` before it is let pass where others are told the address.
  mutating func address(
    _ key: String, isRequired: Bool = true, _ findings: inout Findings
  ) -> Address? {
    let example = "\(key) = \"127.0.0.1:2379\""
    let text =
      isRequired ? required(key, "Add a line such as \(example).", &findings) : string(key, &findings)
    guard let text else { return nil }
    if text.hasPrefix("https://") {
      findings.add(
        .notSupported, path(of: key), "TLS is not supported yet", "Write the address as host:port.")
      return nil
    }
    let bare = !isRequired && text.hasPrefix("http://") ? text.dropFirst("http://".count) : Substring(text)
    guard let address = Address(bare) else {
      findings.add(
        .badAddress, path(of: key), "'\(text)' is not host:port",
        "Write it as \(example), with a port from 1 to 65535, IPv6 as \"[::1]:2379\".")
      return nil
    }
    return address
  }

  private mutating func required(
    _ key: String, _ remedy: String, _ findings: inout Findings
  ) -> String? {
    let hasKey = value(key) != nil
    let text = string(key, &findings)
    if !hasKey {
      findings.add(.missingKey, path(of: key), "is missing", remedy)
    }
    return text
  }
}
