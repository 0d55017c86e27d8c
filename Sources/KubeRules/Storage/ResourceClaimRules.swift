internal import KubeObject
internal import KubeSchema

/// The kinds of resource.k8s.io (KEP-4381), in their stored versions.
enum ResourceClaimRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: group, kind: "ResourceClaim"): claim,
    GroupKind(group: group, kind: "ResourceClaimTemplate"): template,
    GroupKind(group: group, kind: "DeviceClass"): deviceClass,
    GroupKind(group: group, kind: "ResourceSlice"): slice,
    GroupKind(group: group, kind: "DeviceTaintRule"): taintRule,
    GroupKind(group: group, kind: "ResourcePoolStatusRequest"): poolRequest,
  ]
  private static let group = "resource.k8s.io"
  private static let spec = FieldPath("spec")

  private static let claim = KindRules.made { rules in
    rules.separateStatus(generation: false)
    rules.allowsUnconditionalUpdate = true
    rules.defaults = { object in object.inside("spec") { fillDefaults(&$0) } }
    rules.validate = { object, errors, _ in check(claim: object.part("spec"), spec, &errors) }
    rules.validateUpdate = { new, old, errors, context in
      if context.subresource == "status" {
        checkStatus(new, &errors)
      } else {
        Checks.unchanged(new["spec"], old["spec"], spec, &errors)
      }
    }
  }

  private static let template = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.defaults = { object in
      object.inside("spec") { outer in outer.inside("spec") { fillDefaults(&$0) } }
    }
    rules.validate = { object, errors, _ in
      check(claim: object.part("spec", "spec"), spec.child("spec"), &errors)
    }
    rules.validateUpdate = { new, old, errors, _ in Checks.unchanged(new["spec"], old["spec"], spec, &errors)
    }
  }

  private static let deviceClass = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.hasGeneration = true
    rules.prepareForCreate = { object, _ in object.set("metadata", "generation", to: 1) }
    rules.prepareForUpdate = { new, old, _ in countSpec(&new, old) }
    rules.validateBoth { object, errors in
      check(selectors: object.items("spec", "selectors"), spec.child("selectors"), &errors)
    }
  }

  private static let slice = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.hasGeneration = true
    rules.prepareForCreate = { object, context in
      object.set("metadata", "generation", to: 1)
      object.inside("spec") { spec in
        spec.eachItem("devices") { device in
          device.eachItem("taints") { $0.fill("timeAdded", .string(context.now.text)) }
        }
      }
    }
    rules.prepareForUpdate = { new, old, _ in countSpec(&new, old) }
    rules.validate = { object, errors, _ in check(slice: object.part("spec"), &errors) }
    rules.validateUpdate = { new, old, errors, _ in
      check(slice: new.part("spec"), &errors)
      for member in ["driver", "nodeName"] {
        Checks.unchanged(new.at("spec", member), old.at("spec", member), spec.child(member), &errors)
      }
      Checks.unchanged(
        new.at("spec", "pool", "name"), old.at("spec", "pool", "name"), spec.child("pool").child("name"),
        &errors)
    }
  }

  private static let taintRule = KindRules.made { rules in
    rules.separateStatus()
    rules.allowsUnconditionalUpdate = true
    let prepare = rules.prepareForCreate
    rules.prepareForCreate = { object, context in
      prepare(&object, context)
      object.inside("spec") { spec in
        spec.inside("taint") { $0.fill("timeAdded", .string(context.now.text)) }
      }
    }
    rules.validateBoth { object, errors in
      let path = spec.child("taint")
      let taint = object.part("spec", "taint")
      Checks.qualifiedName(taint.word("key"), path.child("key"), &errors)
      let value = taint.word("value")
      if !value.isEmpty {
        Checks.messages(NameRules.labelValue(value), of: value, path.child("value"), &errors)
      }
      Checks.requiredOneOf(
        taint.word("effect"), ["NoExecute", "NoSchedule", "None"], path.child("effect"), &errors)
    }
  }

  private static let poolRequest = KindRules.made { rules in
    rules.separateStatus(generation: false)
    rules.validate = { object, errors, _ in
      StorageClassValidation.checkDriver(object.word("spec", "driver"), spec.child("driver"), &errors)
    }
    rules.validateUpdate = { new, old, errors, context in
      if context.subresource == "status" { return }
      Checks.unchanged(new["spec"], old["spec"], spec, &errors)
    }
  }

  private static func countSpec(_ new: inout JSONValue, _ old: JSONValue) {
    let generation = old.integer("metadata", "generation")
    let changed = !Checks.same(new["spec"], old["spec"])
    new.set("metadata", "generation", to: .integer(changed ? generation &+ 1 : generation))
  }

  /// A request is for one device, unless it says otherwise.
  private static func fillDefaults(_ spec: inout JSONValue) {
    func fill(_ request: inout JSONValue) {
      request.fillEmpty("allocationMode", "ExactCount")
      if request.word("allocationMode") == "ExactCount", request.integer("count") == 0 {
        request["count"] = 1
      }
      request.eachItem("tolerations") { $0.fillEmpty("operator", "Equal") }
    }
    spec.inside("devices") { devices in
      devices.eachItem("requests") { request in
        request.inside("exactly") { fill(&$0) }
        request.eachItem("firstAvailable") { fill(&$0) }
      }
    }
  }

  private static func check(claim: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let path = path.child("devices").child("requests")
    var names: Set<ExactText> = []
    let requests = claim.items("devices", "requests")
    if requests.count > 32 { errors.tooMany(path, requests.count, 32) }
    for (index, request) in requests.enumerated() {
      let path = path.index(index)
      let name = request.word("name")
      check(name: name, path.child("name"), &errors)
      if !names.insert(ExactText(name)).inserted { errors.duplicate(path, .string(name)) }
      let exact = request.walk(["exactly"])
      let choices = request.items("firstAvailable")
      if exact == nil && choices.isEmpty {
        errors.required(path, "exactly one of `exactly` or `firstAvailable` is required")
      } else if exact != nil && !choices.isEmpty {
        errors.invalid(path, .null, "exactly one of `exactly` or `firstAvailable` is required")
      }
      if let exact { check(request: exact, path.child("exactly"), &errors) }
      for (index, choice) in choices.enumerated() {
        let path = path.child("firstAvailable").index(index)
        check(name: choice.word("name"), path.child("name"), &errors)
        check(request: choice, path, &errors)
      }
    }
  }

  private static func check(name: String, _ path: FieldPath, _ errors: inout FieldErrors) {
    if name.isEmpty { errors.required(path, "") } else { Checks.dnsLabel(name, path, &errors) }
  }

  private static func check(request: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let device = request.word("deviceClassName")
    if device.isEmpty {
      errors.required(path.child("deviceClassName"), "")
    } else {
      Checks.subdomain(device, path.child("deviceClassName"), &errors)
    }
    check(selectors: request.items("selectors"), path.child("selectors"), &errors)
    let count = request.integer("count")
    switch request.word("allocationMode") {
    case "ExactCount":
      if count <= 0 { errors.invalid(path.child("count"), .integer(count), "must be greater than zero") }
    case "All":
      if count != 0 {
        errors.invalid(
          path.child("count"), .integer(count), "must not be specified when allocationMode is 'All'")
      }
    case let mode:
      errors.notSupported(path.child("allocationMode"), .string(mode), ["All", "ExactCount"])
    }
  }

  private static func check(selectors: [JSONValue], _ path: FieldPath, _ errors: inout FieldErrors) {
    if selectors.count > 32 { errors.tooMany(path, selectors.count, 32) }
    for (index, selector) in selectors.enumerated() {
      let path = path.index(index).child("cel")
      if !selector.has("cel") {
        errors.required(path, "")
      } else if selector.word("cel", "expression").isEmpty {
        errors.required(path.child("expression"), "")
      }
    }
  }

  private static func check(slice: JSONValue, _ errors: inout FieldErrors) {
    StorageClassValidation.checkDriver(slice.word("driver"), spec.child("driver"), &errors)
    let pool = slice.word("pool", "name")
    if pool.isEmpty { errors.required(spec.child("pool").child("name"), "") }
    if slice.integer("pool", "resourceSliceCount") <= 0 {
      errors.invalid(
        spec.child("pool").child("resourceSliceCount"), .integer(slice.integer("pool", "resourceSliceCount")),
        "must be greater than zero")
    }
    let places = [
      !slice.word("nodeName").isEmpty, slice.has("nodeSelector"), slice.flag("allNodes"),
      slice.flag("perDeviceNodeSelection"),
    ].filter { $0 }.count
    let choice = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required"
    if places == 0, slice.items("sharedCounters").isEmpty { errors.required(spec, choice) }
    if places > 1 { errors.invalid(spec, .null, choice) }
    let devices = slice.items("devices")
    if devices.count > 128 { errors.tooMany(spec.child("devices"), devices.count, 128) }
    var names: Set<ExactText> = []
    for (index, device) in devices.enumerated() {
      let path = spec.child("devices").index(index)
      let name = device.word("name")
      check(name: name, path.child("name"), &errors)
      if !names.insert(ExactText(name)).inserted { errors.duplicate(path.child("name"), .string(name)) }
    }
  }

  private static func checkStatus(_ claim: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("status").child("reservedFor")
    let users = claim.items("status", "reservedFor")
    if users.count > 256 { errors.tooMany(path, users.count, 256) }
    if !users.isEmpty && !claim.has("status", "allocation") {
      errors.forbidden(path, "may not be specified when `allocated` is not set")
    }
    var seen: Set<ExactText> = []
    for (index, user) in users.enumerated() {
      let path = path.index(index)
      for member in ["resource", "name", "uid"] where user.word(member).isEmpty {
        errors.required(path.child(member), "")
      }
      if !seen.insert(ExactText(user.word("uid"))).inserted {
        errors.duplicate(path.child("uid"), .string(user.word("uid")))
      }
    }
  }
}
