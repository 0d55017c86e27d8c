internal import KubeObject
internal import KubeSchema

/// PersistentVolume, PersistentVolumeClaim and the kinds of storage.k8s.io.
enum VolumeRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: "", kind: "PersistentVolume"): persistentVolume,
    GroupKind(group: "", kind: "PersistentVolumeClaim"): persistentVolumeClaim,
    GroupKind(group: group, kind: "StorageClass"): storageClass,
    GroupKind(group: group, kind: "VolumeAttributesClass"): volumeAttributesClass,
    GroupKind(group: group, kind: "VolumeAttachment"): volumeAttachment,
    GroupKind(group: group, kind: "CSIDriver"): csiDriver,
    GroupKind(group: group, kind: "CSINode"): csiNode,
    GroupKind(group: group, kind: "CSIStorageCapacity"): csiStorageCapacity,
  ]
  private static let group = "storage.k8s.io"

  private static let persistentVolume = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.defaults = { PersistentVolumeValidation.fillDefaults(&$0) }
    rules.prepareForCreate = { volume, context in
      volume["status"] = ["phase": "Pending", "lastPhaseTransitionTime": .string(context.now.text)]
    }
    rules.prepareForUpdate = { new, old, context in
      guard context.subresource == "status" else { return Separation.keep("status", in: &new, of: old) }
      Separation.statusUpdate(&new, old)
      let moment = new.walk(["status", "lastPhaseTransitionTime"])
      if new.word("status", "phase") != old.word("status", "phase"),
        moment == nil || moment == old.walk(["status", "lastPhaseTransitionTime"])
      {
        new.set("status", "lastPhaseTransitionTime", to: .string(context.now.text))
      }
    }
    rules.validate = { volume, errors, _ in PersistentVolumeValidation.check(volume, &errors) }
    rules.validateUpdate = { new, old, errors, context in
      if context.subresource == "status" { return }
      PersistentVolumeValidation.check(new, &errors)
      PersistentVolumeValidation.checkUpdate(new, old, &errors)
    }
  }

  private static let persistentVolumeClaim = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.defaults = { claim in
      if claim["status"] == nil { claim["status"] = [:] }
      claim.inside("status") { $0.fillEmpty("phase", "Pending") }
      claim.inside("spec") { $0.fill("volumeMode", "Filesystem") }
    }
    rules.prepareForCreate = { claim, _ in
      claim["status"] = ["phase": "Pending"]
      claim.inside("spec") { ClaimValidation.alignDataSources(&$0) }
    }
    rules.prepareForUpdate = { new, old, context in
      if context.subresource == "status" {
        Separation.statusUpdate(&new, old)
        return
      }
      Separation.keep("status", in: &new, of: old)
      new.inside("spec") { ClaimValidation.alignDataSources(&$0) }
    }
    rules.validate = { claim, errors, _ in
      ClaimValidation.check(claim.part("spec"), FieldPath("spec"), &errors)
    }
    rules.validateUpdate = { new, old, errors, context in
      if context.subresource == "status" { return ClaimValidation.checkStatus(new, &errors) }
      ClaimValidation.check(new.part("spec"), FieldPath("spec"), &errors)
      ClaimValidation.checkUpdate(new, old, &errors)
    }
  }

  private static let storageClass = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.defaults = { object in
      object.fill("reclaimPolicy", "Delete")
      object.fill("volumeBindingMode", "Immediate")
    }
    rules.validate = { object, errors, _ in StorageClassValidation.check(object, &errors) }
    rules.validateUpdate = { new, old, errors, _ in
      for member in ["parameters", "provisioner", "reclaimPolicy"]
      where !Checks.same(new[member], old[member]) {
        errors.forbidden(FieldPath(member), "updates to \(member) are forbidden.")
      }
      Checks.unchanged(
        new["volumeBindingMode"], old["volumeBindingMode"], FieldPath("volumeBindingMode"), &errors)
      StorageClassValidation.check(new, &errors)
    }
  }

  private static let volumeAttributesClass = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.validate = { object, errors, _ in
      StorageClassValidation.checkDriver(object.word("driverName"), FieldPath("driverName"), &errors)
      StorageClassValidation.checkParameters(object, mayBeEmpty: false, &errors)
    }
    rules.validateUpdate = { new, old, errors, _ in
      for member in ["driverName", "parameters"] where !Checks.same(new[member], old[member]) {
        errors.forbidden(FieldPath(member), "updates to \(member) are forbidden.")
      }
    }
  }

  private static let volumeAttachment = KindRules.made { rules in
    rules.separateStatus(generation: false)
    rules.validate = { object, errors, _ in StorageClassValidation.checkAttachment(object, &errors) }
    rules.validateUpdate = { new, old, errors, context in
      if context.subresource == "status" { return }
      Checks.unchanged(new["spec"], old["spec"], FieldPath("spec"), &errors)
    }
  }

  private static let csiDriver = KindRules.made { rules in
    rules.defaults = { object in
      if object["spec"] == nil { object["spec"] = [:] }
      object.inside("spec") { spec in
        spec.fill("attachRequired", true)
        spec.fill("podInfoOnMount", false)
        spec.fill("storageCapacity", false)
        spec.fill("fsGroupPolicy", "ReadWriteOnceWithFSType")
        if spec.isEmptyPart("volumeLifecycleModes") { spec["volumeLifecycleModes"] = ["Persistent"] }
        spec.fill("requiresRepublish", false)
        spec.fill("seLinuxMount", false)
      }
    }
    rules.prepareForUpdate = { new, old, _ in
      let counted = ["tokenRequests", "requiresRepublish", "seLinuxMount"]
      let changed = counted.contains { !Checks.same(new.at("spec", $0), old.at("spec", $0)) }
      guard changed else { return }
      new.set("metadata", "generation", to: .integer(old.integer("metadata", "generation") &+ 1))
    }
    rules.validate = { object, errors, _ in CSIValidation.checkDriver(object, &errors) }
    rules.validateUpdate = { new, old, errors, _ in
      let spec = FieldPath("spec")
      for member in ["attachRequired", "fsGroupPolicy", "volumeLifecycleModes"] {
        Checks.unchanged(new.at("spec", member), old.at("spec", member), spec.child(member), &errors)
      }
      CSIValidation.checkDriver(new, &errors)
    }
  }

  private static let csiNode = KindRules.made { rules in
    rules.validate = { object, errors, _ in CSIValidation.checkNode(object, &errors) }
    rules.validateUpdate = { new, old, errors, _ in
      CSIValidation.checkNode(new, &errors)
      CSIValidation.checkNodeUpdate(new, old, &errors)
    }
  }

  private static let csiStorageCapacity = KindRules.made { rules in
    rules.validate = { object, errors, _ in CSIValidation.checkCapacity(object, &errors) }
    rules.validateUpdate = { new, old, errors, _ in
      CSIValidation.checkCapacity(new, &errors)
      for member in ["nodeTopology", "storageClassName"] {
        Checks.unchanged(new[member], old[member], FieldPath(member), &errors)
      }
    }
  }
}
