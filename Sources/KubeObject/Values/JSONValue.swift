/// An object of the API, or a part of one, as a tree that can be changed.
package enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue: Equatable {
  package static func == (one: JSONValue, other: JSONValue) -> Bool {
    switch (one, other) {
    case (.null, .null): true
    case (.bool(let one), .bool(let other)): one == other
    case (.number(let one), .number(let other)): one == other
    case (.string(let one), .string(let other)): exactly(one, other)
    case (.array(let one), .array(let other)): one == other
    case (.object(let one), .object(let other)): one == other
    default: false
    }
  }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral
{
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    var object = JSONObject(minimumCapacity: elements.count)
    for (key, value) in elements { object[key] = value }
    self = .object(object)
  }

  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(floatLiteral value: Double) { self = .number(JSONNumber(value)) }
}

extension JSONValue {
  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var int64: Int64? { if case .number(let value) = self { value.int64 } else { nil } }
  package var int: Int? { if case .number(let value) = self { value.int } else { nil } }
  package var double: Double? { if case .number(let value) = self { value.double } else { nil } }
  package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  package var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
  package var isNull: Bool { if case .null = self { true } else { false } }

  /// A member; nil where this is no object, or has none of that name. Setting one makes an object of what was null.
  package subscript(_ key: String) -> JSONValue? {
    get {
      guard case .object(let object) = self else { return nil }
      return object[key]
    }
    set {
      var object = takeObject()
      object[key] = newValue
      self = .object(object)
    }
    _modify {
      var object = takeObject()
      defer { self = .object(object) }
      yield &object[key]
    }
  }

  /// Takes the object out, so that it is changed in place instead of copied.
  private mutating func takeObject() -> JSONObject {
    guard case .object(let object) = self else { return JSONObject() }
    self = .null
    return object
  }

  /// An element; nil where there is none. Setting replaces one that is there, and removes it when set to nil.
  package subscript(_ index: Int) -> JSONValue? {
    get {
      guard case .array(let items) = self, items.indices.contains(index) else { return nil }
      return items[index]
    }
    set {
      guard case .array(var items) = self, items.indices.contains(index) else { return }
      self = .null
      if let newValue { items[index] = newValue } else { items.remove(at: index) }
      self = .array(items)
    }
  }

  /// What a path of members leads to.
  package func at(_ path: String...) -> JSONValue? {
    var value = self
    for name in path {
      guard let next = value[name] else { return nil }
      value = next
    }
    return value
  }

  /// Sets the member at the end of a path, making the objects on the way.
  package mutating func set(_ path: String..., to value: JSONValue) { put(path[...], value) }

  private mutating func put(_ path: ArraySlice<String>, _ value: JSONValue) {
    guard let first = path.first else {
      self = value
      return
    }
    var object = takeObject()
    var inner = JSONValue.null
    if path.count > 1, let there = object[first] {
      object[first] = .null
      inner = there
    }
    inner.put(path.dropFirst(), value)
    object[first] = inner
    self = .object(object)
  }

  /// Removes the member at the end of a path, and nothing on the way to it.
  package mutating func remove(_ path: String...) { take(path[...]) }

  private mutating func take(_ path: ArraySlice<String>) {
    guard let first = path.first, case .object(var object) = self else { return }
    self = .null
    defer { self = .object(object) }
    if path.count == 1 {
      object[first] = nil
    } else if var inner = object[first] {
      object[first] = .null
      inner.take(path.dropFirst())
      object[first] = inner
    }
  }

  /// Changes what a path leads to, in place; nil where it leads nowhere.
  @discardableResult
  package mutating func update<Result>(
    _ path: String..., body: (inout JSONValue) throws -> Result
  ) rethrows -> Result? {
    try change(path[...], body)
  }

  private mutating func change<Result>(
    _ path: ArraySlice<String>, _ body: (inout JSONValue) throws -> Result
  ) rethrows -> Result? {
    guard let first = path.first else { return try body(&self) }
    guard case .object(var object) = self, var inner = object[first] else { return nil }
    self = .null
    object[first] = .null
    defer {
      object[first] = inner
      self = .object(object)
    }
    return try inner.change(path.dropFirst(), body)
  }
}

/// What every object of the API has.
extension JSONValue {
  package var apiVersion: String { self["apiVersion"]?.string ?? "" }
  package var kind: String { self["kind"]?.string ?? "" }
  package var name: String { at("metadata", "name")?.string ?? "" }
  package var namespace: String { at("metadata", "namespace")?.string ?? "" }
  package var uid: String { at("metadata", "uid")?.string ?? "" }
  package var resourceVersion: String { at("metadata", "resourceVersion")?.string ?? "" }
  package var labels: JSONObject { at("metadata", "labels")?.object ?? JSONObject() }
  package var annotations: JSONObject { at("metadata", "annotations")?.object ?? JSONObject() }
}
