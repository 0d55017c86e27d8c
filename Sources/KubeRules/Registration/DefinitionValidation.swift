internal import KubeObject

/// CustomResourceDefinitions: names, versions, columns, and structural schemas (KEP-1111, KEP-2337). What this server
/// doesn't do yet it refuses here: conversion by webhook.
enum DefinitionValidation {
  private static let spec = FieldPath("spec")
  private static let approval = "api-approved.kubernetes.io"

  static func check(_ object: JSONValue, old: JSONValue?, _ errors: inout FieldErrors) {
    let values = object.part("spec")
    let name = object.word("metadata", "name")
    let group = values.word("group")
    if name != "\(values.word("names", "plural")).\(group)" {
      errors.invalid(
        FieldPath("metadata").child("name"), .string(name), "must be spec.names.plural+\".\"+spec.group")
    }
    if group.isEmpty {
      errors.required(spec.child("group"), "")
    } else {
      Checks.subdomain(group, spec.child("group"), &errors)
      if !group.utf8.contains(UInt8(ascii: ".")) {
        errors.invalid(spec.child("group"), .string(group), "should be a domain with at least one dot")
      }
    }
    Checks.requiredOneOf(values.word("scope"), ["Cluster", "Namespaced"], spec.child("scope"), &errors)
    if values.flag("preserveUnknownFields"), old?.flag("spec", "preserveUnknownFields") != true {
      errors.invalid(
        spec.child("preserveUnknownFields"), true,
        "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"
      )
    }
    checkVersions(values.items("versions"), values, &errors)
    checkNames(values.part("names"), &errors)
    checkConversion(values, &errors)
    if old == nil || old?.word("metadata", "annotations", approval).isEmpty == false {
      checkApproval(object, group, &errors)
    }
    checkStoredVersions(object, &errors)
  }

  private static func checkVersions(_ versions: [JSONValue], _ values: JSONValue, _ errors: inout FieldErrors)
  {
    let path = spec.child("versions")
    if versions.isEmpty { errors.required(path, "must have at least one version") }
    var names: Set<ExactText> = []
    for (index, version) in versions.enumerated() {
      let path = path.index(index)
      let name = version.word("name")
      names.insert(ExactText(name))
      let messages = NameRules.dns1035Label(name)
      if !messages.isEmpty {
        errors.invalid(path.child("name"), .string(name), messages.joined(separator: ","))
      }
      checkSchema(version, path.child("schema"), &errors)
      checkColumns(version.items("additionalPrinterColumns"), path.child("additionalPrinterColumns"), &errors)
      checkSubresources(version.part("subresources"), path.child("subresources"), &errors)
    }
    if names.count < versions.count {
      errors.invalid(path, values.part("versions"), "must contain unique version names")
    }
    if versions.count(where: { $0.flag("storage") }) != 1 {
      errors.invalid(path, values.part("versions"), "must have exactly one version marked as storage version")
    }
  }

  private static func checkSchema(_ version: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let path = path.child("openAPIV3Schema")
    guard let schema = version.walk(["schema", "openAPIV3Schema"]) else {
      errors.required(path, "schemas are required")
      return
    }
    let type = schema.word("type")
    if type.isEmpty {
      errors.required(path.child("type"), "must not be empty at the root")
    } else if type != "object" {
      errors.invalid(path.child("type"), .string(type), "must be object at the root")
    }
    StructuralCheck.check(schema, path, isRoot: true, depth: 0, &errors)
  }

  private static func checkColumns(_ columns: [JSONValue], _ path: FieldPath, _ errors: inout FieldErrors) {
    for (index, column) in columns.enumerated() {
      let path = path.index(index)
      if column.word("name").isEmpty { errors.required(path.child("name"), "") }
      let type = column.word("type")
      if type.isEmpty {
        errors.required(path.child("type"), "must be one of boolean,date,integer,number,string")
      } else if !["boolean", "date", "integer", "number", "string"].contains(type) {
        errors.invalid(path.child("type"), .string(type), "must be one of boolean,date,integer,number,string")
      }
      let format = column.word("format")
      let formats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"]
      if !format.isEmpty && !formats.contains(format) {
        errors.invalid(
          path.child("format"), .string(format), "must be one of \(formats.joined(separator: ","))")
      }
      let text = column.word("jsonPath")
      if text.isEmpty {
        errors.required(path.child("jsonPath"), "")
      } else if !text.hasPrefix(".") {
        errors.invalid(
          path.child("jsonPath"), .string(text), "must be a json path: must start with \".\"")
      }
    }
  }

  private static func checkSubresources(_ parts: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    guard let scale = parts.walk(["scale"]) else { return }
    let path = path.child("scale")
    for (member, prefix) in [("specReplicasPath", ".spec."), ("statusReplicasPath", ".status.")] {
      let text = scale.word(member)
      if text.isEmpty {
        errors.required(path.child(member), "")
      } else if !text.hasPrefix(prefix) {
        errors.invalid(
          path.child(member), .string(text), "should be a json path under \(prefix.dropLast())")
      }
    }
    let selector = scale.word("labelSelectorPath")
    if !selector.isEmpty && !selector.hasPrefix(".spec.") && !selector.hasPrefix(".status.") {
      errors.invalid(
        path.child("labelSelectorPath"), .string(selector),
        "should be a json path under either .status or .spec")
    }
  }

  private static func checkNames(_ names: JSONValue, _ errors: inout FieldErrors) {
    let path = spec.child("names")
    for member in ["plural", "singular", "kind", "listKind"] where names.word(member).isEmpty {
      errors.required(path.child(member), "")
    }
    for member in ["plural", "singular"] {
      let name = names.word(member)
      let messages = name.isEmpty ? [] : NameRules.dns1035Label(name)
      if !messages.isEmpty {
        errors.invalid(path.child(member), .string(name), messages.joined(separator: ","))
      }
    }
    for member in ["kind", "listKind"] {
      let name = names.word(member)
      let messages = name.isEmpty ? [] : NameRules.dns1035Label(name.lowercased())
      if !messages.isEmpty {
        errors.invalid(
          path.child(member), .string(name),
          "may have mixed case, but should otherwise match: \(messages.joined(separator: ","))")
      }
    }
    for member in ["shortNames", "categories"] {
      for (index, name) in names.words(member).enumerated() {
        let messages = NameRules.dns1035Label(name)
        if !messages.isEmpty {
          errors.invalid(
            path.child(member).index(index), .string(name), messages.joined(separator: ","))
        }
      }
    }
    if !names.word("kind").isEmpty, names.word("kind") == names.word("listKind") {
      errors.invalid(
        path.child("listKind"), .string(names.word("listKind")), "kind and listKind may not be the same")
    }
  }

  private static func checkConversion(_ values: JSONValue, _ errors: inout FieldErrors) {
    guard let conversion = values.walk(["conversion"]) else { return }
    let path = spec.child("conversion")
    let strategy = conversion.word("strategy")
    switch strategy {
    case "":
      errors.required(path.child("strategy"), "")
    case "None":
      if conversion.has("webhook") {
        errors.forbidden(path.child("webhook"), "should not be set when strategy is not set to Webhook")
      }
    case "Webhook":
      errors.forbidden(
        path.child("strategy"), "conversion by webhook is not supported by this server yet; use None")
    default:
      errors.notSupported(path.child("strategy"), .string(strategy), ["None", "Webhook"])
    }
  }

  /// Groups of Kubernetes' own need a reviewer's word (KEP-1111).
  private static func checkApproval(_ object: JSONValue, _ group: String, _ errors: inout FieldErrors) {
    let isProtected = ["k8s.io", "kubernetes.io"].contains { group == $0 || group.hasSuffix("." + $0) }
    guard isProtected else { return }
    let path = FieldPath("metadata").child("annotations").key(approval)
    let value = object.word("metadata", "annotations", approval)
    let rule =
      "protected groups must have approval annotation \"\(approval)\", see "
      + "https://github.com/kubernetes/enhancements/pull/1111"
    if value.isEmpty {
      errors.required(path, rule)
    } else if !value.hasPrefix("unapproved"), !value.hasPrefix("http://"), !value.hasPrefix("https://") {
      errors.invalid(
        path, .string(value),
        "protected groups must have approval annotation \"\(approval)\" with either a URL or a reason starting "
          + "with \"unapproved\", see https://github.com/kubernetes/enhancements/pull/1111")
    }
  }

  private static func checkStoredVersions(_ object: JSONValue, _ errors: inout FieldErrors) {
    let known = Set(object.items("spec", "versions").map { ExactText($0.word("name")) })
    for (index, version) in object.words("status", "storedVersions").enumerated() {
      guard !known.contains(ExactText(version)) else { continue }
      errors.invalid(
        FieldPath("status").child("storedVersions").index(index), .string(version),
        "missing from spec.versions; \(version) was previously a storage version, and must remain in spec.versions "
          + "until a storage migration ensures no data remains persisted in \(version) and removes \(version) from "
          + "status.storedVersions")
    }
  }

  /// What stays once the names are established.
  static func checkUpdate(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
    func unchanged(_ names: String..., at path: FieldPath) {
      Checks.unchanged(new.walk(["spec"] + names), old.walk(["spec"] + names), path, &errors)
    }
    if old.condition("Established", in: "status", "conditions")?.word("status") == "True" {
      unchanged("scope", at: spec.child("scope"))
      unchanged("names", "kind", at: spec.child("names").child("kind"))
    }
    unchanged("group", at: spec.child("group"))
    unchanged("names", "plural", at: spec.child("names").child("plural"))
  }
}
