internal import KubeObject

/// Rows of nodes, namespaces, configuration, quotas, events and leases.
enum ClusterCells {
  static func node(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    var status = "Unknown"
    if let ready = object.items("status", "conditions").last(where: { $0.word("type") == "Ready" }) {
      status = ready.word("status") == "True" ? "Ready" : "NotReady"
    }
    if object.flag("spec", "unschedulable") { status += ",SchedulingDisabled" }
    let roles = nodeRoles(object)
    let info = object.part("status", "nodeInfo")
    func address(_ type: String) -> JSONValue {
      let address = object.items("status", "addresses").first { $0.word("type") == type }
      return .string(address?.word("address") ?? "<none>")
    }
    func known(_ name: String) -> JSONValue {
      let text = info.word(name)
      return .string(text.isEmpty ? "<unknown>" : text)
    }
    return [
      name(object), .string(status), .string(roles.isEmpty ? "<none>" : roles.commaJoined()),
      CellText.age(object, now: now), .string(info.word("kubeletVersion")), address("InternalIP"),
      address("ExternalIP"), known("osImage"), known("kernelVersion"), known("containerRuntimeVersion"),
    ]
  }

  /// Roles are labels: node-role.kubernetes.io/<role>, and kubernetes.io/role=<role>.
  private static func nodeRoles(_ node: JSONValue) -> [String] {
    let prefix = "node-role.kubernetes.io/"
    var roles: [String] = []
    for (key, value) in node.pairs("metadata", "labels") {
      if key.hasPrefix(prefix) {
        roles.append(String(key.dropFirst(prefix.count)))
      } else if key == "kubernetes.io/role" {
        roles.append(value)
      }
    }
    return roles.filter { !$0.isEmpty }.sortedUnique()
  }

  static func namespace(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [name(object), .string(object.word("status", "phase")), CellText.age(object, now: now)]
  }

  static func secret(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [
      name(object), .string(object.word("type")), .integer(Int64(object.members("data").count)),
      CellText.age(object, now: now),
    ]
  }

  static func configMap(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let count = object.members("data").count + object.members("binaryData").count
    return [name(object), .integer(Int64(count)), CellText.age(object, now: now)]
  }

  /// Kinds of which only the name and the age are shown.
  static func nameAndAge(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [name(object), CellText.age(object, now: now)]
  }

  static func componentStatus(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    guard let healthy = object.condition("Healthy", in: "conditions") else {
      return [name(object), .string("Unknown"), .string(""), .string("")]
    }
    let status =
      switch healthy.word("status") {
      case "True": "Healthy"
      case "False": "Unhealthy"
      default: "Unknown"
      }
    return [name(object), .string(status), .string(healthy.word("message")), .string(healthy.word("error"))]
  }

  static func resourceQuota(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    var requests: [String] = []
    var limits: [String] = []
    let hard = object.part("status", "hard")
    let used = object.part("status", "used")
    for resource in object.members("status", "hard").keys.sortedByBytes() {
      let text = "\(resource): \(CellText.quantity(used[resource]))/\(CellText.quantity(hard[resource]))"
      if resource.hasPrefix("limits.") { limits.append(text) } else { requests.append(text) }
    }
    return [
      name(object), .string(requests.joined(separator: ", ")), .string(limits.joined(separator: ", ")),
      CellText.age(object, now: now),
    ]
  }

  /// Core's and events.k8s.io's form alike: what differs is only the members' names.
  static func event(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    func member(_ names: String...) -> JSONValue? {
      for name in names { if let value = object.walk([name]) { return value } }
      return nil
    }
    func since(_ moment: JSONValue?) -> String { CellText.since(moment, now: now) }
    let eventTime = object.walk(["eventTime"])
    let first = since(member("firstTimestamp", "deprecatedFirstTimestamp") ?? eventTime)
    var last = member("lastTimestamp", "deprecatedLastTimestamp").map(since) ?? first
    var count = member("count", "deprecatedCount")?.int64 ?? 0
    if let series = object.walk(["series"]) {
      last = since(series["lastObservedTime"])
      count = series.integer("count")
    } else if count == 0 {
      count = 1
    }
    let regarding = member("involvedObject", "regarding") ?? .null
    let regardingName = regarding.word("name")
    let target = regarding.word("kind").lowercased() + (regardingName.isEmpty ? "" : "/\(regardingName)")
    return [
      .string(last), .string(object.word("type")), .string(object.word("reason")), .string(target),
      .string(regarding.word("fieldPath")), .string(eventSource(object)),
      .string(trimmed(member("message", "note")?.string ?? "")), .string(first), .integer(count),
      name(object),
    ]
  }

  private static func eventSource(_ event: JSONValue) -> String {
    let source = event.walk(["source"]) ?? event.part("deprecatedSource")
    func first(_ texts: String...) -> String { texts.first { !$0.isEmpty } ?? "" }
    let component = first(
      source.word("component"), event.word("reportingComponent"), event.word("reportingController"))
    let instance = first(source.word("host"), event.word("reportingInstance"))
    return instance.isEmpty ? component : "\(component), \(instance)"
  }

  private static func trimmed(_ text: String) -> String {
    guard let start = text.firstIndex(where: { !$0.isWhitespace }),
      let end = text.lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(text[start...end])
  }

  static func lease(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [name(object), .string(object.word("spec", "holderIdentity")), CellText.age(object, now: now)]
  }

  static func leaseCandidate(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let spec = object.part("spec")
    return [
      name(object), .string(spec.word("leaseName")), .string(spec.word("binaryVersion")),
      .string(spec.word("emulationVersion")), CellText.age(object, now: now),
    ]
  }

  static func status(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [.string(object.word("status")), .string(object.word("reason")), .string(object.word("message"))]
  }

  private static func name(_ object: JSONValue) -> JSONValue { .string(object.word("metadata", "name")) }
}
