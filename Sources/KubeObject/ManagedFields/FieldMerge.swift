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

  /// The elements of both, in the order of the intent; others stay before those that they stood before.
  private static func list(
    _ live: JSONValue, _ intent: JSONValue, _ schema: any MergeSchema, _ form: MergeForm
  ) -> JSONValue {
    let old = (live.array ?? []).map { (step: step($0, form), value: $0) }
    let there = FieldWalk.children(of: live, schema, form)
    let changes = FieldWalk.children(of: intent, schema, form)
    let new = changes.entries
    let shared = new.map(\.step).filter { there[$0] != nil }
    var nextShared = 0
    var taken: Set<PathElement> = []
    var items: [JSONValue] = []
    items.reserveCapacity(old.count + new.count)
    func take(_ entry: (step: PathElement, value: JSONValue)) {
      taken.insert(entry.step)
      items.append(there[entry.step].map { merged($0, entry.value, schema.element) } ?? entry.value)
      if nextShared < shared.count, shared[nextShared] == entry.step { nextShared += 1 }
    }
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if left < old.count {
        let step = old[left].step
        guard changes[step] != nil else {
          items.append(old[left].value)
          left += 1
          continue
        }
        // One that comes later in the intent's order, or that was taken, has no place here.
        let isLater = nextShared < shared.count && shared[nextShared] != step
        if taken.contains(step) || (right < new.count && isLater) {
          left += 1
          continue
        }
        if right < new.count, new[right].step == step { left += 1 }
      }
      if right < new.count {
        take(new[right])
        right += 1
      }
    }
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
