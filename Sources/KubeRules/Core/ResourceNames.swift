internal import KubeObject

/// Names of resources where limits and quotas speak of them.
enum ResourceNames {
  enum Place {
    /// A limit range of this type.
    case limitRange(String)
    case quota
  }

  private static let compute = ["cpu", "memory", "ephemeral-storage"]
  private static let counted = [
    "pods", "resourcequotas", "replicationcontrollers", "secrets", "persistentvolumeclaims", "configmaps",
    "services", "services.nodeports", "services.loadbalancers",
  ]
  private static let quotaCompute =
    compute + ["requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage"]
    + ["limits.cpu", "limits.memory", "limits.ephemeral-storage"]

  static func check(_ name: String, in place: Place, _ path: FieldPath, _ errors: inout FieldErrors) {
    let before = errors.count
    Checks.qualifiedName(name, path, &errors)
    guard errors.count == before, !name.utf8.contains(UInt8(ascii: "/")) else { return }
    switch place {
    case .limitRange("Pod"), .limitRange("Container"):
      if !isStandardForContainers(name) {
        errors.invalid(path, .string(name), "must be a standard resource type or fully qualified")
        errors.invalid(path, .string(name), "must be a standard resource for containers")
      }
    case .limitRange:
      if !isStandard(name) {
        errors.invalid(path, .string(name), "must be a standard resource type or fully qualified")
      }
    case .quota:
      if !isStandardForQuota(name) {
        errors.invalid(path, .string(name), "must be a standard resource for quota")
      }
    }
  }

  static func isStandardForContainers(_ name: String) -> Bool { compute.contains(name) || isHugePages(name) }

  static func isStandardForQuota(_ name: String) -> Bool {
    quotaCompute.contains(name) || counted.contains(name) || isHugePages(name)
      || name.hasPrefix("requests.hugepages-")
  }

  private static func isStandard(_ name: String) -> Bool { isStandardForQuota(name) || name == "storage" }

  private static func isHugePages(_ name: String) -> Bool { name.hasPrefix("hugepages-") }

  /// Resources in the default namespace may be promised more than once, huge pages and others may not.
  static func mayOvercommit(_ name: String) -> Bool {
    let isNative = !name.utf8.contains(UInt8(ascii: "/")) || name.contains("kubernetes.io/")
    return isNative && !isHugePages(name)
  }

  /// Resources that are counted in whole numbers.
  static func isInteger(_ name: String) -> Bool {
    counted.contains(name) || (name.utf8.contains(UInt8(ascii: "/")) && !name.contains("kubernetes.io/"))
      || name.hasPrefix("count/")
  }
}

/// Numbers as Go's %f prints them.
enum Decimals {
  /// Six digits after the point.
  static func six(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return value.isInfinite ? "+Inf" : "\(value)" }
    let millionths = Int64((value * 1_000_000).rounded())
    let digits = "\(millionths.magnitude % 1_000_000)"
    let padded = String(repeating: "0", count: 6 - digits.count) + digits
    return "\(millionths < 0 ? "-" : "")\(millionths.magnitude / 1_000_000).\(padded)"
  }
}
