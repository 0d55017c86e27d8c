internal import KubeObject
internal import KubeSchema

/// StorageVersion and StorageVersionMigration: in which version objects lie in the store, and their rewriting.
enum StorageVersionRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: "internal.apiserver.k8s.io", kind: "StorageVersion"): storageVersion,
    GroupKind(group: "storagemigration.k8s.io", kind: "StorageVersionMigration"): migration,
  ]

  private static let storageVersion = KindRules.made { rules in
    rules.nameRule = .pathSegment
    rules.separateStatus(generation: false)
    rules.validateUpdate = { new, old, errors, context in
      if context.subresource == "status" {
        checkVersions(new, &errors)
      } else {
        Checks.unchanged(new["spec"], old["spec"], FieldPath("spec"), &errors)
      }
    }
  }

  private static let migration = KindRules.made { rules in
    rules.separateStatus()
    rules.validate = { object, errors, _ in
      if object.word("spec", "resource", "resource").isEmpty {
        errors.required(
          FieldPath("spec").child("resource").child("resource"), "resource is required")
      }
    }
    rules.validateUpdate = { new, old, errors, context in
      if context.subresource == "status" { return }
      let path = FieldPath("spec").child("resource")
      Checks.unchanged(new.at("spec", "resource"), old.at("spec", "resource"), path, &errors)
    }
  }

  private static func checkVersions(_ object: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("status").child("storageVersions")
    var seen: Set<ExactText> = []
    for (index, version) in object.items("status", "storageVersions").enumerated() {
      let path = path.index(index)
      let server = version.word("apiServerID")
      if !seen.insert(ExactText(server)).inserted {
        errors.duplicate(path.child("apiServerID"), .string(server))
      } else {
        Checks.subdomain(server, path.child("apiServerID"), &errors)
      }
      let encoding = version.word("encodingVersion")
      if !version.words("decodableVersions").contains(encoding) {
        errors.invalid(
          path, version, "decodableVersions must include encodingVersion \(encoding)")
      }
    }
  }
}
