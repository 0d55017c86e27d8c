package import KubeObject
package import KubeSchema

/// Completes an object with what its kind says where the client says nothing: first what the tables of types know,
/// then what the kind's rules do.
package enum Defaulting {
  package static func apply(_ object: inout JSONValue, as kind: GroupVersionKind) {
    if let type = Schema.shared.type(of: kind) { fill(&object, as: type) }
    KindRules.of(kind).defaults(&object)
  }

  /// Applies the tables' defaults alone.
  static func fill(_ object: inout JSONValue, as type: TypeID) {
    guard let plan = plans[type] else { return }
    for (name, value) in plan.values { object.fill(name, value) }
    for (name, shape) in plan.nested { object.inside(name) { fill(&$0, shape) } }
  }

  private static func fill(_ value: inout JSONValue, _ shape: Shape) {
    switch shape {
    case .object(let type): fill(&value, as: type)
    case .array(let element):
      guard case .array(var items) = value else { return }
      value = .null
      for index in items.indices { fill(&items[index], element) }
      value = .array(items)
    case .map(let element):
      guard let object = value.object else { return }
      for key in object.keys { value.inside(key) { fill(&$0, element) } }
    }
  }

  /// What to fill in objects of one type. A type without defaults, in itself and in all it holds, has no plan, so that
  /// most of an object is never looked at.
  private struct Plan: Sendable {
    var values: [(name: String, value: JSONValue)] = []
    var nested: [(name: String, shape: Shape)] = []
  }

  private indirect enum Shape: Sendable {
    case object(TypeID), array(Shape), map(Shape)

    var type: TypeID {
      switch self {
      case .object(let type): type
      case .array(let element), .map(let element): element.type
      }
    }

    init?(_ type: ValueType) {
      switch type {
      case .object(let id): self = .object(id)
      case .array(let element):
        guard let shape = Shape(element) else { return nil }
        self = .array(shape)
      case .map(let element):
        guard let shape = Shape(element) else { return nil }
        self = .map(shape)
      default: return nil
      }
    }
  }

  private static let plans: [TypeID: Plan] = {
    var plans: [TypeID: Plan] = [:]
    var open = Schema.shared.resources.map(\.type)
    while let id = open.popLast() {
      if plans[id] != nil { continue }
      var plan = Plan()
      for field in Schema.shared[id].fields {
        if let value = meaningful(field.defaultValue) { plan.values.append((field.name, value)) }
        guard let shape = Shape(field.type) else { continue }
        plan.nested.append((field.name, shape))
        open.append(shape.type)
      }
      plans[id] = plan
    }
    return trimmed(plans)
  }()

  /// Only what a Go struct's zero value wouldn't be by itself.
  private static func meaningful(_ text: String?) -> JSONValue? {
    guard let text, !["\"\"", "{}", "0", "false", "null", "[]"].contains(text) else { return nil }
    return try? JSONValue.parse(Array(text.utf8))
  }

  /// Leaves out the types, and the ways to them, that lead to no default. Types may hold themselves, so what leads
  /// somewhere is found from its end.
  private static func trimmed(_ plans: [TypeID: Plan]) -> [TypeID: Plan] {
    var holders: [TypeID: [TypeID]] = [:]
    for (id, plan) in plans {
      for (_, shape) in plan.nested { holders[shape.type, default: []].append(id) }
    }
    var open = plans.filter { !$0.value.values.isEmpty }.map(\.key)
    var kept = Set(open)
    while let id = open.popLast() {
      for holder in holders[id] ?? [] where kept.insert(holder).inserted { open.append(holder) }
    }
    var result = plans.filter { kept.contains($0.key) }
    for id in result.keys { result[id]?.nested.removeAll { !kept.contains($0.shape.type) } }
    return result
  }
}
