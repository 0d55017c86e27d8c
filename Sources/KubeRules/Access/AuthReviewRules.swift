internal import KubeObject
internal import KubeSchema

/// Reviews of access and of tokens: questions that are answered, not stored.
enum AuthReviewRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: access, kind: "SubjectAccessReview"): subjectReview,
    GroupKind(group: access, kind: "LocalSubjectAccessReview"): localReview,
    GroupKind(group: access, kind: "SelfSubjectAccessReview"): selfReview,
    GroupKind(group: access, kind: "SelfSubjectRulesReview"): nameless,
    GroupKind(group: tokens, kind: "TokenReview"): nameless,
    GroupKind(group: tokens, kind: "SelfSubjectReview"): nameless,
    GroupKind(group: tokens, kind: "TokenRequest"): tokenRequest,
  ]
  private static let access = "authorization.k8s.io"
  private static let tokens = "authentication.k8s.io"
  private static let spec = FieldPath("spec")

  private static let nameless = KindRules.made { $0.nameRule = .anything }

  private static let subjectReview = KindRules.made { rules in
    rules.nameRule = .anything
    rules.validate = { review, errors, _ in
      checkAttributes(review, &errors)
      checkSubject(review, &errors)
      checkMetadata(review, mayHaveNamespace: false, &errors)
    }
  }

  private static let selfReview = KindRules.made { rules in
    rules.nameRule = .anything
    rules.validate = { review, errors, _ in
      checkAttributes(review, &errors)
      checkMetadata(review, mayHaveNamespace: false, &errors)
    }
  }

  private static let localReview = KindRules.made { rules in
    rules.nameRule = .anything
    rules.validate = { review, errors, _ in
      checkAttributes(review, &errors)
      checkSubject(review, &errors)
      checkMetadata(review, mayHaveNamespace: true, &errors)
      let namespace = review.word("spec", "resourceAttributes", "namespace")
      if review.has("spec", "resourceAttributes"), namespace != review.word("metadata", "namespace") {
        errors.invalid(
          spec.child("resourceAttributes").child("namespace"), .string(namespace),
          "must match metadata.namespace")
      }
      if review.has("spec", "nonResourceAttributes") {
        errors.invalid(
          spec.child("nonResourceAttributes"), review.part("spec", "nonResourceAttributes"),
          "disallowed on this kind of request")
      }
    }
  }

  private static let tokenRequest = KindRules.made { rules in
    rules.nameRule = .anything
    rules.defaults = { request in
      if request["spec"] == nil { request["spec"] = [:] }
      request.inside("spec") { $0.fill("expirationSeconds", 3600) }
    }
    rules.validate = { request, errors, _ in
      let seconds = request.integer("spec", "expirationSeconds")
      let path = spec.child("expirationSeconds")
      if seconds < 600 {
        errors.invalid(path, .integer(seconds), "may not specify a duration less than 10 minutes")
      } else if seconds > 1 << 32 {
        errors.invalid(path, .integer(seconds), "may not specify a duration larger than 2^32 seconds")
      }
    }
  }

  private static func checkAttributes(_ review: JSONValue, _ errors: inout FieldErrors) {
    let resource = review.walk(["spec", "resourceAttributes"])
    let other = review.walk(["spec", "nonResourceAttributes"])
    if let other, resource != nil {
      errors.invalid(
        spec.child("nonResourceAttributes"), other,
        "cannot be specified in combination with resourceAttributes")
    }
    if resource == nil && other == nil {
      errors.invalid(
        spec.child("resourceAttributes"), .null,
        "exactly one of nonResourceAttributes or resourceAttributes must be specified")
    }
    guard let resource else { return }
    for kind in ["fieldSelector", "labelSelector"] {
      guard let selector = resource.walk([kind]) else { continue }
      let path = spec.child("resourceAttributes").child(kind)
      let isRaw = !selector.word("rawSelector").isEmpty
      if isRaw && !selector.items("requirements").isEmpty {
        errors.invalid(
          path.child("rawSelector"), selector.part("rawSelector"),
          "may not specified at the same time as requirements")
      } else if !isRaw && selector.items("requirements").isEmpty {
        errors.required(
          path.child("requirements"), "when \(kind) is specified, requirements or rawSelector is required")
      }
    }
  }

  private static func checkSubject(_ review: JSONValue, _ errors: inout FieldErrors) {
    if review.word("spec", "user").isEmpty && review.items("spec", "groups").isEmpty {
      errors.invalid(
        spec.child("user"), .string(review.word("spec", "user")),
        "at least one of user or group must be specified")
    }
  }

  private static func checkMetadata(
    _ review: JSONValue, mayHaveNamespace: Bool, _ errors: inout FieldErrors
  ) {
    var metadata = review.members("metadata")
    for member in ["managedFields", "creationTimestamp"] { metadata[member] = nil }
    if mayHaveNamespace { metadata["namespace"] = nil }
    for (_, value) in metadata where !value.isNull {
      errors.invalid(
        FieldPath("metadata"), review.part("metadata"),
        mayHaveNamespace ? "must be empty except for namespace" : "must be empty")
      return
    }
  }
}
