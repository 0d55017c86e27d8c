import KubeObject
import KubeSchema
import Testing

@testable import KubeRules

/// A kind's rules tried on objects written as JSON, at a fixed moment.
struct RuleTrial {
  static let moment = "2026-05-01T12:00:00Z"
  let kind: GroupVersionKind
  let rules: KindRules

  /// The rules of a kind as this module's tables have them.
  init(_ group: String, _ version: String, _ kind: String, in table: [GroupKind: KindRules]) throws {
    self.kind = GroupVersionKind(group: group, version: version, kind: kind)
    rules = try #require(table[GroupKind(group: group, kind: kind)])
  }

  static func object(_ text: String) throws -> JSONValue { try JSONValue.parse(Array(text.utf8)) }

  static func now() throws -> Timestamp { try #require(Timestamp(rfc3339: moment)) }

  /// The object with the kind's defaults.
  func defaulted(_ text: String) throws -> JSONValue {
    var object = try Self.object(text)
    rules.defaults(&object)
    return object
  }

  /// What creating the object is refused for.
  func create(_ text: String) throws -> [String] {
    var object = try defaulted(text)
    let context = try context("")
    rules.prepareForCreate(&object, context)
    var errors = FieldErrors()
    rules.validate(object, &errors, context)
    return errors.errors.map { "\($0)" }
  }

  /// The object as it is after an update, and what the update is refused for.
  func update(_ old: String, to new: String, subresource: String = "") throws -> (JSONValue, [String]) {
    let old = try defaulted(old)
    var new = try defaulted(new)
    let context = try context(subresource)
    rules.prepareForUpdate(&new, old, context)
    var errors = FieldErrors()
    rules.validateUpdate(new, old, &errors, context)
    return (new, errors.errors.map { "\($0)" })
  }

  private func context(_ subresource: String) throws -> RuleContext {
    RuleContext(now: try Self.now(), kind: kind, subresource: subresource)
  }
}
