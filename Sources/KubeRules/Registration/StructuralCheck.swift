internal import KubeObject

/// Whether a schema is structural (KEP-1693): every member's type is said outside the logical junctors, so that what
/// is unknown can be pruned and what is missing defaulted.
enum StructuralCheck {
  /// Deeper schemas than this are refused; none that people write comes near.
  private static let maximumDepth = 200

  static func check(
    _ schema: JSONValue, _ path: FieldPath, isRoot: Bool, depth: Int, _ errors: inout FieldErrors
  ) {
    guard depth < maximumDepth else {
      errors.forbidden(path, "schema is nested too deep")
      return
    }
    checkForbidden(schema, path, &errors)
    checkExtensions(schema, path, isRoot: isRoot, &errors)
    for (name, member) in schema.members("properties") {
      let path = path.child("properties").key(name)
      checkType(of: member, path, "must not be empty for specified object fields", &errors)
      check(member, path, isRoot: false, depth: depth + 1, &errors)
    }
    if let items = schema.walk(["items"]) {
      let path = path.child("items")
      if items.array != nil {
        errors.forbidden(path, "items must be a schema object and not an array")
      } else {
        checkType(of: items, path, "must not be empty for specified array items", &errors)
        check(items, path, isRoot: false, depth: depth + 1, &errors)
      }
    } else if schema.word("type") == "array" {
      errors.required(path.child("items"), "must be specified")
    }
    if let additional = schema.walk(["additionalProperties"]), additional.object != nil {
      let path = path.child("additionalProperties")
      checkType(of: additional, path, "must not be empty for specified object fields", &errors)
      check(additional, path, isRoot: false, depth: depth + 1, &errors)
    }
    if schema.has("properties") && schema.has("additionalProperties") {
      errors.forbidden(
        path.child("additionalProperties"), "additionalProperties and properties are mutual exclusive")
    }
  }

  private static func checkType(
    of schema: JSONValue, _ path: FieldPath, _ why: String, _ errors: inout FieldErrors
  ) {
    let isFree =
      schema.flag("x-kubernetes-int-or-string") || schema.flag("x-kubernetes-preserve-unknown-fields")
    let type = schema.word("type")
    if type.isEmpty {
      if !isFree { errors.required(path.child("type"), why) }
    } else {
      let known = ["array", "boolean", "integer", "number", "object", "string"]
      Checks.oneOf(type, known, path.child("type"), &errors)
    }
  }

  private static func checkForbidden(_ schema: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    for member in ["$ref", "$schema", "id", "definitions", "dependencies", "patternProperties"]
    where !schema.isEmptyPart(member) {
      errors.forbidden(path.child(member), "\(member) is not supported")
    }
    if schema.flag("uniqueItems") {
      errors.forbidden(
        path.child("uniqueItems"),
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic")
    }
    if schema.optionalFlag("additionalProperties") == false {
      errors.forbidden(path.child("additionalProperties"), "additionalProperties cannot be set to false")
    }
  }

  private static func checkExtensions(
    _ schema: JSONValue, _ path: FieldPath, isRoot: Bool, _ errors: inout FieldErrors
  ) {
    let type = schema.word("type")
    if schema.optionalFlag("x-kubernetes-preserve-unknown-fields") == false {
      errors.invalid(
        path.child("x-kubernetes-preserve-unknown-fields"), false, "must be true or undefined")
    }
    if schema.flag("x-kubernetes-embedded-resource"), type != "object" {
      if type.isEmpty {
        errors.required(path.child("type"), "must be object if x-kubernetes-embedded-resource is true")
      } else {
        errors.invalid(
          path.child("type"), .string(type), "must be object if x-kubernetes-embedded-resource is true")
      }
    }
    if schema.flag("x-kubernetes-int-or-string"), !type.isEmpty {
      errors.forbidden(path.child("type"), "must be empty if x-kubernetes-int-or-string is true")
    }
    if let list = schema.optionalWord("x-kubernetes-list-type") {
      if type != "array" {
        errors.invalid(
          path.child("type"), .string(type), "must be array if x-kubernetes-list-type is specified")
      }
      Checks.oneOf(list, ["atomic", "set", "map"], path.child("x-kubernetes-list-type"), &errors)
      if list == "map", schema.items("x-kubernetes-list-map-keys").isEmpty {
        errors.required(
          path.child("x-kubernetes-list-map-keys"),
          "must not be empty if x-kubernetes-list-type is map")
      }
    }
    if let map = schema.optionalWord("x-kubernetes-map-type") {
      if type != "object" {
        errors.invalid(
          path.child("type"), .string(type), "must be object if x-kubernetes-map-type is specified")
      }
      Checks.oneOf(map, ["atomic", "granular"], path.child("x-kubernetes-map-type"), &errors)
    }
    if isRoot, schema.optionalFlag("nullable") == true {
      errors.forbidden(path.child("nullable"), "nullable cannot be true at the root")
    }
  }
}
