internal import KubeObject
internal import KubeSchema

/// Pods and pod templates.
enum PodRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: "", kind: "Pod"): pod,
    GroupKind(group: "", kind: "PodTemplate"): template,
    GroupKind(group: "", kind: "Binding"): .made { $0.nameRule = .anything },
  ]

  private static let pod = KindRules.made { rules in
    rules.hasGeneration = true
    rules.defaults = PodDefaults.fillPod
    rules.prepareForCreate = { pod, context in prepareNew(&pod, context.now) }
    rules.prepareForUpdate = { new, old, context in prepare(&new, old, context.subresource) }
    rules.validate = { pod, errors, _ in checkNew(pod, &errors) }
    rules.validateUpdate = { new, old, errors, context in check(new, old, context.subresource, &errors) }
    rules.gracePeriodSeconds = gracePeriod
  }

  private static let template = KindRules.made { rules in
    rules.hasGeneration = true
    rules.defaults = { PodDefaults.fillTemplate(&$0) }
    rules.prepareForCreate = { object, _ in object.set("metadata", "generation", to: 1) }
    rules.prepareForUpdate = { new, old, _ in
      let changed = !Checks.same(new["template"], old["template"])
      let generation = old.integer("metadata", "generation")
      new.set("metadata", "generation", to: .integer(changed ? generation &+ 1 : generation))
    }
    rules.validateBoth { object, errors in
      PodSpecValidation.checkTemplate(object.part("template"), FieldPath("template"), &errors)
    }
  }

  private static func prepareNew(_ pod: inout JSONValue, _ now: Timestamp) {
    pod.set("metadata", "generation", to: 1)
    var status: JSONValue = [
      "phase": "Pending", "qosClass": .string(PodResources.qualityOfService(of: pod)),
    ]
    if !pod.items("spec", "schedulingGates").isEmpty {
      status["conditions"] = [
        [
          "type": "PodScheduled", "status": "False", "lastTransitionTime": .string(now.text),
          "reason": "SchedulingGated", "message": "Scheduling is blocked due to non-empty scheduling gates",
        ]
      ]
    }
    pod["status"] = status
  }

  private static func prepare(_ new: inout JSONValue, _ old: JSONValue, _ subresource: String) {
    switch subresource {
    case "status":
      Separation.statusUpdate(&new, old)
      let owners = old.at("metadata", "ownerReferences")
      if let owners {
        new.set("metadata", "ownerReferences", to: owners)
      } else {
        new.remove("metadata", "ownerReferences")
      }
      new.set("status", "qosClass", to: .string(PodResources.qualityOfService(of: old)))
    case "ephemeralcontainers":
      let containers = new.at("spec", "ephemeralContainers")
      only(&new, old) { $0.set("spec", "ephemeralContainers", to: containers ?? []) }
    case "resize":
      let sent = new
      only(&new, old) { pod in
        pod.inside("spec") { spec in
          for list in ["containers", "initContainers"] { takeResources(list, &spec, from: sent.part("spec")) }
          if let resources = sent.at("spec", "resources") { spec["resources"] = resources }
        }
      }
    case "binding": return
    default: Separation.keep("status", in: &new, of: old)
    }
    let generation = old.integer("metadata", "generation")
    let changed = !Checks.same(new["spec"], old["spec"])
    new.set("metadata", "generation", to: .integer(changed ? generation &+ 1 : generation))
  }

  /// The old pod with one change; what else was sent falls away, but for the revision it was made of.
  private static func only(_ new: inout JSONValue, _ old: JSONValue, _ change: (inout JSONValue) -> Void) {
    var pod = old
    for member in ["resourceVersion", "managedFields"] {
      if let value = new.at("metadata", member) { pod.set("metadata", member, to: value) }
    }
    change(&pod)
    new = pod
  }

  private static func takeResources(_ list: String, _ spec: inout JSONValue, from sent: JSONValue) {
    let containers = sent.items(list)
    var index = 0
    spec.eachItem(list) { container in
      if index < containers.count, containers[index].word("name") == container.word("name") {
        container["resources"] = containers[index]["resources"]
        container["resizePolicy"] = containers[index]["resizePolicy"]
      }
      index += 1
    }
  }

  private static func checkNew(_ pod: JSONValue, _ errors: inout FieldErrors) {
    checkWhole(pod, &errors)
    let spec = FieldPath("spec")
    if !pod.items("spec", "ephemeralContainers").isEmpty {
      errors.forbidden(spec.child("ephemeralContainers"), "cannot be set on create")
    }
    if !pod.word("spec", "nodeName").isEmpty, !pod.items("spec", "schedulingGates").isEmpty {
      errors.forbidden(spec.child("nodeName"), "cannot be set until all schedulingGates have been cleared")
    }
  }

  private static func checkWhole(_ pod: JSONValue, _ errors: inout FieldErrors) {
    PodSpecValidation.check(
      pod.part("spec"), podName: pod.word("metadata", "name"), isPod: true, FieldPath("spec"), &errors)
  }

  private static func check(
    _ new: JSONValue, _ old: JSONValue, _ subresource: String, _ errors: inout FieldErrors
  ) {
    switch subresource {
    case "status": PodUpdateValidation.checkStatus(new, old, &errors)
    case "binding": return
    case "ephemeralcontainers":
      checkWhole(new, &errors)
      checkEphemeral(new, old, &errors)
    case "resize":
      checkWhole(new, &errors)
      checkResize(new, old, &errors)
    default:
      checkWhole(new, &errors)
      PodUpdateValidation.check(new, old, &errors)
    }
  }

  private static func checkEphemeral(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("spec").child("ephemeralContainers")
    var present: [ExactText: JSONValue] = [:]
    for container in new.items("spec", "ephemeralContainers") {
      present[ExactText(container.word("name"))] = container
    }
    for container in old.items("spec", "ephemeralContainers") {
      let name = container.word("name")
      guard let now = present[ExactText(name)] else {
        errors.forbidden(path, "existing ephemeral containers \"\(name)\" may not be removed\n")
        continue
      }
      if now != container {
        errors.forbidden(path, "existing ephemeral containers \"\(name)\" may not be changed\n")
      }
    }
  }

  private static func checkResize(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("spec")
    if PodResources.qualityOfService(of: new) != PodResources.qualityOfService(of: old) {
      errors.invalid(
        path, .string(PodResources.qualityOfService(of: new)),
        "Pod QOS Class may not change as a result of resizing")
    }
    for list in ["containers", "initContainers"] {
      for (index, pair) in zip(new.items("spec", list), old.items("spec", list)).enumerated() {
        for part in ["requests", "limits"] {
          let now = pair.0.members("resources", part)
          let before = pair.1.members("resources", part)
          for name in Set((now.keys + before.keys).map(ExactText.init))
          where name.text != "cpu" && name.text != "memory" && now[name.text] != before[name.text] {
            errors.forbidden(
              path.child(list).index(index).child("resources").child(part),
              "only cpu and memory resources are mutable")
          }
        }
      }
    }
  }

  /// A pod that runs nowhere, or has ended, needs no time to stop.
  private static func gracePeriod(_ pod: JSONValue, _ requested: Int64?) -> Int64? {
    let period = requested ?? pod.optionalInteger("spec", "terminationGracePeriodSeconds") ?? 30
    let phase = pod.word("status", "phase")
    if pod.word("spec", "nodeName").isEmpty || phase == "Succeeded" || phase == "Failed" { return 0 }
    return period < 0 ? 1 : period
  }
}
