/// Puts what someone applies into an object, and takes out of it what they no longer apply.
enum FieldMerge {
  static func merged(_ live: JSONValue, _ intent: JSONValue, _ schema: any MergeSchema) -> JSONValue {
    let form = FieldWalk.form(of: intent, schema)
    switch (form, intent, live) {
    case (.object, .object(let changes), .object(var members)):
      for (name, change) in changes {
        if let there = members[name] {
          members[name] = .null
          members[name] = merged(there, change, schema.member(name) ?? FreeSchema())
        } else {
          members[name] = change
        }
      }
      return .object(members)
    case (.set, .array, .array), (.list, .array, .array): return list(live, intent, schema, form)
    default: return intent
    }
  }

  /// Elements that are there keep their places; new ones follow.
  private static func list(
    _ live: JSONValue, _ intent: JSONValue, _ schema: any MergeSchema, _ form: MergeForm
  ) -> JSONValue {
    let changes = FieldWalk.children(of: intent, schema, form)
    let there = FieldWalk.children(of: live, schema, form)
    var items: [JSONValue] = []
    for item in live.array ?? [] {
      let step = self.step(item, form)
      items.append(changes[step].map { merged(item, $0, schema.element) } ?? item)
    }
    for (step, change) in changes.entries where there[step] == nil { items.append(change) }
    return .array(items)
  }

  private static func step(_ item: JSONValue, _ form: MergeForm) -> PathElement {
    if case .list(let keys) = form { return FieldWalk.step(to: item, keys) }
    return .value(item)
  }

  /// Without the fields in `gone`; what holds something in `kept` stays.
  static func pruned(
    _ value: JSONValue, _ schema: any MergeSchema, gone: FieldSet, kept: FieldSet
  ) -> JSONValue {
    let form = FieldWalk.form(of: value, schema)
    switch (form, value) {
    case (.object, .object(var members)):
      for name in members.keys {
        let step = PathElement.member(name)
        guard gone.touches(step), let there = members[name] else { continue }
        members[name] = remaining(there, step, schema.member(name) ?? FreeSchema(), gone, kept)
      }
      return .object(members)
    case (.set, .array(let items)), (.list, .array(let items)):
      return .array(
        items.compactMap { item in
          let step = step(item, form)
          return gone.touches(step) ? remaining(item, step, schema.element, gone, kept) : item
        })
    default: return value
    }
  }

  private static func remaining(
    _ value: JSONValue, _ step: PathElement, _ schema: any MergeSchema, _ gone: FieldSet, _ kept: FieldSet
  ) -> JSONValue? {
    if gone.members.contains(step), !kept.touches(step) { return nil }
    return pruned(value, schema, gone: gone[step], kept: kept[step])
  }
}
