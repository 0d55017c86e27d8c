internal import KubeObject

/// Rows of dynamic resources (KEP-4381) and of pod groups (KEP-4671).
enum DeviceCells {
  static func resourceClaim(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let deleted = object.has("metadata", "deletionTimestamp")
    var states = deleted ? ["deleted"] : []
    if object.has("status", "allocation") {
      states.append("allocated")
      if !object.items("status", "reservedFor").isEmpty { states.append("reserved") }
    } else if !deleted {
      states.append("pending")
    }
    return [name(object), .string(states.commaJoined()), CellText.age(object, now: now)]
  }

  static func resourceSlice(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let spec = object.part("spec")
    return [
      name(object), .string(spec.word("nodeName")), .string(spec.word("driver")),
      .string(spec.word("pool", "name")), CellText.age(object, now: now),
    ]
  }

  static func deviceTaintRule(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let taint = object.part("spec", "taint")
    let added = taint.walk(["timeAdded"])
    return [
      name(object), .string(taint.word("key")), .string(taint.word("value")), .string(taint.word("effect")),
      .string(added == nil ? "" : CellText.since(added, now: now)), CellText.age(object, now: now),
    ]
  }

  static func resourcePoolStatusRequest(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let pools = object.items("status", "pools")
    func sum(_ member: String) -> JSONValue {
      .string("\(pools.reduce(Int64(0)) { $0 &+ $1.integer(member) })")
    }
    let errors = pools.count { !$0.word("validationError").isEmpty }
    let condition = object.items("status", "conditions").last { $0.word("status") == "True" }
    return [
      name(object), .string(object.word("spec", "driver")), sum("totalDevices"), sum("availableDevices"),
      sum("allocatedDevices"), sum("unavailableDevices"), .string("\(errors)"),
      .integer(object.integer("status", "poolCount")), .string(condition?.word("type") ?? "Pending"),
      .string(condition.map { CellText.since($0["lastTransitionTime"], now: now) } ?? ""),
    ]
  }

  static func podGroup(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let policy = object.part("spec", "schedulingPolicy")
    let policyName = policy.has("gang") ? "Gang" : policy.has("basic") ? "Basic" : "<none>"
    let workload = object.optionalWord("spec", "podGroupTemplateRef", "workload", "workloadName")
    let scheduled = object.items("status", "conditions").last
    let status = scheduled.map { $0.word("status") == "True" ? $0.word("type") : $0.word("reason") }
    return [
      name(object), .string(policyName), .string(workload ?? "<none>"), .string(status ?? "Pending"),
      CellText.age(object, now: now),
    ]
  }

  private static func name(_ object: JSONValue) -> JSONValue { .string(object.word("metadata", "name")) }
}
