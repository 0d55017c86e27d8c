internal import KubeObject

/// Storage classes, and what the other kinds of storage.k8s.io share with them.
enum StorageClassValidation {
  static func check(_ object: JSONValue, _ errors: inout FieldErrors) {
    let provisioner = object.word("provisioner")
    if provisioner.isEmpty {
      errors.required(FieldPath("provisioner"), "")
    } else {
      let messages = NameRules.qualifiedName(provisioner.lowercased())
      Checks.messages(messages, of: provisioner, FieldPath("provisioner"), &errors)
    }
    checkParameters(object, mayBeEmpty: true, &errors)
    if let policy = object.optionalWord("reclaimPolicy"), !policy.isEmpty {
      Checks.oneOf(policy, ["Delete", "Retain"], FieldPath("reclaimPolicy"), &errors)
    }
    if let mode = object.optionalWord("volumeBindingMode") {
      Checks.oneOf(mode, ["Immediate", "WaitForFirstConsumer"], FieldPath("volumeBindingMode"), &errors)
    } else {
      errors.required(FieldPath("volumeBindingMode"), "")
    }
    for (index, term) in object.items("allowedTopologies").enumerated() {
      checkTopology(term, FieldPath("allowedTopologies").index(index), &errors)
    }
  }

  private static func checkTopology(_ term: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let expressions = term.items("matchLabelExpressions")
    if expressions.isEmpty { errors.required(path, "") }
    var keys: Set<ExactText> = []
    for (index, expression) in expressions.enumerated() {
      let path = path.child("matchLabelExpressions").index(index)
      let key = expression.word("key")
      let values = expression.words("values")
      if values.isEmpty { errors.required(path.child("values"), "") }
      var seen: Set<ExactText> = []
      for (index, value) in values.enumerated() where !seen.insert(ExactText(value)).inserted {
        errors.duplicate(path.child("values").index(index), .string(value))
      }
      Checks.qualifiedName(key, path.child("key"), &errors)
      if !keys.insert(ExactText(key)).inserted { errors.duplicate(path.child("key"), .string(key)) }
    }
  }

  static func checkParameters(_ object: JSONValue, mayBeEmpty: Bool, _ errors: inout FieldErrors) {
    let path = FieldPath("parameters")
    let parameters = object.pairs("parameters")
    if parameters.count > 512 {
      errors.tooLong(path, "Provisioner Parameters exceeded max allowed", 512)
      return
    }
    var size = 0
    for (key, value) in parameters {
      if key.isEmpty { errors.invalid(path, .string(key), "field can not be empty.") }
      size += key.utf8.count + value.utf8.count
    }
    if size > 256 * 1024 { errors.tooLong(path, "", 256 * 1024) }
    if !mayBeEmpty && parameters.isEmpty {
      errors.required(path, "must contain at least one key/value pair")
    }
  }

  /// The name of a CSI driver: a DNS name of at most 63 characters, capitals allowed.
  static func checkDriver(_ name: String, _ path: FieldPath, _ errors: inout FieldErrors) {
    if name.isEmpty { errors.required(path, "") }
    if name.utf8.count > 63 { errors.tooLong(path, .string(name), 63) }
    Checks.messages(NameRules.dnsSubdomain(name.lowercased()), of: name, path, &errors)
  }

  static func checkAttachment(_ object: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("spec")
    let attacher = object.word("spec", "attacher")
    if attacher.isEmpty {
      errors.required(path.child("attacher"), "")
    } else {
      Checks.messages(
        NameRules.qualifiedName(attacher.lowercased()), of: attacher, path.child("attacher"), &errors)
    }
    let source = path.child("source")
    let volume = object.optionalWord("spec", "source", "persistentVolumeName")
    let isInline = object.has("spec", "source", "inlineVolumeSpec")
    if volume == nil && !isInline {
      errors.required(source, "must specify exactly one of inlineVolumeSpec and persistentVolumeName")
    } else if volume != nil && isInline {
      errors.forbidden(source, "must specify exactly one of inlineVolumeSpec and persistentVolumeName")
    } else if volume == "" {
      errors.required(source.child("persistentVolumeName"), "must specify non empty persistentVolumeName")
    }
    Checks.subdomain(object.word("spec", "nodeName"), path.child("nodeName"), &errors)
  }
}

/// The kinds by which CSI drivers say what they can.
enum CSIValidation {
  static func checkDriver(_ object: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("spec")
    for member in ["attachRequired", "podInfoOnMount", "storageCapacity"] where !object.has("spec", member) {
      errors.required(path.child(member), "")
    }
    Checks.requiredOneOf(
      object.word("spec", "fsGroupPolicy"), ["File", "None", "ReadWriteOnceWithFSType"],
      path.child("fsGroupPolicy"), &errors)
    var audiences: Set<ExactText> = []
    for (index, request) in object.items("spec", "tokenRequests").enumerated() {
      let path = path.child("tokenRequests").index(index)
      let audience = request.word("audience")
      if !audiences.insert(ExactText(audience)).inserted {
        errors.duplicate(path.child("audience"), .string(audience))
      }
      guard let seconds = request.optionalInteger("expirationSeconds") else { continue }
      if seconds < 600 {
        errors.invalid(
          path.child("expirationSeconds"), .integer(seconds),
          "may not specify a duration less than 10 minutes")
      } else if seconds > 1 << 32 {
        errors.invalid(
          path.child("expirationSeconds"), .integer(seconds),
          "may not specify a duration larger than 2^32 seconds")
      }
    }
    for mode in object.words("spec", "volumeLifecycleModes") {
      Checks.oneOf(mode, ["Ephemeral", "Persistent"], path.child("volumeLifecycleModes"), &errors)
    }
  }

  static func checkNode(_ object: JSONValue, _ errors: inout FieldErrors) {
    var names: Set<ExactText> = []
    for (index, driver) in object.items("spec", "drivers").enumerated() {
      let path = FieldPath("spec").child("drivers").index(index)
      let name = driver.word("name")
      StorageClassValidation.checkDriver(name, path.child("name"), &errors)
      if !names.insert(ExactText(name)).inserted { errors.duplicate(path.child("name"), .string(name)) }
      let node = driver.word("nodeID")
      if node.isEmpty { errors.required(path.child("nodeID"), "") }
      if node.utf8.count > 256 {
        errors.invalid(path.child("nodeID"), .string(node), "must be 256 characters or less")
      }
      if let count = driver.optionalInteger("allocatable", "count") {
        Checks.notNegative(count, path.child("allocatable").child("count"), &errors)
      }
      for key in driver.words("topologyKeys") {
        if key.isEmpty { errors.required(path.child("topologyKeys"), "") }
        Checks.qualifiedName(key, path.child("topologyKeys"), &errors)
      }
    }
  }

  static func checkNodeUpdate(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
    var former: [ExactText: JSONValue] = [:]
    for driver in old.items("spec", "drivers") { former[ExactText(driver.word("name"))] = driver }
    for (index, driver) in new.items("spec", "drivers").enumerated() {
      guard var before = former[ExactText(driver.word("name"))] else { continue }
      var after = driver
      after.remove("allocatable")
      before.remove("allocatable")
      if !Checks.same(after, before) {
        errors.invalid(
          FieldPath("spec").child("drivers").index(index), .string(driver.word("name")), Checks.immutable)
      }
    }
  }

  static func checkCapacity(_ object: JSONValue, _ errors: inout FieldErrors) {
    let name = object.word("storageClassName")
    Checks.subdomain(name, FieldPath("storageClassName"), &errors)
    for member in ["capacity", "maximumVolumeSize"] {
      guard let text = object.optionalWord(member), let amount = Quantity(text) else { continue }
      Checks.notNegative(quantity: amount, FieldPath(member), &errors)
    }
    if let topology = object.walk(["nodeTopology"]) {
      Checks.labelSelector(topology, FieldPath("nodeTopology"), &errors)
    }
  }
}
