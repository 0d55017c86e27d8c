internal import Yams

/// Why a text is no YAML that is taken.
package struct YAMLError: Error, Sendable, CustomStringConvertible {
  package let message: String
  package var description: String { message }
}

/// YAML as Kubernetes' tools read and write it: another spelling of JSON. The grammar is Yams' (libyaml's).
package enum YAML {
  /// Aliases let a short text stand for a large object; this many values it may have.
  private static let maxValues = 1_000_000

  /// The first document; null for an empty text.
  package static func parse(_ bytes: [UInt8], limits: JSONLimits = .request) throws(YAMLError) -> JSONValue {
    guard bytes.count <= limits.maxBytes else {
      throw YAMLError(message: "the text is larger than \(limits.maxBytes) bytes")
    }
    let root: Node?
    do {
      try checkDepth(bytes, limits)
      var documents = try Yams.compose_all(yaml: String(decoding: bytes, as: UTF8.self), .basic)
      root = documents.next()
      if let error = documents.error { throw error }
    } catch let error as YAMLError {
      throw error
    } catch {
      throw YAMLError(message: "error converting YAML to JSON: yaml: \(error)")
    }
    guard let root else { return .null }
    var reader = Reader(valuesLeft: maxValues, maxDepth: limits.maxDepth)
    return try reader.value(root, depth: 0)
  }

  /// Yams makes its tree recursively: a text of brackets alone would take its stack away. An indent or a bracket opens
  /// at most one level, so what is too deep is seen without a parser, if not exactly.
  private static func checkDepth(_ bytes: [UInt8], _ limits: JSONLimits) throws(YAMLError) {
    var brackets = 0
    var indent = 0
    var isStart = true
    var dashes = 0
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\n"):
        (indent, dashes, isStart) = (0, 0, true)
      case UInt8(ascii: " ") where isStart: indent += 1
      case UInt8(ascii: "-") where isStart, UInt8(ascii: "?") where isStart: dashes += 1
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        isStart = false
        brackets += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        isStart = false
        brackets = max(0, brackets - 1)
      default: isStart = false
      }
      guard brackets <= 4 * limits.maxDepth, dashes <= limits.maxDepth, indent <= 64 * limits.maxDepth else {
        throw YAMLError(message: "error converting YAML to JSON: yaml: exceeded max depth")
      }
    }
  }

  private struct Reader {
    var valuesLeft: Int
    let maxDepth: Int

    mutating func value(_ node: Node, depth: Int) throws(YAMLError) -> JSONValue {
      valuesLeft -= 1
      guard valuesLeft > 0 else { throw YAMLError(message: "yaml: document contains excessive aliasing") }
      guard depth < maxDepth else { throw YAMLError(message: "yaml: exceeded max depth") }
      switch node {
      case .scalar(let scalar): return try self.scalar(scalar)
      case .sequence(let sequence):
        var items: [JSONValue] = []
        for item in sequence { items.append(try value(item, depth: depth + 1)) }
        return .array(items)
      case .mapping(let mapping): return .object(try members(mapping, depth))
      default: throw YAMLError(message: "yaml: an alias leads nowhere")
      }
    }

    private mutating func members(_ mapping: Node.Mapping, _ depth: Int) throws(YAMLError) -> JSONObject {
      var object = JSONObject(minimumCapacity: mapping.count)
      var merged = JSONObject()
      for (key, node) in mapping {
        guard case .scalar(let scalar) = key else {
          throw YAMLError(message: "error converting YAML to JSON: a key is no scalar")
        }
        let value = try value(node, depth: depth + 1)
        if scalar.string == "<<", scalar.style == .plain || scalar.style == .any {
          for (name, value) in Self.sources(value) where merged[name] == nil { merged[name] = value }
          continue
        }
        let name = try self.scalar(scalar).keyText ?? scalar.string
        if object.insert(name, value) {
          throw YAMLError(
            message: "error converting YAML to JSON: yaml: line \(scalar.mark?.line ?? 0): "
              + "key \(goQuoted(name)) already set in map")
        }
      }
      for (name, value) in merged where object[name] == nil { object[name] = value }
      return object
    }

    private static func sources(_ value: JSONValue) -> [(key: String, value: JSONValue)] {
      switch value {
      case .object(let object): Array(object)
      case .array(let items): items.flatMap { $0.object.map(Array.init) ?? [] }
      default: []
      }
    }

    private func scalar(_ scalar: Node.Scalar) throws(YAMLError) -> JSONValue {
      let isPlain = scalar.style == .plain || scalar.style == .any
      guard isPlain, scalar.tag.description != Tag.Name.str.rawValue else { return .string(scalar.string) }
      if YAMLScalar.isUnspeakable(scalar.string) {
        throw YAMLError(message: "error converting YAML to JSON: json: unsupported value: \(scalar.string)")
      }
      return YAMLScalar.resolve(scalar.string) ?? .string(scalar.string)
    }
  }
}

extension JSONValue {
  /// As a key of an object; nil for what can't be one.
  fileprivate var keyText: String? {
    switch self {
    case .string(let text): text
    case .number(let number): number.text
    case .bool(let flag): flag ? "true" : "false"
    default: nil
    }
  }
}

extension YAML {
  /// Keys sorted, two spaces a level, lists not indented, one line a text: as `kubectl get -o yaml` shows it.
  package static func write(_ value: JSONValue) throws(YAMLError) -> [UInt8] {
    do {
      let text = try Yams.serialize(
        node: node(value), indent: 2, width: -1, allowUnicode: true, sortKeys: true)
      return Array(text.utf8)
    } catch {
      throw YAMLError(message: "error converting JSON to YAML: \(error)")
    }
  }

  private static func node(_ value: JSONValue) -> Node {
    switch value {
    case .null: Node("null", Tag(.null), .plain)
    case .bool(let flag): Node(flag ? "true" : "false", Tag(.bool), .plain)
    case .number(let number): Node(number.text, Tag(number.int64 == nil ? .float : .int), .plain)
    case .string(let text): string(text)
    case .array(let items): Node(items.map(node), Tag(.seq), items.isEmpty ? .flow : .block)
    case .object(let object):
      Node(
        object.sorted().map { (string($0.key), node($0.value)) }, Tag(.map), object.isEmpty ? .flow : .block)
    }
  }

  /// Quoted where it would be read as something else; over several lines as it is.
  private static func string(_ text: String) -> Node {
    let style: Node.Scalar.Style
    if text.contains("\n") {
      style = .literal
    } else if let resolved = YAMLScalar.resolve(text), resolved.string == nil {
      style = .doubleQuoted
    } else if YAMLScalar.isUnspeakable(text) || text == "<<" || Timestamp(rfc3339: text) != nil
      || isDate(text)
    {
      style = .doubleQuoted
    } else {
      style = .any
    }
    return Node(text, Tag(.str), style)
  }

  /// `2001-01-01` is a time for YAML.
  private static func isDate(_ text: String) -> Bool {
    text.utf8.count == 10 && Timestamp(rfc3339: text + "T00:00:00Z") != nil
  }
}
