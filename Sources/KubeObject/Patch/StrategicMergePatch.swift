package import KubeSchema

/// Kubernetes' own merge patch: lists whose type says so are merged by the key of their elements, and directives in
/// the patch tell what else is to happen: `$patch`, `$deleteFromPrimitiveList/…`, `$setElementOrder/…`,
/// `$retainKeys`.
package enum StrategicMergePatch {
  static let maxDepth = 300

  package static func apply(
    _ patch: JSONValue, to target: JSONValue, type: TypeID
  ) throws(PatchError) -> JSONValue {
    guard case .object(let changes) = patch else {
      throw .malformed("a strategic merge patch must be an object")
    }
    return .object(
      try StrategicMerger().merge(changes, into: target.object ?? JSONObject(), .object(type), depth: 0))
  }
}

private struct StrategicMerger {
  private static let directive = "$patch"
  private static let retain = "$retainKeys"
  private static let deletion = "$deleteFromPrimitiveList/"
  private static let order = "$setElementOrder/"

  private let schema = Schema.shared

  private func field(_ name: String, of type: ValueType?) -> FieldInfo? {
    guard case .object(let id) = type else { return nil }
    return schema[id].field(name)
  }

  /// What a member holds; of a map, what all hold.
  private func type(_ name: String, of type: ValueType?) -> ValueType? {
    if case .map(let element) = type { return element }
    return field(name, of: type)?.type
  }

  func merge(
    _ patch: JSONObject, into target: JSONObject, _ type: ValueType?, depth: Int
  ) throws(PatchError) -> JSONObject {
    guard depth < StrategicMergePatch.maxDepth else { throw .malformed("the patch is nested too deeply") }
    if let directive = patch[Self.directive] {
      switch directive.string {
      case "replace":
        var rest = patch
        rest[Self.directive] = nil
        return Self.plain(rest)
      case "delete": return JSONObject()
      case "merge": break
      default:
        throw .malformed("Unknown patch type found: \(directive.string ?? directive.text)")
      }
    }
    var result = target
    if let kept = patch[Self.retain] { try retain(kept, patch, &result) }
    for (name, change) in patch where !Self.isDirective(name) {
      try set(name, change, patch, &result, type, depth)
    }
    for (name, change) in patch where name.hasPrefix(Self.deletion) {
      let list = String(name.dropFirst(Self.deletion.count))
      guard patch[list] == nil, let there = result[list]?.array else { continue }
      result[list] = .array(try without(change, there))
    }
    for (name, order) in patch where name.hasPrefix(Self.order) {
      let list = String(name.dropFirst(Self.order.count))
      guard patch[list] == nil, let there = result[list]?.array else { continue }
      result[list] = .array(try ordered(there, order, key: field(list, of: type)?.patchMergeKey, first: []))
    }
    return result
  }

  private func set(
    _ name: String, _ change: JSONValue, _ patch: JSONObject, _ result: inout JSONObject, _ type: ValueType?,
    _ depth: Int
  ) throws(PatchError) {
    if change.isNull {
      result[name] = nil
      return
    }
    let info = field(name, of: type)
    switch change {
    case .object(let members):
      let there = result[name]?.object ?? JSONObject()
      result[name] = .null
      let merged = try merge(members, into: there, self.type(name, of: type), depth: depth + 1)
      // `$patch: delete` takes the member itself.
      result[name] = members[Self.directive]?.string == "delete" ? nil : .object(merged)
    case .array(let items):
      guard let info, info.patchMerges, case .array(let element) = info.type else {
        result[name] = .array(items.map(Self.plain))
        return
      }
      let there = result[name]?.array ?? []
      result[name] = .null
      var merged: [JSONValue]
      if let key = info.patchMergeKey {
        merged = try mergeByKey(items, into: there, key, element, depth)
      } else {
        merged = try mergeValues(items, into: there, deleting: patch[Self.deletion + name])
      }
      if let order = patch[Self.order + name] {
        merged = try ordered(merged, order, key: info.patchMergeKey, first: items)
      }
      result[name] = .array(merged)
    default: result[name] = change
    }
  }

  /// Removes what `$retainKeys` doesn't name.
  private func retain(
    _ kept: JSONValue, _ patch: JSONObject, _ result: inout JSONObject
  ) throws(PatchError) {
    guard let names = kept.array?.compactMap(\.string) else {
      throw .malformed("the value of $retainKeys must be a list of names")
    }
    let keep = Set(names.map(ExactText.init))
    for (name, value) in patch where !name.hasPrefix("$") && !value.isNull && !keep.contains(ExactText(name))
    {
      throw .malformed("\(name) in the patch is not in its $retainKeys list")
    }
    for name in result.keys where !keep.contains(ExactText(name)) { result[name] = nil }
  }

  /// Values that are new are appended.
  private func mergeValues(
    _ items: [JSONValue], into there: [JSONValue], deleting: JSONValue?
  ) throws(PatchError) -> [JSONValue] {
    var merged = there
    if let deleting { merged = try without(deleting, merged) }
    var known = Set(merged.map { ExactText($0.text) })
    for item in items where known.insert(ExactText(item.text)).inserted { merged.append(item) }
    return merged
  }

  private func without(_ values: JSONValue, _ items: [JSONValue]) throws(PatchError) -> [JSONValue] {
    guard let values = values.array else {
      throw .malformed("the value of $deleteFromPrimitiveList must be a list")
    }
    let gone = Set(values.map { ExactText($0.text) })
    return items.filter { !gone.contains(ExactText($0.text)) }
  }

  private func mergeByKey(
    _ items: [JSONValue], into there: [JSONValue], _ key: String, _ element: ValueType, _ depth: Int
  ) throws(PatchError) -> [JSONValue] {
    if items.contains(where: { $0[Self.directive]?.string == "replace" }) {
      return items.filter { $0[Self.directive] == nil }.map(Self.plain)
    }
    var merged: [JSONValue?] = there
    var places: [ExactText: [Int]] = [:]
    for (index, item) in there.enumerated() {
      if let value = item[key] { places[ExactText(value.text), default: []].append(index) }
    }
    for item in items {
      guard case .object(let change) = item else {
        throw .malformed("a list that is merged by \(key) has an element that is no object")
      }
      guard let value = change[key] else {
        throw .malformed("map: \(item.text) does not contain declared merge key: \(key)")
      }
      let name = ExactText(value.text)
      if change[Self.directive]?.string == "delete" {
        for place in places.removeValue(forKey: name) ?? [] { merged[place] = nil }
      } else if let place = places[name]?.first, let old = merged[place]?.object {
        merged[place] = .object(try merge(change, into: old, element, depth: depth + 1))
      } else {
        places[name] = [merged.count]
        merged.append(.object(try merge(change, into: JSONObject(), element, depth: depth + 1)))
      }
    }
    return merged.compactMap { $0 }
  }

  /// The elements in the order that the patch asks for; those that it doesn't name keep their places among the others:
  /// each goes before the first named one that it stood before.
  private func ordered(
    _ items: [JSONValue], _ order: JSONValue, key: String?, first: [JSONValue]
  ) throws(PatchError) -> [JSONValue] {
    guard let order = order.array else { throw .malformed("the value of $setElementOrder must be a list") }
    func name(_ item: JSONValue) -> ExactText { ExactText((key.flatMap { item[$0] } ?? item).text) }
    var rank: [ExactText: Int] = [:]
    for (index, item) in order.enumerated() where rank[name(item)] == nil { rank[name(item)] = index }
    for item in first where item[Self.directive] == nil && rank[name(item)] == nil {
      throw .malformed("The order in patch list doesn't match $setElementOrder list")
    }
    let named = items.filter { rank[name($0)] != nil }.enumerated().sorted {
      (rank[name($0.element)] ?? 0, $0.offset) < (rank[name($1.element)] ?? 0, $1.offset)
    }.map(\.element)
    var result: [JSONValue] = []
    var next = 0
    var others = items.enumerated().filter { rank[name($0.element)] == nil }.map { ($0.offset, $0.element) }[
      ...]
    var place: [ExactText: Int] = [:]
    for (index, item) in items.enumerated() { place[name(item)] = index }
    while next < named.count || !others.isEmpty {
      if let other = others.first, next >= named.count || other.0 < place[name(named[next])] ?? 0 {
        result.append(other.1)
        others.removeFirst()
      } else {
        result.append(named[next])
        next += 1
      }
    }
    return result
  }

  /// Directives are no part of what is stored.
  private static func plain(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let object): .object(plain(object))
    case .array(let items): .array(items.map(plain))
    default: value
    }
  }

  private static func plain(_ object: JSONObject) -> JSONObject {
    var result = JSONObject(minimumCapacity: object.count)
    for (name, value) in object where !isDirective(name) && !value.isNull { result[name] = plain(value) }
    return result
  }

  private static func isDirective(_ name: String) -> Bool {
    name == directive || name == retain || name.hasPrefix(deletion) || name.hasPrefix(order)
  }
}
