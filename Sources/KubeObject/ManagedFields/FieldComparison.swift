/// Which fields an object has, and in which two differ.
struct FieldComparison {
  var added = FieldSet()
  var modified = FieldSet()
  var removed = FieldSet()

  init(_ old: JSONValue, _ new: JSONValue, _ schema: any MergeSchema) {
    var path: [PathElement] = []
    compare(old, new, schema, &path)
  }

  /// What is there on one side alone counts with all that is in it, and itself.
  private mutating func compare(
    _ old: JSONValue?, _ new: JSONValue?, _ schema: any MergeSchema, _ path: inout [PathElement]
  ) {
    let form = FieldWalk.form(of: new ?? old, schema)
    if let old, let new {
      if case .leaf = form {
        if old != new { modified.insert(path[...]) }
        return
      }
    } else if !path.isEmpty {
      if old == nil { added.insert(path[...]) } else { removed.insert(path[...]) }
    }
    let before = FieldWalk.children(of: old, schema, form)
    let after = FieldWalk.children(of: new, schema, form)
    for (step, child) in after.entries {
      path.append(step)
      compare(before[step], child, FieldWalk.schema(of: step, schema), &path)
      path.removeLast()
    }
    for (step, child) in before.entries where after[step] == nil {
      path.append(step)
      compare(child, nil, FieldWalk.schema(of: step, schema), &path)
      path.removeLast()
    }
  }
}

/// The parts of a value, by the steps that lead to them.
struct FieldChildren {
  private(set) var entries: [(step: PathElement, value: JSONValue)] = []
  private var index: [PathElement: Int] = [:]

  mutating func add(_ step: PathElement, _ value: JSONValue) {
    // A key that stands twice is one field for those who own it; the first counts.
    guard index[step] == nil else { return }
    index[step] = entries.count
    entries.append((step, value))
  }

  subscript(_ step: PathElement) -> JSONValue? { index[step].map { entries[$0].value } }
}

enum FieldWalk {
  /// The form by the schema, where the value is of it; else a leaf.
  static func form(of value: JSONValue?, _ schema: any MergeSchema) -> MergeForm {
    switch (schema.form, value) {
    case (.object, .object), (.set, .array), (.list, .array), (.object, .null), (.set, .null), (.list, .null):
      schema.form
    default: .leaf
    }
  }

  static func children(of value: JSONValue?, _ schema: any MergeSchema, _ form: MergeForm) -> FieldChildren {
    var children = FieldChildren()
    switch (form, value) {
    case (.object, .object(let members)):
      for (name, member) in members { children.add(.member(name), member) }
    case (.set, .array(let items)):
      for item in items { children.add(.value(item), item) }
    case (.list(let keys), .array(let items)):
      for item in items { children.add(step(to: item, keys), item) }
    default: break
    }
    return children
  }

  static func step(to item: JSONValue, _ keys: [MergeKey]) -> PathElement {
    .keys(
      keys.compactMap { key in
        (item[key.name] ?? key.defaultValue).map { (key.name, $0) }
      })
  }

  static func schema(of step: PathElement, _ schema: any MergeSchema) -> any MergeSchema {
    if let name = step.memberName { return schema.member(name) ?? FreeSchema() }
    return schema.element
  }

  /// The fields of what someone applies: its leaves, and the elements and entries on the way to them.
  static func fields(of value: JSONValue, _ schema: any MergeSchema) -> FieldSet {
    var set = FieldSet()
    var path: [PathElement] = []
    collect(value, schema, &path, &set)
    return set
  }

  private static func collect(
    _ value: JSONValue, _ schema: any MergeSchema, _ path: inout [PathElement], _ set: inout FieldSet
  ) {
    let form = form(of: value, schema)
    if case .leaf = form {
      set.insert(path[...])
      return
    }
    for (step, child) in children(of: value, schema, form).entries {
      path.append(step)
      collect(child, self.schema(of: step, schema), &path, &set)
      let isNamed = step.memberName.map(schema.names) ?? false
      if !isNamed || child.isNull || child.object?.isEmpty == true { set.insert(path[...]) }
      path.removeLast()
    }
  }
}
