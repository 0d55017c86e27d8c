internal import KubeObject

/// How the objects of a kind may be called.
package enum NameRule: Sendable {
  case dnsSubdomain, dnsLabel, dns1035Label, pathSegment, anything

  /// What is wrong with the name. For a prefix, of which names are made by adding random letters and digits, a `-` at
  /// the end is no fault, for more follows.
  package func messages(_ name: String, isPrefix: Bool = false) -> [String] {
    let name = isPrefix ? Self.masked(name) : name
    switch self {
    case .dnsSubdomain: return NameRules.dnsSubdomain(name)
    case .dnsLabel: return NameRules.dnsLabel(name)
    case .dns1035Label: return NameRules.dns1035Label(name)
    case .pathSegment: return NameRules.pathSegment(name)
    case .anything: return []
    }
  }

  private static func masked(_ name: String) -> String {
    name.utf8.count > 1 && name.utf8.last == UInt8(ascii: "-") ? String(name.dropLast()) + "a" : name
  }
}
