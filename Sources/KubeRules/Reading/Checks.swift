internal import KubeObject

/// Checks that the kinds of this module share; each adds what is wrong to the errors, in upstream's words.
enum Checks {
  static let immutable = "field is immutable"
  static let notNegative = "must be greater than or equal to 0"
  static let port = "must be between 1 and 65535, inclusive"
  static let protocols = ["SCTP", "TCP", "UDP"]

  static func messages(_ messages: [String], of value: String, _ path: FieldPath, _ errors: inout FieldErrors)
  {
    for message in messages { errors.invalid(path, .string(value), message) }
  }

  static func subdomain(_ value: String, _ path: FieldPath, _ errors: inout FieldErrors) {
    messages(NameRules.dnsSubdomain(value), of: value, path, &errors)
  }

  static func dnsLabel(_ value: String, _ path: FieldPath, _ errors: inout FieldErrors) {
    messages(NameRules.dnsLabel(value), of: value, path, &errors)
  }

  static func qualifiedName(_ value: String, _ path: FieldPath, _ errors: inout FieldErrors) {
    messages(NameRules.qualifiedName(value), of: value, path, &errors)
  }

  static func labels(_ labels: [(key: String, value: String)], _ path: FieldPath, _ errors: inout FieldErrors)
  {
    for (key, value) in labels {
      qualifiedName(key, path, &errors)
      messages(NameRules.labelValue(value), of: value, path, &errors)
    }
  }

  /// A value that is not below zero.
  static func notNegative(_ value: Int64, _ path: FieldPath, _ errors: inout FieldErrors) {
    if value < 0 { errors.invalid(path, .integer(value), notNegative) }
  }

  static func portNumber(_ value: Int64, _ path: FieldPath, _ errors: inout FieldErrors) {
    if !(1...65535).contains(value) { errors.invalid(path, .integer(value), port) }
  }

  /// A port by number, or by the name a container gives it.
  static func portOrName(_ value: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    if let name = value.string {
      messages(NameRules.portName(name), of: name, path, &errors)
    } else {
      portNumber(value.int64 ?? 0, path, &errors)
    }
  }

  static func oneOf(_ value: String, _ allowed: [String], _ path: FieldPath, _ errors: inout FieldErrors) {
    if !allowed.contains(value) { errors.notSupported(path, .string(value), allowed) }
  }

  /// Required, and one of a few.
  static func requiredOneOf(
    _ value: String, _ allowed: [String], _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    if value.isEmpty { errors.required(path, "") } else { oneOf(value, allowed, path, &errors) }
  }

  /// A part of an object that an update may not change.
  static func unchanged(
    _ new: JSONValue?, _ old: JSONValue?, _ path: FieldPath, _ errors: inout FieldErrors,
    _ why: String = immutable
  ) {
    if !same(new, old) { errors.invalid(path, new ?? .null, why) }
  }

  /// Whether two parts are alike; what is missing, null, or an empty list or map counts as one and the same.
  static func same(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
    let left = present(left)
    let right = present(right)
    if left == nil || right == nil { return left == nil && right == nil }
    return left == right
  }

  private static func present(_ value: JSONValue?) -> JSONValue? {
    guard let value, !value.isNull else { return nil }
    if let array = value.array, array.isEmpty { return nil }
    if let object = value.object, object.isEmpty { return nil }
    return value
  }

  static func labelSelector(_ selector: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    labels(selector.pairs("matchLabels"), path.child("matchLabels"), &errors)
    for (index, expression) in selector.items("matchExpressions").enumerated() {
      labelRequirement(expression, path.child("matchExpressions").index(index), &errors)
    }
  }

  private static func labelRequirement(
    _ expression: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let values = expression.words("values")
    switch expression.word("operator") {
    case "In", "NotIn":
      if values.isEmpty {
        errors.required(path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'")
      }
    case "Exists", "DoesNotExist":
      if !values.isEmpty {
        errors.forbidden(
          path.child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
      }
    default:
      errors.invalid(
        path.child("operator"), .string(expression.word("operator")), "not a valid selector operator")
    }
    qualifiedName(expression.word("key"), path.child("key"), &errors)
    for (index, value) in values.enumerated() {
      messages(NameRules.labelValue(value), of: value, path.child("values").index(index), &errors)
    }
  }

  /// An address in the lenient form that old API members accept.
  static func address(_ value: String, _ path: FieldPath, _ errors: inout FieldErrors) {
    messages(NameRules.ip(value), of: value, path, &errors)
  }

  /// An address that others can be reached at: not unspecified, loopback or link-local.
  static func ordinaryAddress(_ value: String, _ path: FieldPath, _ errors: inout FieldErrors) {
    guard let address = IPText(value) else {
      errors.invalid(path, .string(value), "must be a valid IP address")
      return
    }
    func add(_ message: String) { errors.invalid(path, .string(value), message) }
    if address.isUnspecified { add("may not be unspecified (0.0.0.0 or ::)") }
    if address.isLoopback { add("may not be in the loopback range (127.0.0.0/8, ::1/128)") }
    if address.isLinkLocal { add("may not be in the link-local range (169.254.0.0/16, fe80::/10)") }
    if address.isLinkLocalMulticast {
      add("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")
    }
  }

  /// A quantity that is not below zero.
  static func notNegative(quantity: Quantity, _ path: FieldPath, _ errors: inout FieldErrors) {
    if quantity.sign < 0 { errors.invalid(path, .string(quantity.canonical), notNegative) }
  }
}
