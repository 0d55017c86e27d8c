internal import Bytes
internal import KubeObject

/// Keys, size and immutability of config maps, and what secrets share with them.
enum ConfigMapValidation {
  /// The most bytes that the values of one ConfigMap or Secret may hold together.
  static let maximumSize = 1024 * 1024

  static func check(_ object: JSONValue, _ errors: inout FieldErrors) {
    var size = 0
    let binary = object.members("binaryData")
    for (key, value) in object.pairs("data") {
      let path = FieldPath("data").key(key)
      Checks.messages(keyMessages(key), of: key, path, &errors)
      if binary[key] != nil {
        errors.invalid(path, .string(key), "duplicate of key present in binaryData")
      }
      size += value.utf8.count
    }
    for (key, value) in object.pairs("binaryData") {
      Checks.messages(keyMessages(key), of: key, FieldPath("binaryData").key(key), &errors)
      size += Base64.decodedCount(value)
    }
    if size > maximumSize { errors.tooLong(FieldPath(""), .string(""), maximumSize) }
  }

  static func checkImmutable(
    _ new: JSONValue, _ old: JSONValue, _ parts: [String], _ errors: inout FieldErrors
  ) {
    guard old.flag("immutable") else { return }
    let message = "field is immutable when `immutable` is set"
    if !new.flag("immutable") { errors.forbidden(FieldPath("immutable"), message) }
    for part in parts where !Checks.same(new[part], old[part]) { errors.forbidden(FieldPath(part), message) }
  }

  /// What is wrong with a key, in the words of upstream's IsConfigMapKey.
  static func keyMessages(_ key: String) -> [String] {
    var messages: [String] = []
    if key.utf8.count > 253 { messages.append("must be no more than 253 characters") }
    if key.isEmpty || !key.utf8.allSatisfy(isKeyCharacter) {
      messages.append(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
          + "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')")
    }
    if key == "." {
      messages.append("must not be '.'")
    } else if key == ".." {
      messages.append("must not be '..'")
    } else if key.hasPrefix("..") {
      messages.append("must not start with '..'")
    }
    return messages
  }

  private static func isKeyCharacter(_ character: UInt8) -> Bool {
    switch character {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
