internal import KubeObject

/// CustomResourceDefinitions are served as v1 and, as upstream still does, stored as v1beta1. There the schema and
/// all else that every version shares stand once, beside the list of versions.
enum DefinitionConversion {
  private static let shared = ["schema", "subresources", "additionalPrinterColumns", "selectableFields"]

  static func toV1beta1(_ object: JSONValue) -> JSONValue {
    var result = object
    result.inside("spec") { spec in
      var versions = spec.items("versions")
      guard let first = versions.first else { return }
      spec["version"] = .string(first.word("name"))
      for member in shared {
        let common = first.walk([member])
        let isShared = versions.allSatisfy { $0.walk([member]) == common }
        if isShared {
          if let common { spec[member == "schema" ? "validation" : member] = common }
          for index in versions.indices { versions[index].remove(member) }
        }
      }
      spec["versions"] = .array(versions)
      renamePaths(&spec, from: "jsonPath", to: "JSONPath")
      spec.inside("conversion") { conversion in
        guard let webhook = conversion.walk(["webhook"]) else { return }
        conversion.remove("webhook")
        conversion["webhookClientConfig"] = webhook.walk(["clientConfig"])
        conversion["conversionReviewVersions"] = webhook.walk(["conversionReviewVersions"])
      }
      spec.fill("preserveUnknownFields", false)
    }
    return result
  }

  static func toV1(_ object: JSONValue) -> JSONValue {
    var result = object
    result.inside("spec") { spec in
      var versions = spec.items("versions")
      if versions.isEmpty, spec.has("version") {
        versions = [["name": .string(spec.word("version")), "served": true, "storage": true]]
      }
      for member in shared {
        let outer = member == "schema" ? "validation" : member
        guard let common = spec.walk([outer]) else { continue }
        spec.remove(outer)
        for index in versions.indices { versions[index].fill(member, common) }
      }
      spec.remove("version")
      spec["versions"] = .array(versions)
      renamePaths(&spec, from: "JSONPath", to: "jsonPath")
      spec.inside("conversion") { conversion in
        var webhook = JSONObject()
        webhook["clientConfig"] = conversion.walk(["webhookClientConfig"])
        webhook["conversionReviewVersions"] = conversion.walk(["conversionReviewVersions"])
        conversion.remove("webhookClientConfig")
        conversion.remove("conversionReviewVersions")
        if !webhook.isEmpty { conversion["webhook"] = .object(webhook) }
      }
      if !spec.flag("preserveUnknownFields") { spec.remove("preserveUnknownFields") }
    }
    return result
  }

  private static func renamePaths(_ spec: inout JSONValue, from: String, to: String) {
    func rename(_ holder: inout JSONValue) {
      holder.eachItem("additionalPrinterColumns") { column in
        guard let path = column[from] else { return }
        column.remove(from)
        column[to] = path
      }
    }
    rename(&spec)
    spec.eachItem("versions") { rename(&$0) }
  }
}
