/// What is wrong with one field. Its text is what users know from upstream's `field.Error`.
package struct FieldError: Sendable, Error, CustomStringConvertible {
  package enum Kind: Sendable {
    case required, invalid, duplicate, notFound, notSupported, forbidden, tooLong, tooMany, tooFew,
      internalError
    case typeInvalid

    /// As a Status names it in its causes.
    package var reason: String {
      switch self {
      case .required: "FieldValueRequired"
      case .invalid: "FieldValueInvalid"
      case .duplicate: "FieldValueDuplicate"
      case .notFound: "FieldValueNotFound"
      case .notSupported: "FieldValueNotSupported"
      case .forbidden: "FieldValueForbidden"
      case .tooLong: "FieldValueTooLong"
      case .tooMany: "FieldValueTooMany"
      case .tooFew: "FieldValueTooFew"
      case .internalError: "InternalError"
      case .typeInvalid: "FieldValueTypeInvalid"
      }
    }

    var text: String {
      switch self {
      case .required: "Required value"
      case .invalid: "Invalid value"
      case .duplicate: "Duplicate value"
      case .notFound: "Not found"
      case .notSupported: "Unsupported value"
      case .forbidden: "Forbidden"
      case .tooLong: "Too long"
      case .tooMany: "Too many"
      case .tooFew: "Too few"
      case .internalError: "Internal error"
      case .typeInvalid: "Invalid value"
      }
    }

    /// Whether the message shows the value.
    var showsValue: Bool {
      switch self {
      case .required, .forbidden, .tooLong, .internalError: false
      default: true
      }
    }
  }

  package let kind: Kind
  package let path: FieldPath
  package let badValue: JSONValue?
  package let detail: String

  package init(_ kind: Kind, _ path: FieldPath, _ badValue: JSONValue?, _ detail: String) {
    self.kind = kind
    self.path = path
    self.badValue = badValue
    self.detail = detail
  }

  /// Without the path: what a Status gives beside it.
  package var body: String {
    var text = kind.text
    if kind.showsValue, let badValue { text += ": " + Self.shown(badValue) }
    if !detail.isEmpty { text += ": " + detail }
    return text
  }

  package var message: String { path.description + ": " + body }
  package var description: String { message }

  /// As Go prints a value: texts quoted, numbers as they are, nil for null, anything else as JSON.
  private static func shown(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): goQuoted(text)
    case .number(let number): number.text
    case .bool(let flag): flag ? "true" : "false"
    case .null: "null"
    case .array, .object: String(decoding: value.encoded(), as: UTF8.self)
    }
  }

  package static func required(_ path: FieldPath, _ detail: String) -> FieldError {
    FieldError(.required, path, nil, detail)
  }

  package static func invalid(_ path: FieldPath, _ value: JSONValue, _ detail: String) -> FieldError {
    FieldError(.invalid, path, value, detail)
  }

  package static func typeInvalid(_ path: FieldPath, _ value: JSONValue, _ detail: String) -> FieldError {
    FieldError(.typeInvalid, path, value, detail)
  }

  package static func duplicate(_ path: FieldPath, _ value: JSONValue) -> FieldError {
    FieldError(.duplicate, path, value, "")
  }

  package static func notFound(_ path: FieldPath, _ value: JSONValue) -> FieldError {
    FieldError(.notFound, path, value, "")
  }

  package static func notSupported(_ path: FieldPath, _ value: JSONValue, _ allowed: [String]) -> FieldError {
    let quoted = allowed.map(goQuoted)
    let detail = quoted.isEmpty ? "" : "supported values: " + quoted.joined(separator: ", ")
    return FieldError(.notSupported, path, value, detail)
  }

  package static func forbidden(_ path: FieldPath, _ detail: String) -> FieldError {
    FieldError(.forbidden, path, nil, detail)
  }

  /// More than `limit` bytes.
  package static func tooLong(_ path: FieldPath, _ value: JSONValue, _ limit: Int) -> FieldError {
    FieldError(.tooLong, path, nil, limit >= 0 ? "may not be more than \(limit) bytes" : "value is too long")
  }

  package static func tooMany(_ path: FieldPath, _ count: Int, _ limit: Int) -> FieldError {
    let items = limit == 1 ? "item" : "items"
    return FieldError(
      .tooMany, path, count >= 0 ? .number(JSONNumber(count)) : nil,
      limit >= 0 ? "must have at most \(limit) \(items)" : "has too many items")
  }

  package static func tooFew(_ path: FieldPath, _ count: Int, _ limit: Int) -> FieldError {
    FieldError(
      .tooFew, path, .number(JSONNumber(count)),
      "must have at least \(limit) \(limit == 1 ? "item" : "items")")
  }

  package static func internalError(_ path: FieldPath, _ detail: String) -> FieldError {
    FieldError(.internalError, path, nil, detail)
  }
}

/// A text as Go's `%q` shows it.
package func goQuoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "\u{7}": result += "\\a"
    case "\u{8}": result += "\\b"
    case "\u{C}": result += "\\f"
    case "\u{B}": result += "\\v"
    default:
      if scalar.value < 0x20 || scalar.value == 0x7F {
        result += "\\x" + hex(scalar.value, 2)
      } else if scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        || scalar.properties.generalCategory == .unassigned
      {
        result += scalar.value > 0xFFFF ? "\\U" + hex(scalar.value, 8) : "\\u" + hex(scalar.value, 4)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
  return result + "\""
}

private func hex(_ value: UInt32, _ width: Int) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: max(0, width - text.count)) + text
}
