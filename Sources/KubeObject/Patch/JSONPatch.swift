/// RFC 6902: operations on places of a document, one after the other; all of them or none.
package enum JSONPatch {
  /// Upstream's limits: this many operations, and copies that let the document grow by so many bytes.
  package static let maxOperations = 10_000
  package static let maxCopiedBytes = 3 * 1024 * 1024

  package static func apply(_ patch: JSONValue, to target: JSONValue) throws(PatchError) -> JSONValue {
    guard case .array(let operations) = patch else {
      throw .malformed("json: cannot unmarshal object into Go value of type jsonpatch.Patch")
    }
    guard operations.count <= maxOperations else {
      throw PatchError(
        fault: .tooLarge,
        message: "The allowed maximum operations in a JSON patch is \(maxOperations), got \(operations.count)"
      )
    }
    var result = target
    var copied = 0
    for operation in operations { try apply(operation, &result, &copied) }
    return result
  }

  private static func apply(
    _ operation: JSONValue, _ document: inout JSONValue, _ copied: inout Int
  ) throws(PatchError) {
    let kind = operation["op"]?.string ?? ""
    let path = try pointer(operation, "path", kind)
    switch kind {
    case "add":
      try add(try value(operation, kind), at: path.steps[...], in: &document, path, kind)
    case "remove":
      _ = try remove(at: path.steps[...], in: &document, path, kind)
    case "replace":
      let value = try value(operation, kind)
      guard find(path, in: document) != nil else { throw missing(kind, path) }
      try replace(value, at: path.steps[...], in: &document)
    case "move":
      let from = try pointer(operation, "from", kind)
      let value = try remove(at: from.steps[...], in: &document, from, kind)
      try add(value, at: path.steps[...], in: &document, path, kind)
    case "copy":
      let from = try pointer(operation, "from", kind)
      guard let value = find(from, in: document) else { throw missing(kind, from) }
      copied += value.encoded().count
      guard copied <= maxCopiedBytes else {
        throw PatchError(
          fault: .tooLarge, message: "the copies of a JSON patch are larger than \(maxCopiedBytes) bytes")
      }
      try add(value, at: path.steps[...], in: &document, path, kind)
    case "test":
      let expected = operation["value"] ?? .null
      guard (find(path, in: document) ?? .null) == expected else {
        throw .unfitting("testing value \(path) failed: test failed")
      }
    default: throw .malformed("Unexpected kind: \(kind)")
    }
  }

  private static func pointer(
    _ operation: JSONValue, _ name: String, _ kind: String
  ) throws(PatchError) -> JSONPointer {
    guard let text = operation[name]?.string else {
      throw .malformed("\(kind) operation: missing or invalid \(name)")
    }
    guard let pointer = JSONPointer(text) else {
      throw .unfitting("\(kind) operation does not apply: doc is missing path: \"\(text)\": missing value")
    }
    return pointer
  }

  private static func value(_ operation: JSONValue, _ kind: String) throws(PatchError) -> JSONValue {
    guard let value = operation["value"] else { throw .malformed("\(kind) operation: missing value") }
    return value
  }

  private static func missing(_ kind: String, _ path: JSONPointer) -> PatchError {
    .unfitting("\(kind) operation does not apply: doc is missing path: \"\(path)\": missing value")
  }

  private static func find(_ path: JSONPointer, in document: JSONValue) -> JSONValue? {
    var value = document
    for step in path.steps {
      let next: JSONValue?
      switch value {
      case .object(let object): next = object[step.text]
      case .array(let items): next = index(step.text, items.count - 1).map { items[$0] }
      default: next = nil
      }
      guard let next else { return nil }
      value = next
    }
    return value
  }

  /// Up to `last`; negative ones, which some libraries take, are refused, as are leading zeros.
  private static func index(_ text: String, _ last: Int) -> Int? {
    guard let first = text.utf8.first, first &- 48 < 10, text == "0" || first != UInt8(ascii: "0"),
      let index = Int(text), index <= last
    else { return nil }
    return index
  }

  private static func add(
    _ value: JSONValue, at steps: ArraySlice<ExactText>, in document: inout JSONValue, _ path: JSONPointer,
    _ kind: String
  ) throws(PatchError) {
    guard let step = steps.first?.text else {
      document = value
      return
    }
    switch document {
    case .object(var object):
      if steps.count == 1 {
        document = .null
        object[step] = value
      } else {
        guard var inner = object[step] else { throw missing(kind, path) }
        document = .null
        object[step] = .null
        try add(value, at: steps.dropFirst(), in: &inner, path, kind)
        object[step] = inner
      }
      document = .object(object)
    case .array(var items):
      document = .null
      if steps.count == 1 {
        guard let at = step == "-" ? items.count : index(step, items.count) else {
          throw .unfitting(
            "\(kind) operation does not apply: doc is missing path: \"\(path)\": "
              + "Unable to access invalid index: \(step): invalid index referenced")
        }
        items.insert(value, at: at)
      } else {
        guard let at = index(step, items.count - 1) else { throw missing(kind, path) }
        try add(value, at: steps.dropFirst(), in: &items[at], path, kind)
      }
      document = .array(items)
    default: throw missing(kind, path)
    }
  }

  private static func remove(
    at steps: ArraySlice<ExactText>, in document: inout JSONValue, _ path: JSONPointer, _ kind: String
  ) throws(PatchError) -> JSONValue {
    guard let step = steps.first?.text else { throw missing(kind, path) }
    let removed: JSONValue
    switch document {
    case .object(var object):
      guard var inner = object[step] else { throw missing(kind, path) }
      document = .null
      if steps.count == 1 {
        removed = inner
        object[step] = nil
      } else {
        object[step] = .null
        removed = try remove(at: steps.dropFirst(), in: &inner, path, kind)
        object[step] = inner
      }
      document = .object(object)
    case .array(var items):
      guard let at = index(step, items.count - 1) else { throw missing(kind, path) }
      document = .null
      removed =
        steps.count == 1
        ? items.remove(at: at) : try remove(at: steps.dropFirst(), in: &items[at], path, kind)
      document = .array(items)
    default: throw missing(kind, path)
    }
    return removed
  }

  /// Of what is known to be there.
  private static func replace(
    _ value: JSONValue, at steps: ArraySlice<ExactText>, in document: inout JSONValue
  ) throws(PatchError) {
    guard let step = steps.first?.text else {
      document = value
      return
    }
    switch document {
    case .object(var object):
      guard var inner = object[step] else { return }
      document = .null
      object[step] = .null
      try replace(value, at: steps.dropFirst(), in: &inner)
      object[step] = inner
      document = .object(object)
    case .array(var items):
      guard let at = index(step, items.count - 1) else { return }
      document = .null
      try replace(value, at: steps.dropFirst(), in: &items[at])
      document = .array(items)
    default: return
    }
  }
}
