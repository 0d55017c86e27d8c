internal import Bytes
internal import KubeObject

/// Secrets: the members each type must have, the size, and `stringData`, which is written and never read.
enum SecretValidation {
  private static let redacted: JSONValue = "<secret contents redacted>"

  /// Puts `stringData` into `data`, where it wins over what stands there.
  static func foldStringData(_ secret: inout JSONValue) {
    guard secret["stringData"] != nil else { return }
    let pairs = secret.pairs("stringData")
    secret.remove("stringData")
    for (key, value) in pairs {
      secret.set("data", key, to: .string(Base64.encode(Array(value.utf8))))
    }
  }

  static func check(_ secret: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("data")
    let data = secret.pairs("data")
    var size = 0
    for (key, value) in data {
      Checks.messages(ConfigMapValidation.keyMessages(key), of: key, path.key(key), &errors)
      size += Base64.decodedCount(value)
    }
    if size > ConfigMapValidation.maximumSize {
      errors.tooLong(path, .string(""), ConfigMapValidation.maximumSize)
    }
    checkType(secret, &errors)
  }

  private static func checkType(_ secret: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("data")
    let data = secret.members("data")
    func require(_ key: String) {
      if data[key] == nil { errors.required(path.key(key), "") }
    }
    switch secret.word("type") {
    case "kubernetes.io/service-account-token":
      let name = "kubernetes.io/service-account.name"
      if secret.word("metadata", "annotations", name).isEmpty {
        errors.required(FieldPath("metadata").child("annotations").key(name), "")
      }
    case "kubernetes.io/dockercfg":
      checkJSON(data, ".dockercfg", &errors)
    case "kubernetes.io/dockerconfigjson":
      checkJSON(data, ".dockerconfigjson", &errors)
    case "kubernetes.io/basic-auth":
      if data["username"] == nil && data["password"] == nil {
        errors.required(path.key("username"), "")
        errors.required(path.key("password"), "")
      }
    case "kubernetes.io/ssh-auth":
      if (data["ssh-privatekey"]?.string ?? "").isEmpty { errors.required(path.key("ssh-privatekey"), "") }
    case "kubernetes.io/tls":
      require("tls.crt")
      require("tls.key")
    default:
      break
    }
  }

  private static func checkJSON(_ data: JSONObject, _ key: String, _ errors: inout FieldErrors) {
    let path = FieldPath("data").key(key)
    guard let text = data[key]?.string else {
      errors.required(path, "")
      return
    }
    guard let bytes = Base64.decode(text), !bytes.isEmpty else {
      errors.invalid(path, redacted, "unexpected end of JSON input")
      return
    }
    guard let value = try? JSONValue.parse(bytes) else {
      errors.invalid(path, redacted, "invalid JSON")
      return
    }
    if value.object == nil && !value.isNull {
      errors.invalid(
        path, redacted,
        "json: cannot unmarshal \(typeName(value)) into Go value of type map[string]interface {}")
    }
  }

  private static func typeName(_ value: JSONValue) -> String {
    switch value {
    case .string: "string"
    case .number: "number"
    case .bool: "bool"
    case .array: "array"
    default: "object"
    }
  }
}
