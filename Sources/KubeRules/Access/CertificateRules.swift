internal import Bytes
internal import KubeObject
internal import KubeSchema

/// Certificate requests, their approval and their fulfilment, and trust bundles.
enum CertificateRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: group, kind: "CertificateSigningRequest"): request,
    GroupKind(group: group, kind: "ClusterTrustBundle"): bundle,
    GroupKind(group: group, kind: "PodCertificateRequest"): podRequest,
  ]
  private static let group = "certificates.k8s.io"

  /// The requester's name, groups and extra are the registry's to write: they come from authentication, and what a
  /// client sends for them is dropped here.
  private static let request = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.prepareForCreate = { object, context in
      object.inside("spec") { spec in
        for member in ["username", "uid", "groups", "extra"] { spec.remove(member) }
        if !context.user.isEmpty { spec["username"] = .string(context.user) }
      }
      object["status"] = [:]
    }
    rules.prepareForUpdate = { new, old, context in
      Separation.keep("spec", in: &new, of: old)
      switch context.subresource {
      case "approval":
        let conditions = new.at("status", "conditions")
        Separation.keep("status", in: &new, of: old)
        new.set("status", "conditions", to: conditions ?? .array([]))
        CertificateConditions.stamp(&new, old, context)
      case "status":
        CertificateConditions.keepDecision(&new, old)
        CertificateConditions.stamp(&new, old, context)
      default:
        Separation.keep("status", in: &new, of: old)
      }
    }
    rules.validate = { object, errors, _ in CertificateValidation.check(object, &errors) }
    rules.validateUpdate = { new, old, errors, context in
      CertificateConditions.check(new, &errors)
      CertificateConditions.checkUpdate(new, old, context.subresource, &errors)
    }
  }

  private static let bundle = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = false
    rules.validate = { object, errors, _ in CertificateValidation.checkBundle(object, &errors) }
    rules.validateUpdate = { new, old, errors, _ in
      CertificateValidation.checkBundle(new, &errors)
      let path = FieldPath("spec").child("signerName")
      Checks.unchanged(new.at("spec", "signerName"), old.at("spec", "signerName"), path, &errors)
    }
  }

  private static let podRequest = KindRules.made { rules in
    rules.separateStatus(generation: false)
    rules.validate = { object, errors, _ in
      let signer = object.word("spec", "signerName")
      CertificateValidation.check(signer: signer, FieldPath("spec").child("signerName"), &errors)
    }
    rules.validateUpdate = { new, old, errors, context in
      if context.subresource == "status" { return }
      Checks.unchanged(new["spec"], old["spec"], FieldPath("spec"), &errors)
    }
  }
}

/// What is asked for in a certificate request.
enum CertificateValidation {
  private static let usages = [
    "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment",
    "decipher only", "digital signature", "email protection", "encipher only", "ipsec end system",
    "ipsec tunnel", "ipsec user", "key agreement", "key encipherment", "microsoft sgc", "netscape sgc",
    "ocsp signing", "s/mime", "server auth", "signing", "timestamping",
  ]

  static func check(_ object: JSONValue, _ errors: inout FieldErrors) {
    let spec = FieldPath("spec")
    let values = object.part("spec")
    let pem = Base64.decode(values.word("request")).map { String(decoding: $0, as: UTF8.self) } ?? ""
    if !pem.contains("-----BEGIN CERTIFICATE REQUEST-----") {
      errors.invalid(
        spec.child("request"), values.part("request"), "PEM block type must be CERTIFICATE REQUEST")
    }
    let asked = values.words("usages")
    if asked.isEmpty { errors.required(spec.child("usages"), "") }
    var seen: Set<ExactText> = []
    for (index, usage) in asked.enumerated() {
      Checks.oneOf(usage, usages, spec.child("usages").index(index), &errors)
      if !seen.insert(ExactText(usage)).inserted {
        errors.duplicate(spec.child("usages").index(index), .string(usage))
      }
    }
    let signer = values.word("signerName")
    if signer == "kubernetes.io/legacy-unknown" {
      errors.invalid(
        spec.child("signerName"), .string(signer), "the legacy signerName is not allowed via this API version"
      )
    } else {
      check(signer: signer, spec.child("signerName"), &errors)
    }
    if let seconds = values.optionalInteger("expirationSeconds"), seconds < 600 {
      errors.invalid(
        spec.child("expirationSeconds"), .integer(seconds),
        "may not specify a duration less than 600 seconds (10 minutes)")
    }
    CertificateConditions.check(object, &errors)
  }

  /// A signer: a domain and a path in it.
  static func check(signer: String, _ path: FieldPath, _ errors: inout FieldErrors) {
    if signer.isEmpty {
      errors.required(path, "")
      return
    }
    let parts = signer.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
    guard parts.count == 2 else {
      errors.invalid(
        path, .string(signer),
        "must be a fully qualified domain and path of the form 'example.com/signer-name'")
      return
    }
    for message in NameRules.dnsSubdomain(parts[0]) {
      errors.invalid(path, .string(parts[0]), "validating label \"\(parts[0])\": \(message)")
    }
    if !parts[0].utf8.contains(UInt8(ascii: ".")) {
      errors.invalid(
        path, .string(parts[0]), "should be a domain with at least two segments separated by dots")
    }
    for message in NameRules.dnsSubdomain(parts[1]) {
      errors.invalid(path, .string(parts[1]), "validating label \"\(parts[1])\": \(message)")
    }
    if signer.utf8.count > 571 { errors.tooLong(path, .string(signer), 571) }
  }

  static func checkBundle(_ object: JSONValue, _ errors: inout FieldErrors) {
    let name = object.word("metadata", "name")
    let signer = object.word("spec", "signerName")
    let path = FieldPath("metadata").child("name")
    let prefix = signer.replacing("/", with: ":") + ":"
    if signer.isEmpty {
      if name.utf8.contains(UInt8(ascii: ":")) {
        errors.invalid(
          path, .string(name), "ClusterTrustBundle without signer name must not have \":\" in its name")
      }
    } else {
      if !name.hasPrefix(prefix) {
        errors.invalid(
          path, .string(name),
          "ClusterTrustBundle for signerName \(signer) must be named with prefix \(prefix)")
      }
      check(signer: signer, FieldPath("spec").child("signerName"), &errors)
    }
    let bundle = FieldPath("spec").child("trustBundle")
    if !object.word("spec", "trustBundle").contains("-----BEGIN CERTIFICATE-----") {
      errors.invalid(bundle, "<value omitted>", "at least one trust anchor must be provided")
    }
  }
}
