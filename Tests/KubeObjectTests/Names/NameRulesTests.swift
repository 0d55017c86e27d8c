import KubeObject
import Testing

@Suite("Names")
struct NameRulesTests {
  @Test("messages are those that users know")
  func messages() {
    #expect(
      NameRules.dnsLabel("A") == [
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
          + "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
          + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
      ])
    #expect(NameRules.pathSegment("a/b%") == ["may not contain '/'", "may not contain '%'"])
    #expect(NameRules.portName("-").count == 2)
  }

  @Test("what is valid is let through, what is not is held")
  func rules() {
    func holds(_ rule: (String) -> [String], _ good: [String], _ bad: [String]) {
      for text in good { #expect(rule(text).isEmpty, "\(text)") }
      for text in bad { #expect(!rule(text).isEmpty, "\(text)") }
    }
    let long = String(repeating: "a", count: 64)
    holds(NameRules.dnsLabel, ["a", "1-b"], ["", "-a", "a-", "a.b", "é", long])
    holds(NameRules.dns1035Label, ["a", "a1"], ["1a", "A", ""])
    holds(NameRules.dnsSubdomain, ["a.b-c.d", long], ["a..b", ".a", "a.", "a_b", ""])
    holds(NameRules.qualifiedName, ["a", "x.y/B_c.d"], ["/a", "a/", "a/b/c", "X/b", long, "a b"])
    holds(NameRules.labelValue, ["", "a", "A_b.c-9"], ["-", "a-", "a b", long])
    holds(NameRules.configMapKey, ["a", ".a", "..."].dropLast().map { $0 }, ["", ".", "..", "..a", "a/b"])
    holds(NameRules.envVarName, ["a b", "A.1"], ["", "a=b", "\u{7f}"])
    holds(NameRules.ip, ["10.0.0.1", "::1"], ["10.0.0.256", "a", "10.0.0.1\u{0}", "1.2.3"])
    holds(NameRules.cidr, ["10.0.0.0/8", "::/0"], ["10.0.0.0/33", "10.0.0.0", "::/129", "10.0.0.0/08"])
  }
}
