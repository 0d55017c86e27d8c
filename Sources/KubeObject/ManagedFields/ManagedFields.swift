package import KubeSchema

/// Who writes, and how.
package struct FieldManager: Sendable {
  package enum Operation: String, Sendable {
    case apply = "Apply"
    case update = "Update"
  }

  package var name: String
  package var operation: Operation
  package var apiVersion: String
  package var subresource: String

  package init(name: String, operation: Operation, apiVersion: String, subresource: String = "") {
    self.name = name
    self.operation = operation
    self.apiVersion = apiVersion
    self.subresource = subresource
  }

  /// An applier is the same in each version.
  fileprivate func isSame(as other: FieldManager) -> Bool {
    exactly(name, other.name) && operation == other.operation && exactly(subresource, other.subresource)
      && (operation == .apply || exactly(apiVersion, other.apiVersion))
  }

  /// As conflicts name it.
  fileprivate var shown: String {
    var text = goQuoted(name)
    if !subresource.isEmpty { text += " with subresource \(goQuoted(subresource))" }
    return operation == .update ? text + " using \(apiVersion)" : text
  }
}

/// Someone else's fields that an intent would change. Its text is upstream's.
package struct ApplyConflict: Error, Sendable {
  package let conflicts: [(manager: String, path: String)]

  package var status: APIStatus {
    let count = conflicts.count
    let message: String
    if count == 1 {
      message = "conflict with \(conflicts[0].manager): \(conflicts[0].path)"
    } else {
      var lines: [String] = []
      for manager in Set(conflicts.map(\.manager)).sorted() {
        lines.append("conflicts with \(manager):")
        lines += conflicts.filter { $0.manager == manager }.map { "- \($0.path)" }
      }
      message = lines.joined(separator: "\n")
    }
    return .applyConflict(
      "Apply failed with \(count) conflict\(count == 1 ? "" : "s"): \(message)",
      causes: conflicts.map {
        .init(reason: "FieldManagerConflict", message: "conflict with \($0.manager)", field: $0.path)
      })
  }
}

/// `metadata.managedFields` (KEP-555): which writer has which fields.
package enum ManagedFields {
  /// More writers than this that don't apply are taken for one.
  private static let maxUpdaters = 10
  private static let ancient = "ancient-changes"
  private static let beforeFirst = "before-first-apply"

  private struct Entry {
    var manager: FieldManager
    var fields: FieldSet
    /// As it stands in the object; empty for none.
    var time: String
  }

  /// Writes down that `manager` made `new` of `live`, which is nil for a new object. Both are in the manager's
  /// version.
  /// - isReset: fields that this way of writing leaves as they are, whatever is sent; they are nobody's by it.
  package static func update(
    live: JSONValue?, new: inout JSONValue, manager: FieldManager, schema: any MergeSchema, empty: JSONValue,
    now: Timestamp, isReset: (FieldSet) -> FieldSet
  ) {
    // A client that sends none of it means what is there; one that sends an empty list wants it forgotten.
    let sent = new.at("metadata", "managedFields")?.array
    if let sent, sent.isEmpty || (sent.count == 1 && (sent[0].object?.isEmpty ?? false)) {
      new.remove("metadata", "managedFields")
      return
    }
    var entries = read(sent.map { .array($0) } ?? live?.at("metadata", "managedFields"))
    var after = new
    after.remove("metadata", "managedFields")
    var before = live ?? empty
    before.remove("metadata", "managedFields")
    let comparison = FieldComparison(before, after, schema)
    let changed = comparison.modified.union(comparison.added)
    for at in entries.indices where !entries[at].manager.isSame(as: manager) {
      entries[at].fields = entries[at].fields.difference(changed)
    }
    for at in entries.indices { entries[at].fields = entries[at].fields.difference(comparison.removed) }
    let own = isReset(stripped(changed))
    if !own.isEmpty {
      if let at = entries.firstIndex(where: { $0.manager.isSame(as: manager) }) {
        entries[at].fields = entries[at].fields.union(own)
        entries[at].time = now.text
      } else {
        entries.append(Entry(manager: manager, fields: own, time: now.text))
      }
    }
    write(capped(entries), into: &new)
  }

  /// What `intent` makes of `live`, nil for a new object, with the managed fields of that. Throws when it would change
  /// what others have, unless forced: then it takes them over.
  package static func apply(
    live: JSONValue?, intent: JSONValue, manager: FieldManager, schema: any MergeSchema, empty: JSONValue,
    force: Bool, now: Timestamp, isReset: (FieldSet) -> FieldSet
  ) throws(ApplyConflict) -> JSONValue {
    var intent = intent
    intent.remove("metadata", "managedFields")
    var before = live ?? intent.bare
    let hadEntries = before.at("metadata", "managedFields")?.array?.isEmpty == false
    var entries = read(before.at("metadata", "managedFields"))
    before.remove("metadata", "managedFields")
    if live != nil, !hadEntries {
      let all = FieldComparison(empty, before, schema).added
      let first = FieldManager(name: beforeFirst, operation: .update, apiVersion: manager.apiVersion)
      entries.append(Entry(manager: first, fields: stripped(all), time: now.text))
    }
    let own = isReset(stripped(FieldWalk.fields(of: intent, schema)))
    let place = entries.firstIndex { $0.manager.isSame(as: manager) }
    let last = place.map { entries[$0].fields } ?? FieldSet()
    let others = entries.indices.filter { $0 != place }
    let kept = others.reduce(own) { $0.union(entries[$1].fields) }
    var result = FieldMerge.merged(before, intent, schema)
    result = FieldMerge.pruned(result, schema, gone: last.difference(kept), kept: kept)
    let comparison = FieldComparison(before, result, schema)
    let changed = isReset(comparison.modified.union(comparison.added))
    var conflicts: [(manager: String, path: String)] = []
    for at in others {
      let both = entries[at].fields.intersection(changed)
      conflicts += both.paths.map { (entries[at].manager.shown, $0.map(\.shown).joined()) }
      entries[at].fields = entries[at].fields.difference(both).difference(comparison.removed)
    }
    if !conflicts.isEmpty, !force { throw ApplyConflict(conflicts: conflicts) }
    let isSame = last == own && changed.isEmpty && comparison.removed.isEmpty
    if let place {
      entries[place].fields = own
      entries[place].manager = manager
      if !isSame { entries[place].time = now.text }
    } else {
      entries.append(Entry(manager: manager, fields: own, time: now.text))
    }
    write(entries, into: &result)
    return result
  }

  /// Fields that are the server's, or that name the object, are nobody's.
  private static func stripped(_ set: FieldSet) -> FieldSet {
    let metadata = PathElement.member("metadata")
    var result = set.difference(FieldSet(json: ["f:metadata": [:]]))
    result = result.without(.member("apiVersion")).without(.member("kind"))
    let names = [
      "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation",
      "managedFields",
      "resourceVersion",
    ]
    var inner = FieldSet()
    for name in names { inner.insert([metadata, .member(name)][...]) }
    return result.difference(inner)
  }

  private static func read(_ value: JSONValue?) -> [Entry] {
    (value?.array ?? []).compactMap { entry in
      guard let operation = FieldManager.Operation(rawValue: entry["operation"]?.string ?? "") else {
        return nil
      }
      let manager = FieldManager(
        name: entry["manager"]?.string ?? "", operation: operation,
        apiVersion: entry["apiVersion"]?.string ?? "", subresource: entry["subresource"]?.string ?? "")
      return Entry(
        manager: manager, fields: FieldSet(json: entry["fieldsV1"] ?? .null),
        time: entry["time"]?.string ?? "")
    }
  }

  /// The oldest of too many are put together, those of each version by themselves.
  private static func capped(_ entries: [Entry]) -> [Entry] {
    let updaters = entries.indices.filter {
      entries[$0].manager.operation == .update && !entries[$0].fields.isEmpty
    }.sorted { one, other in
      (entries[one].time, entries[one].manager.name, one)
        < (entries[other].time, entries[other].manager.name, other)
    }
    var left = updaters.count
    var bucket: [String: Int] = [:]
    var result: [Entry?] = entries
    for at in updaters where left > maxUpdaters {
      let entry = entries[at]
      guard let place = bucket[entry.manager.apiVersion], let old = result[place] else {
        bucket[entry.manager.apiVersion] = at
        continue
      }
      let manager = FieldManager(name: ancient, operation: .update, apiVersion: entry.manager.apiVersion)
      result[place] = Entry(manager: manager, fields: old.fields.union(entry.fields), time: entry.time)
      result[at] = nil
      left -= 1
    }
    return result.compactMap { $0 }
  }

  private static func write(_ entries: [Entry], into object: inout JSONValue) {
    let written = entries.filter { !$0.fields.isEmpty }.sorted { one, other in
      let left = (one.manager.operation.rawValue, one.time, one.manager.name)
      let right = (other.manager.operation.rawValue, other.time, other.manager.name)
      return left == right
        ? (one.manager.apiVersion, one.manager.subresource)
          < (other.manager.apiVersion, other.manager.subresource) : left < right
    }
    guard !written.isEmpty else {
      object.remove("metadata", "managedFields")
      return
    }
    object.set("metadata", "managedFields", to: .array(written.map(json)))
  }

  private static func json(_ entry: Entry) -> JSONValue {
    var value: JSONValue = [
      "manager": .string(entry.manager.name), "operation": .string(entry.manager.operation.rawValue),
      "apiVersion": .string(entry.manager.apiVersion),
    ]
    if !entry.time.isEmpty { value["time"] = .string(entry.time) }
    value["fieldsType"] = "FieldsV1"
    value["fieldsV1"] = entry.fields.json
    if !entry.manager.subresource.isEmpty { value["subresource"] = .string(entry.manager.subresource) }
    return value
  }
}

extension JSONValue {
  /// What an object that isn't there yet is known to be: its kind and its name.
  fileprivate var bare: JSONValue {
    var value: JSONValue = ["metadata": [:]]
    for name in ["apiVersion", "kind"] { value[name] = self[name] }
    for name in ["name", "namespace"] {
      if let text = at("metadata", name) { value.set("metadata", name, to: text) }
    }
    return value
  }
}

extension JSONValue {
  /// An object of a type as Go has it before anyone sets a field: what isn't a pointer is there. It is what creation
  /// is compared with.
  package static func empty(_ type: TypeID) -> JSONValue {
    var object = (try? Protobuf.decode([][...], as: type)) ?? [:]
    fillLists(&object, type, depth: 0)
    return object
  }

  /// Go writes an empty list of a field that must be there as null.
  private static func fillLists(_ object: inout JSONValue, _ type: TypeID, depth: Int) {
    guard depth < 20 else { return }
    for field in Schema.shared[type].fields {
      switch field.type {
      case .array where field.isRequired && object[field.name] == nil: object[field.name] = .null
      case .object(let inner) where object[field.name] != nil:
        object.update(field.name) { fillLists(&$0, inner, depth: depth + 1) }
      default: break
      }
    }
  }
}
