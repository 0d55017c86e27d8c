// The tables are ours and committed: a line that can't be read is our own mistake, and traps.

/// Reads the table of types.
enum TypesReader {
  private struct Raw {
    var name: String
    var kinds: [GroupVersionKind]
    var lines: [[String]] = []
  }

  static func read(_ table: StaticString) -> [TypeInfo] {
    var raws: [Raw] = []
    raws.reserveCapacity(1300)
    for words in TableLines(table) {
      if words[0] == "T", words.count > 1, words[1].contains(".") {
        raws.append(Raw(name: "io.k8s." + words[1], kinds: words.dropFirst(2).map(kind)))
      } else {
        raws[raws.count - 1].lines.append(words)
      }
    }
    let own = raws.map { $0.lines.filter { !isInlined($0) }.map(field) }
    return raws.indices.map { type(raws, own, $0) }
  }

  private static func kind(_ text: String) -> GroupVersionKind {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    return GroupVersionKind(group: parts[0], version: parts[1], kind: parts[2])
  }

  private static func isInlined(_ words: [String]) -> Bool { words.count > 3 && words[3] == "I" }

  private static func type(_ raws: [Raw], _ own: [[FieldInfo]], _ index: Int) -> TypeInfo {
    let raw = raws[index]
    var fields: [FieldInfo] = []
    var layout: [WireField] = []
    var next = 0
    for words in raw.lines {
      let number = Int(words[1])!
      if isInlined(words) {
        let inner = Int(words[2].dropFirst())!
        layout.append(WireField(number: number, content: .inlined(TypeID(index: inner), at: fields.count)))
        fields += flattened(raws, own, inner)
      } else {
        layout.append(WireField(number: number, content: .field(fields.count)))
        fields.append(own[index][next])
        next += 1
      }
    }
    let ranks = layout.indices.filter { layout[$0].number > 0 }.sorted {
      layout[$0].number < layout[$1].number
    }
    let wire = ranks.map { layout[$0] }
    var byName: [String: Int] = [:]
    for (at, field) in fields.enumerated() { byName[field.name] = at }
    var byNumber: [Int: Int] = [:]
    for (at, field) in wire.enumerated() { byNumber[field.number] = at }
    return TypeInfo(
      name: raw.name, kinds: raw.kinds, fields: fields, wire: wire, layout: layout, ranks: ranks,
      byName: byName, byNumber: byNumber)
  }

  /// All fields that JSON has of a type.
  private static func flattened(_ raws: [Raw], _ own: [[FieldInfo]], _ index: Int) -> [FieldInfo] {
    var fields: [FieldInfo] = []
    var next = 0
    for words in raws[index].lines {
      if isInlined(words) {
        fields += flattened(raws, own, Int(words[2].dropFirst())!)
      } else {
        fields.append(own[index][next])
        next += 1
      }
    }
    return fields
  }

  private static func field(_ words: [String]) -> FieldInfo {
    var isRequired = false
    var isPointer = false
    var isAlwaysWritten = false
    var defaultValue: String?
    var list: ListSemantics?
    var isAtomicMap = false
    var merges = false
    var retainsKeys = false
    var mergeKey: String?
    for flag in words.dropFirst(3) {
      switch flag {
      case "r": isRequired = true
      case "p": isPointer = true
      case "z": isAlwaysWritten = true
      case "La": list = .atomic
      case "Ls": list = .set
      case "Ma": isAtomicMap = true
      case "Pm": merges = true
      case "Pk": retainsKeys = true
      default:
        if flag.hasPrefix("=") {
          defaultValue = String(flag.dropFirst())
        } else if flag.hasPrefix("K:") {
          mergeKey = String(flag.dropFirst(2))
        } else {
          precondition(flag.hasPrefix("Lm:"), "unknown flag \(flag) in the table of types")
          list = .map(keys: flag.dropFirst(3).split(separator: ",").map(String.init))
        }
      }
    }
    return FieldInfo(
      name: words[0], type: valueType(words[2][...]), isRequired: isRequired, isPointer: isPointer,
      isAlwaysWritten: isAlwaysWritten, defaultValue: defaultValue, list: list, isAtomicMap: isAtomicMap,
      patchMerges: merges, patchRetainsKeys: retainsKeys, patchMergeKey: mergeKey, number: Int(words[1])!)
  }

  private static func valueType(_ code: Substring) -> ValueType {
    switch code.first {
    case "s": .string
    case "b": .boolean
    case "i": .int32
    case "l": .int64
    case "d": .double
    case "y": .bytes
    case "q": .quantity
    case "x": .intOrString
    case "t": .time
    case "u": .microTime
    case "D": .duration
    case "a": .rawExtension
    case "j": .any
    case "f": .fieldsV1
    case "A": .schemaOrArray
    case "B": .schemaOrBool
    case "S": .schemaOrStrings
    case "[": .array(valueType(code.dropFirst()))
    case "{": .map(valueType(code.dropFirst()))
    case "(": .wrappedArray(valueType(code.dropFirst()))
    case "@": .object(TypeID(index: Int(code.dropFirst())!))
    default: preconditionFailure("unknown type \(code) in the table of types")
    }
  }
}

enum ResourcesReader {
  static func read(_ table: StaticString, _ types: [GroupVersionKind: TypeID]) -> [ResourceInfo] {
    var resources: [ResourceInfo] = []
    for words in TableLines(table) {
      if words[0] == "S" {
        let other = words[3].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        resources[resources.count - 1].subresources.append(
          SubresourceInfo(
            name: words[1], kind: words[2], group: other.count == 2 ? other[0] : "",
            version: other.count == 2 ? other[1] : "", verbs: list(words[4])))
        continue
      }
      let name = words[1].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      let stored = words[9].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      let kind = GroupVersionKind(group: name[0], version: name[1], kind: words[3])
      guard let type = types[kind] else { preconditionFailure("\(kind) has no type in the tables") }
      resources.append(
        ResourceInfo(
          group: name[0], version: name[1], resource: name[2], singular: words[2], kind: words[3],
          namespaced: words[4] == "n", verbs: list(words[5]), shortNames: list(words[6]),
          categories: list(words[7]), subresources: [], storagePrefix: words[8],
          storedAs: GroupVersionKind(group: stored[0], version: stored[1], kind: stored[2]), type: type))
    }
    return resources
  }

  private static func list(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }
}

enum ColumnsReader {
  static func read(_ table: StaticString) -> [String: [ColumnInfo]] {
    var columns: [String: [ColumnInfo]] = [:]
    var kind = ""
    for words in TableLines(table) {
      if words[0] == "K", words.count == 2 {
        kind = words[1]
      } else {
        columns[kind, default: []].append(
          ColumnInfo(
            name: words[0], type: words[1], format: words[2], priority: Int(words[3])!, description: ""))
      }
    }
    return columns
  }
}
