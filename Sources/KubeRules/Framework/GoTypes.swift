internal import KubeObject
internal import KubeSchema

/// How Go's decoder names types and what the types that read themselves refuse with; users know these texts.
enum GoTypes {
  static let quantityRefusal =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

  /// "PodSpec" of "io.k8s.api.core.v1.PodSpec".
  static func shortName(_ name: String) -> String {
    String(name.split(separator: ".").last ?? "")
  }

  static func name(of type: ValueType) -> String {
    switch type {
    case .string, .duration: return "string"
    case .any, .schemaOrArray, .schemaOrBool, .schemaOrStrings: return "interface {}"
    case .rawExtension: return "runtime.RawExtension"
    case .boolean: return "bool"
    case .int32: return "int32"
    case .int64: return "int64"
    case .double: return "float64"
    case .bytes: return "[]uint8"
    case .quantity: return "resource.Quantity"
    case .intOrString: return "intstr.IntOrString"
    case .time: return "v1.Time"
    case .microTime: return "v1.MicroTime"
    case .fieldsV1: return "v1.FieldsV1"
    case .object(let id):
      return Schema.shared[id].name.split(separator: ".").suffix(2).joined(separator: ".")
    case .array(let element), .wrappedArray(let element): return "[]" + name(of: element)
    case .map(let element): return "map[string]" + name(of: element)
    }
  }

  /// What a null in a list or map stands for.
  static func zero(of type: ValueType) -> JSONValue {
    switch type {
    case .string, .bytes: ""
    case .boolean: false
    case .int32, .int64, .double, .intOrString: 0
    case .quantity: "0"
    case .array, .wrappedArray: []
    case .object, .map: [:]
    default: .null
    }
  }

  static func timeRefusal(_ text: String, micro: Bool) -> String {
    let layout = micro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00"
    return "parsing time \"\(text)\" as \"\(layout)\": cannot parse \"\(text)\" as \"2006\""
  }

  /// The index of the first byte that is no Base64, or the length where the text ends too early.
  static func base64Fault(_ text: String) -> Int {
    var index = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
        UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        index += 1
      default: return index
      }
    }
    return index / 4 * 4
  }
}
