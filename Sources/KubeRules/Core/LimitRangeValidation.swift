internal import KubeObject

/// Limit ranges: bounds that agree with each other, and a container's defaults taken from them.
enum LimitRangeValidation {
  private static let members = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"]

  /// A container's limit defaults to the maximum, its request to the limit, else to the minimum.
  static func fillDefaults(_ object: inout JSONValue) {
    object.inside("spec") { spec in
      spec.eachItem("limits") { limit in
        guard limit.word("type") == "Container" else { return }
        fill(&limit, "default", from: "max")
        fill(&limit, "defaultRequest", from: "default")
        fill(&limit, "defaultRequest", from: "min")
      }
    }
  }

  private static func fill(_ limit: inout JSONValue, _ target: String, from source: String) {
    for (key, value) in limit.pairs(source) where !limit.has(target, key) {
      limit.set(target, key, to: .string(value))
    }
  }

  static func check(_ object: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("spec").child("limits")
    var types: Set<ExactText> = []
    for (index, limit) in object.items("spec", "limits").enumerated() {
      let path = path.index(index)
      let type = limit.word("type")
      checkType(type, path.child("type"), &errors)
      if !types.insert(ExactText(type)).inserted { errors.duplicate(path.child("type"), .string(type)) }
      check(limit, type, path, &errors)
    }
  }

  private static func checkType(_ type: String, _ path: FieldPath, _ errors: inout FieldErrors) {
    Checks.qualifiedName(type, path, &errors)
    if !type.utf8.contains(UInt8(ascii: "/"))
      && !["Pod", "Container", "PersistentVolumeClaim"].contains(type)
    {
      errors.invalid(path, .string(type), "must be a standard limit type or fully qualified")
    }
  }

  private static func check(
    _ limit: JSONValue, _ type: String, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    var names: [String] = []
    for member in members {
      if type == "Pod", member.hasPrefix("default") {
        if !limit.isEmptyPart(member) {
          errors.forbidden(path.child(member), "may not be specified when `type` is 'Pod'")
        }
        continue
      }
      if type == "PersistentVolumeClaim", member == "maxLimitRequestRatio",
        !limit.has("min", "storage"), !limit.has("max", "storage")
      {
        errors.required(
          path.child("limits"),
          "either minimum or maximum storage value is required, but neither was provided")
      }
      for (name, _) in limit.pairs(member) {
        ResourceNames.check(name, in: .limitRange(type), path.child(member).key(name), &errors)
        names.append(name)
      }
    }
    for name in names.sortedUnique() { Bounds(limit, name, type).check(path, &errors) }
  }

  /// One resource's bounds of one limit.
  private struct Bounds {
    let name: String
    let minimum, maximum, limit, request, ratio: Quantity?

    init(_ item: JSONValue, _ name: String, _ type: String) {
      func quantity(_ member: String) -> Quantity? {
        item.optionalWord(member, name).flatMap { Quantity($0) }
      }
      self.name = name
      minimum = quantity("min")
      maximum = quantity("max")
      limit = type == "Pod" ? nil : quantity("default")
      request = type == "Pod" ? nil : quantity("defaultRequest")
      ratio = quantity("maxLimitRequestRatio")
    }

    func check(_ path: FieldPath, _ errors: inout FieldErrors) {
      func ordered(
        _ low: (String, Quantity?), _ high: (String, Quantity?), at member: String, showing value: Quantity?
      ) {
        guard let small = low.1, let big = high.1, small > big, let value else { return }
        errors.invalid(
          path.child(member).key(name), .string(value.canonical),
          "\(low.0) value \(small.canonical) is greater than \(high.0) value \(big.canonical)")
      }
      ordered(("min", minimum), ("max", maximum), at: "min", showing: minimum)
      ordered(("min", minimum), ("default request", request), at: "defaultRequest", showing: request)
      ordered(("default request", request), ("max", maximum), at: "defaultRequest", showing: request)
      ordered(("default request", request), ("default limit", limit), at: "defaultRequest", showing: request)
      ordered(("min", minimum), ("default", limit), at: "default", showing: minimum)
      ordered(("default", limit), ("max", maximum), at: "default", showing: maximum)
      checkRatio(path.child("maxLimitRequestRatio").key(name), &errors)
      if !ResourceNames.mayOvercommit(name), let limit, let request, limit != request {
        errors.invalid(
          path.child("defaultRequest").key(name), .string(request.canonical),
          "default value \(limit.canonical) must equal to defaultRequest value \(request.canonical) in \(name)"
        )
      }
    }

    private func checkRatio(_ path: FieldPath, _ errors: inout FieldErrors) {
      guard let ratio else { return }
      if let one = Quantity("1"), ratio < one {
        errors.invalid(path, .string(ratio.canonical), "ratio \(ratio.canonical) is less than 1")
      }
      guard let minimum, let maximum else { return }
      let highest = Double(maximum.milliValue) / Double(minimum.milliValue)
      if Double(ratio.milliValue) / 1000 > highest {
        errors.invalid(
          path, .string(ratio.canonical),
          "ratio \(ratio.canonical) is greater than max/min = \(Decimals.six(highest))")
      }
    }
  }
}
