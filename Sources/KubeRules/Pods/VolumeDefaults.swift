internal import KubeObject

/// The defaults of a pod's volumes.
enum VolumeDefaults {
  /// Files are readable by all and writable by their owner: 0644.
  private static let fileMode: JSONValue = 420

  static func fill(_ volume: inout JSONValue) {
    guard let object = volume.object else { return }
    let hasSource = object.keys.contains { $0 != "name" && volume[$0]?.isNull == false }
    if !hasSource { volume["emptyDir"] = [:] }
    for name in ["secret", "configMap", "projected", "downwardAPI"] {
      volume.inside(name) { $0.fill("defaultMode", fileMode) }
    }
    volume.inside("downwardAPI") { fillItems(&$0) }
    volume.inside("hostPath") { $0.fill("type", "") }
    volume.inside("projected") { projected in
      projected.eachItem("sources") { source in
        source.inside("serviceAccountToken") { $0.fill("expirationSeconds", 3600) }
        source.inside("downwardAPI") { fillItems(&$0) }
        source.inside("podCertificate") { $0.fill("maxExpirationSeconds", 86400) }
      }
    }
    volume.inside("ephemeral") { ephemeral in
      ephemeral.inside("volumeClaimTemplate") { claim in
        claim.inside("spec") { $0.fill("volumeMode", "Filesystem") }
      }
    }
    volume.inside("image") { image in
      if image.word("pullPolicy").isEmpty {
        image["pullPolicy"] = .string(PodDefaults.pullPolicy(of: image.word("reference")))
      }
    }
    fillOldSources(&volume)
  }

  private static func fillItems(_ source: inout JSONValue) {
    source.eachItem("items") { item in
      item.inside("fieldRef") { $0.fillEmpty("apiVersion", "v1") }
    }
  }

  /// Sources from before CSI.
  private static func fillOldSources(_ volume: inout JSONValue) {
    volume.inside("iscsi") { $0.fillEmpty("iscsiInterface", "default") }
    volume.inside("rbd") { rbd in
      rbd.fillEmpty("pool", "rbd")
      rbd.fillEmpty("user", "admin")
      rbd.fillEmpty("keyring", "/etc/ceph/keyring")
    }
    volume.inside("azureDisk") { disk in
      disk.fill("cachingMode", "ReadWrite")
      disk.fill("kind", "Shared")
      disk.fill("fsType", "ext4")
      disk.fill("readOnly", false)
    }
    volume.inside("scaleIO") { scale in
      scale.fillEmpty("storageMode", "ThinProvisioned")
      scale.fillEmpty("fsType", "xfs")
    }
  }
}
