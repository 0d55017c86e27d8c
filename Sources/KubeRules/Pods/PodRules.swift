internal import KubeObject
internal import KubeSchema

/// Pod and PodTemplate.
enum PodRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: "", kind: "Pod"): pod,
    GroupKind(group: "", kind: "PodTemplate"): podTemplate,
    GroupKind(group: "", kind: "Binding"): binding,
  ]

  private static let pod = KindRules.made { rules in
    rules.hasGeneration = true
    rules.defaults = { PodDefaults.fillPod(&$0) }
    rules.prepareForCreate = { pod, _ in prepareForCreate(&pod) }
    rules.prepareForUpdate = { new, old, context in prepareForUpdate(&new, old, context.subresource) }
    rules.validate = { pod, errors, _ in
      checkWhole(pod, &errors)
      if !pod.items("spec", "ephemeralContainers").isEmpty {
        errors.forbidden(FieldPath("spec").child("ephemeralContainers"), "cannot be set on create")
      }
      if !pod.word("spec", "nodeName").isEmpty && !pod.items("spec", "schedulingGates").isEmpty {
        errors.forbidden(
          FieldPath("spec").child("nodeName"), "cannot be set until all schedulingGates have been cleared")
      }
    }
    rules.validateUpdate = { new, old, errors, context in
      switch context.subresource {
      case "status": PodUpdateValidation.checkStatus(new, old, &errors)
      case "ephemeralcontainers":
        checkWhole(new, &errors)
        PodSubresources.checkEphemeralContainers(new, old, &errors)
      case "resize":
        checkWhole(new, &errors)
        PodSubresources.checkResize(new, old, &errors)
      default:
        checkWhole(new, &errors)
        PodUpdateValidation.check(new, old, &errors)
      }
    }
    rules.warnings = { new, old in PodWarnings.of(new, old) }
    rules.gracePeriodSeconds = { pod, requested in
      var period = requested ?? pod.integer("spec", "terminationGracePeriodSeconds")
      let phase = pod.word("status", "phase")
      if pod.word("spec", "nodeName").isEmpty || phase == "Succeeded" || phase == "Failed" { period = 0 }
      return period < 0 ? 1 : period
    }
  }

  private static let podTemplate = KindRules.made { rules in
    rules.hasGeneration = true
    rules.defaults = { PodDefaults.fillTemplate(&$0) }
    rules.prepareForCreate = { object, _ in object.set("metadata", "generation", to: 1) }
    rules.prepareForUpdate = { new, old, _ in
      let generation = old.integer("metadata", "generation")
      let isChanged = !Checks.same(new["template"], old["template"])
      new.set("metadata", "generation", to: .integer(isChanged ? generation &+ 1 : generation))
    }
    rules.validateBoth { object, errors in
      PodSpecValidation.checkTemplate(object.part("template"), FieldPath("template"), &errors)
    }
  }

  private static let binding = KindRules.made { rules in
    rules.nameRule = .anything
    rules.validate = { binding, errors, _ in PodBinding.check(binding, &errors) }
  }

  private static func checkWhole(_ pod: JSONValue, _ errors: inout FieldErrors) {
    PodSpecValidation.check(
      pod.part("spec"), podName: pod.word("metadata", "name"), isPod: true, FieldPath("spec"), &errors)
  }

  private static func prepareForCreate(_ pod: inout JSONValue) {
    pod.set("metadata", "generation", to: 1)
    var status: JSONValue = ["phase": "Pending"]
    status["qosClass"] = .string(PodResources.qualityOfService(of: pod))
    if !pod.items("spec", "schedulingGates").isEmpty {
      status["conditions"] = [
        [
          "type": "PodScheduled", "status": "False", "lastProbeTime": .null, "lastTransitionTime": .null,
          "reason": "SchedulingGated", "message": "Scheduling is blocked due to non-empty scheduling gates",
        ]
      ]
    }
    pod["status"] = status
    let metadata = pod.part("metadata")
    pod.inside("spec") { PodSelectors.mergeKeys(of: metadata, into: &$0) }
  }

  private static func prepareForUpdate(_ new: inout JSONValue, _ old: JSONValue, _ subresource: String) {
    switch subresource {
    case "status":
      let ownStatus = new.part("status")
      Separation.keep("spec", in: &new, of: old)
      new.inside("metadata") { metadata in
        metadata["deletionTimestamp"] = old.at("metadata", "deletionTimestamp")
        metadata["ownerReferences"] = old.at("metadata", "ownerReferences")
        metadata["generation"] = old.at("metadata", "generation")
      }
      if ownStatus.word("qosClass").isEmpty, let quality = old.at("status", "qosClass") {
        new.set("status", "qosClass", to: quality)
      }
      return
    case "ephemeralcontainers": PodSubresources.keepAllButEphemeralContainers(&new, old)
    case "resize": PodSubresources.keepAllButResources(&new, old)
    default: Separation.keep("status", in: &new, of: old)
    }
    let generation = old.integer("metadata", "generation")
    let isChanged = !Checks.same(new["spec"], old["spec"])
    new.set("metadata", "generation", to: .integer(isChanged ? generation &+ 1 : generation))
  }
}
