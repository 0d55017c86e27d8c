/// One member as `cluster.conf` describes it.
package struct MemberConfiguration: Hashable, Sendable {
  package var name: String
  /// Where it serves the etcd v3 API.
  package var client: Address
  /// Where the other members reach it, and where it listens for them.
  package var peer: Address
  /// Where it serves /health, /version and /metrics.
  package var metrics: Address
  /// What it tells clients (`member list`) instead of `client`; a host:port, without a scheme.
  package var advertisedClient: Address?
  /// What the other members connect to instead of `peer`.
  package var advertisedPeer: Address?
  /// The member with the highest number leads when it can; equal numbers leave it to chance. 0…100.
  package var priority: Int
  /// This member's own data directory; nil: its name's folder in the cluster's.
  package var dataDirectory: String?

  package init(
    name: String, client: Address, peer: Address, metrics: Address, advertisedClient: Address? = nil,
    advertisedPeer: Address? = nil, priority: Int = 0, dataDirectory: String? = nil
  ) {
    self.name = name
    self.client = client
    self.peer = peer
    self.metrics = metrics
    self.advertisedClient = advertisedClient
    self.advertisedPeer = advertisedPeer
    self.priority = priority
    self.dataDirectory = dataDirectory
  }

  /// As `member list` shows it, for example `http://127.0.0.1:2379`.
  package var clientURL: String { "http://\(advertisedClient ?? client)" }
  package var peerURL: String { "http://\(advertisedPeer ?? peer)" }
  /// What a peer of this member connects to.
  package var peerTarget: Address { advertisedPeer ?? peer }
}

/// A host and a port to listen on or to connect to.
package struct Address: Hashable, Sendable, CustomStringConvertible {
  /// A name, an IPv4 address, or an IPv6 address without brackets.
  package var host: String
  package var port: Int

  package init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// `host:port`, with an IPv6 host in brackets; nil for anything else. Ports are 1…65535.
  package init?(_ text: some StringProtocol) {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    var host = String(text[..<colon])
    let digits = text[text.index(after: colon)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let port = Int(digits), (1...65535).contains(port)
    else { return nil }
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
      guard host.contains(":") else { return nil }
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty, host.utf8.allSatisfy(Self.mayStandInHost) else { return nil }
    self.init(host: host, port: port)
  }

  private static func mayStandInHost(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: ":"), UInt8(ascii: "%"):
      true
    default: false
    }
  }

  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
