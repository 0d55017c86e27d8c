internal import KubeObject

/// The checks of volumes that put several sources into one directory.
enum ProjectedValidation {
  private static let kinds = [
    "secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate",
  ]

  static func check(_ source: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    PodVolumeValidation.checkMode(source.part("defaultMode"), path.child("defaultMode"), &errors)
    var files: Set<ExactText> = []
    for (index, part) in source.items("sources").enumerated() {
      let place = path.child("sources").index(index)
      var count = 0
      for kind in kinds where part.has(kind) {
        count += 1
        if count > 1 {
          errors.forbidden(place.child(kind), "may not specify more than 1 volume type")
        } else {
          check(kind, part.part(kind), place.child(kind), &files, &errors)
        }
      }
      if count == 0 {
        errors.required(place, "must specify a source")
      }
    }
  }

  private static func check(
    _ kind: String, _ source: JSONValue, _ path: FieldPath, _ files: inout Set<ExactText>,
    _ errors: inout FieldErrors
  ) {
    switch kind {
    case "secret", "configMap":
      if source.word("name").isEmpty { errors.required(path.child("name"), "") }
      PodVolumeValidation.checkItems(source, path, &errors)
      for item in source.items("items") { claim(item.word("path"), &files, path, &errors) }
    case "downwardAPI":
      for (index, item) in source.items("items").enumerated() {
        PodVolumeValidation.checkPodFile(item, path.child("items").index(index), &errors)
        claim(item.word("path"), &files, path, &errors)
      }
    case "serviceAccountToken":
      let seconds = source.integer("expirationSeconds")
      let place = path.child("expirationSeconds")
      if seconds < 600 {
        errors.invalid(place, .integer(seconds), "may not specify a duration less than 10 minutes")
      } else if seconds > 1 << 32 {
        errors.invalid(place, .integer(seconds), "may not specify a duration larger than 2^32 seconds")
      }
      file(source.word("path"), path.child("path"), &files, path, &errors)
    case "clusterTrustBundle":
      let names = source.has("name") ? 1 : 0
      let signers = source.has("signerName") ? 1 : 0
      if names + signers == 0 {
        errors.required(path, "either name or signerName must be specified")
      } else if names + signers == 2 {
        errors.invalid(path, source, "only one of name and signerName may be used")
      }
      file(source.word("path"), path.child("path"), &files, path, &errors)
    default: checkCertificate(source, path, &files, &errors)
    }
  }

  /// A key and certificate of the pod's own (KEP-4317).
  private static func checkCertificate(
    _ source: JSONValue, _ path: FieldPath, _ files: inout Set<ExactText>, _ errors: inout FieldErrors
  ) {
    if source.word("signerName").isEmpty { errors.required(path.child("signerName"), "") }
    Checks.oneOf(
      source.word("keyType"), ["ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519", "RSA3072", "RSA4096"],
      path.child("keyType"), &errors)
    if let seconds = source.optionalInteger("maxExpirationSeconds"), !(3600...7_862_400).contains(seconds) {
      errors.invalid(
        path.child("maxExpirationSeconds"), .integer(seconds),
        seconds < 3600
          ? "if provided, maxExpirationSeconds must be >= 3600"
          : "if provided, maxExpirationSeconds must be <= 7862400")
    }
    let members = ["credentialBundlePath", "keyPath", "certificateChainPath"]
    for member in members where !source.word(member).isEmpty {
      file(source.word(member), path.child(member), &files, path, &errors)
    }
    if members.allSatisfy({ source.word($0).isEmpty }) {
      errors.required(path, "specify at least one of credentialBundlePath, keyPath, and certificateChainPath")
    }
  }

  private static func file(
    _ name: String, _ place: FieldPath, _ files: inout Set<ExactText>, _ path: FieldPath,
    _ errors: inout FieldErrors
  ) {
    PodVolumeValidation.checkLocalPath(name, place, &errors)
    claim(name, &files, path, &errors)
  }

  /// No two sources may write one file.
  private static func claim(
    _ file: String, _ files: inout Set<ExactText>, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    guard !file.isEmpty, !files.insert(ExactText(file)).inserted else { return }
    errors.invalid(path, .string(file), "conflicting duplicate paths")
  }
}
