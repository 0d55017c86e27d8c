/// A set of fields, as `fieldsV1` writes it down: a tree, each node of which may be in the set itself.
package struct FieldSet: Sendable, Equatable {
  /// Those in the set that end here.
  private(set) var members: Set<PathElement> = []
  private(set) var children: [PathElement: FieldSet] = [:]

  package init() {}

  package var isEmpty: Bool { members.isEmpty && children.values.allSatisfy(\.isEmpty) }

  mutating func insert(_ path: ArraySlice<PathElement>) {
    guard let first = path.first else { return }
    if path.count == 1 {
      members.insert(first)
    } else {
      children[first, default: FieldSet()].insert(path.dropFirst())
    }
  }

  package func contains(_ path: ArraySlice<PathElement>) -> Bool {
    guard let first = path.first else { return false }
    return path.count == 1 ? members.contains(first) : children[first]?.contains(path.dropFirst()) ?? false
  }

  /// Whether the step, or anything behind it, is in the set.
  func touches(_ step: PathElement) -> Bool {
    members.contains(step) || !(children[step]?.isEmpty ?? true)
  }

  subscript(_ step: PathElement) -> FieldSet { children[step] ?? FieldSet() }

  package func union(_ other: FieldSet) -> FieldSet {
    var result = self
    result.members.formUnion(other.members)
    for (step, set) in other.children { result.children[step] = result[step].union(set) }
    return result
  }

  package func intersection(_ other: FieldSet) -> FieldSet {
    var result = FieldSet()
    result.members = members.intersection(other.members)
    for (step, set) in children {
      guard let there = other.children[step] else { continue }
      let both = set.intersection(there)
      if !both.isEmpty { result.children[step] = both }
    }
    return result
  }

  package func difference(_ other: FieldSet) -> FieldSet {
    var result = FieldSet()
    result.members = members.subtracting(other.members)
    for (step, set) in children {
      let rest = other.children[step].map { set.difference($0) } ?? set
      if !rest.isEmpty { result.children[step] = rest }
    }
    return result
  }

  /// Without the step and all behind it.
  func without(_ step: PathElement) -> FieldSet {
    var result = self
    result.members.remove(step)
    result.children[step] = nil
    return result
  }

  /// Without members of the object, and all in them.
  package func without(_ names: [String]) -> FieldSet {
    names.reduce(self) { $0.without(.member($1)) }
  }

  /// Only what lies behind the steps named.
  func only(_ steps: [PathElement]) -> FieldSet {
    var result = FieldSet()
    for step in steps {
      if members.contains(step) { result.members.insert(step) }
      result.children[step] = children[step]
    }
    return result
  }

  /// Each path, in order.
  package var paths: [[PathElement]] {
    steps.flatMap { step -> [[PathElement]] in
      (members.contains(step) ? [[step]] : []) + self[step].paths.map { [step] + $0 }
    }
  }

  private var steps: [PathElement] {
    members.union(children.keys).sorted(by: PathElement.precedes)
  }

  /// `fieldsV1`.
  package var json: JSONValue { .object(tree) }

  private var tree: JSONObject {
    var object = JSONObject()
    for step in steps {
      let below = children[step].map(\.tree) ?? JSONObject()
      guard members.contains(step) else {
        if !below.isEmpty { object[step.text.text] = .object(below) }
        continue
      }
      var node = JSONObject()
      if !below.isEmpty { node["."] = [:] }
      for (key, value) in below { node[key] = value }
      object[step.text.text] = .object(node)
    }
    return object
  }

  /// Steps of no known form are left out.
  package init(json: JSONValue) { self.init(json.object ?? JSONObject(), depth: 0) }

  private init(_ object: JSONObject, depth: Int) {
    // What is stored was read with a bound of depth; this one keeps the stack.
    guard depth < 300 else { return }
    for (key, value) in object {
      guard let step = PathElement(key) else { continue }
      let below = value.object ?? JSONObject()
      if below.isEmpty || below["."] != nil { members.insert(step) }
      let set = FieldSet(below, depth: depth + 1)
      if !set.isEmpty { children[step] = set }
    }
  }
}
