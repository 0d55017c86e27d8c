package import KubeObject
package import KubeSchema

/// A kind's strategy: how an object of it is completed, what is the server's in it, and what makes it invalid.
package struct KindRules: Sendable {
  /// Rules of a kind that has none but the tables'.
  package static let plain = KindRules()

  /// What the tables of types can't express of a kind's defaults.
  package var defaults: @Sendable (inout JSONValue) -> Void = { _ in }
  package var prepareForCreate: @Sendable (inout JSONValue, RuleContext) -> Void = { _, _ in }
  /// Keeps in the new object what isn't the client's to change, and counts generations.
  package var prepareForUpdate: @Sendable (_ new: inout JSONValue, _ old: JSONValue, RuleContext) -> Void = {
    _, _, _ in
  }
  package var validate: @Sendable (JSONValue, inout FieldErrors, RuleContext) -> Void = { _, _, _ in }
  package var validateUpdate:
    @Sendable (_ new: JSONValue, _ old: JSONValue, inout FieldErrors, RuleContext) -> Void = { _, _, _, _ in }
  package var warnings: @Sendable (_ new: JSONValue, _ old: JSONValue?) -> [String] = { _, _ in [] }
  package var nameRule = NameRule.dnsSubdomain
  package var hasGeneration = false
  package var allowsCreateOnUpdate = false
  package var allowsUnconditionalUpdate = true
  /// How long an object lives on after it was asked to go, when the deletion doesn't say; nil: it goes at once. Only
  /// pods ask for time.
  package var gracePeriodSeconds: @Sendable (_ object: JSONValue, _ requested: Int64?) -> Int64? = { _, _ in
    nil
  }

  package init() {}

  /// The rules of a kind, of all its versions.
  package static func of(_ kind: GroupKind) -> KindRules { KindTable.rules[kind] ?? .plain }

  package static func of(_ kind: GroupVersionKind) -> KindRules {
    of(GroupKind(group: kind.group, kind: kind.kind))
  }
}
