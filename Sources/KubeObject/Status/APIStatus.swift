package import KubeSchema

/// How a request ended, where it ended otherwise than asked: `metav1.Status`, with the messages that apimachinery's
/// helpers make, for users and programs know them.
package struct APIStatus: Error, Sendable {
  package struct Cause: Sendable {
    package var reason: String
    package var message: String
    package var field: String

    package init(reason: String, message: String, field: String) {
      self.reason = reason
      self.message = message
      self.field = field
    }
  }

  package struct Details: Sendable {
    package var name = ""
    package var group = ""
    package var kind = ""
    package var uid = ""
    package var causes: [Cause] = []
    package var retryAfterSeconds = 0

    package init() {}
  }

  package var code: Int
  package var reason: String
  package var message: String
  package var details: Details?
  /// The write that failed may have been done: the store didn't answer.
  package var isUnknownOutcome = false

  package init(code: Int, reason: String, message: String, details: Details? = nil) {
    self.code = code
    self.reason = reason
    self.message = message
    self.details = details
  }

  package var json: JSONValue {
    var status: JSONValue = [
      "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": code < 400 ? "Success" : "Failure",
    ]
    if !message.isEmpty { status["message"] = .string(message) }
    if !reason.isEmpty { status["reason"] = .string(reason) }
    if let details {
      var value: JSONValue = [:]
      for (name, text) in [
        ("name", details.name), ("group", details.group), ("kind", details.kind), ("uid", details.uid),
      ] where !text.isEmpty { value[name] = .string(text) }
      if !details.causes.isEmpty {
        value["causes"] = .array(
          details.causes.map { cause in
            var value: JSONValue = [:]
            if !cause.reason.isEmpty { value["reason"] = .string(cause.reason) }
            if !cause.message.isEmpty { value["message"] = .string(cause.message) }
            if !cause.field.isEmpty { value["field"] = .string(cause.field) }
            return value
          })
      }
      if details.retryAfterSeconds > 0 {
        value["retryAfterSeconds"] = .number(JSONNumber(details.retryAfterSeconds))
      }
      status["details"] = value
    }
    status["code"] = .number(JSONNumber(code))
    return status
  }

  /// Of a Status that a server sent; nil for anything else.
  package init?(json: JSONValue) {
    guard json.kind == "Status", let code = json["code"]?.int else { return nil }
    self.init(
      code: code, reason: json["reason"]?.string ?? "", message: json["message"]?.string ?? "")
    guard let value = json["details"] else { return }
    var details = Details()
    details.name = value["name"]?.string ?? ""
    details.group = value["group"]?.string ?? ""
    details.kind = value["kind"]?.string ?? ""
    details.uid = value["uid"]?.string ?? ""
    details.retryAfterSeconds = value["retryAfterSeconds"]?.int ?? 0
    details.causes = (value["causes"]?.array ?? []).map {
      Cause(
        reason: $0["reason"]?.string ?? "", message: $0["message"]?.string ?? "",
        field: $0["field"]?.string ?? "")
    }
    self.details = details
  }
}

extension APIStatus {
  private static func details(
    _ resource: GroupResource, _ name: String, causes: [Cause] = [], retryAfter: Int = 0
  ) -> Details {
    var details = Details()
    details.group = resource.group
    details.kind = resource.resource
    details.name = name
    details.causes = causes
    details.retryAfterSeconds = retryAfter
    return details
  }

  package static func notFound(_ resource: GroupResource, _ name: String) -> APIStatus {
    APIStatus(
      code: 404, reason: "NotFound", message: "\(resource.description) \"\(name)\" not found",
      details: details(resource, name))
  }

  /// No such path at all.
  package static var noSuchPath: APIStatus {
    APIStatus(
      code: 404, reason: "NotFound", message: "the server could not find the requested resource",
      details: Details())
  }

  package static func alreadyExists(_ resource: GroupResource, _ name: String) -> APIStatus {
    APIStatus(
      code: 409, reason: "AlreadyExists", message: "\(resource.description) \"\(name)\" already exists",
      details: details(resource, name))
  }

  package static func generateNameConflict(
    _ resource: GroupResource, _ name: String, retryAfter: Int
  ) -> APIStatus {
    APIStatus(
      code: 409, reason: "AlreadyExists",
      message:
        "\(resource.description) \"\(name)\" already exists, the server was not able to generate a unique "
        + "name for the object",
      details: details(resource, name, retryAfter: retryAfter))
  }

  package static func conflict(
    _ resource: GroupResource, _ name: String, _ why: String, causes: [Cause] = []
  ) -> APIStatus {
    APIStatus(
      code: 409, reason: "Conflict",
      message: "Operation cannot be fulfilled on \(resource.description) \"\(name)\": \(why)",
      details: details(resource, name, causes: causes))
  }

  package static func applyConflict(_ message: String, causes: [Cause]) -> APIStatus {
    var details = Details()
    details.causes = causes
    return APIStatus(code: 409, reason: "Conflict", message: message, details: details)
  }

  package static func forbidden(_ resource: GroupResource, _ name: String, _ why: String) -> APIStatus {
    let message: String
    if resource.group.isEmpty, resource.resource.isEmpty {
      message = "forbidden: \(why)"
    } else if name.isEmpty {
      message = "\(resource.description) is forbidden: \(why)"
    } else {
      message = "\(resource.description) \"\(name)\" is forbidden: \(why)"
    }
    return APIStatus(code: 403, reason: "Forbidden", message: message, details: details(resource, name))
  }

  package static var unauthorized: APIStatus {
    APIStatus(code: 401, reason: "Unauthorized", message: "Unauthorized")
  }

  package static func invalid(kind: GroupKind, name: String, errors: [FieldError]) -> APIStatus {
    var details = Details()
    details.group = kind.group
    details.kind = kind.kind
    details.name = name
    details.causes = errors.map {
      Cause(reason: $0.kind.reason, message: $0.body, field: $0.path.description)
    }
    let why =
      errors.count == 1 ? errors[0].message : "[" + errors.map(\.message).joined(separator: ", ") + "]"
    let kindText = kind.group.isEmpty ? kind.kind : kind.kind + "." + kind.group
    return APIStatus(
      code: 422, reason: "Invalid",
      message: errors.isEmpty
        ? "\(kindText) \"\(name)\" is invalid" : "\(kindText) \"\(name)\" is invalid: \(why)",
      details: details)
  }

  package static func badRequest(_ message: String) -> APIStatus {
    APIStatus(code: 400, reason: "BadRequest", message: message)
  }

  package static func methodNotSupported(_ resource: GroupResource, _ action: String) -> APIStatus {
    APIStatus(
      code: 405, reason: "MethodNotAllowed",
      message: "\(action) is not supported on resources of kind \"\(resource.description)\"",
      details: details(resource, ""))
  }

  /// Of a path whose method isn't served at all.
  package static var methodNotAllowed: APIStatus {
    APIStatus(
      code: 405, reason: "MethodNotAllowed",
      message: "the server does not allow this method on the requested resource",
      details: Details())
  }

  package static func notAcceptable(_ mediaTypes: [String]) -> APIStatus {
    APIStatus(
      code: 406, reason: "NotAcceptable",
      message: "only the following media types are accepted: " + mediaTypes.joined(separator: ", "))
  }

  package static func unsupportedMediaType(_ message: String) -> APIStatus {
    APIStatus(code: 415, reason: "UnsupportedMediaType", message: message)
  }

  package static func requestEntityTooLarge(_ message: String) -> APIStatus {
    APIStatus(
      code: 413, reason: "RequestEntityTooLarge", message: "Request entity is too large: \(message)")
  }

  /// What was asked for is older than what is kept.
  package static func expired(_ message: String) -> APIStatus {
    APIStatus(code: 410, reason: "Expired", message: message)
  }

  package static func tooManyRequests(
    _ message: String, retryAfter: Int, causes: [Cause] = []
  ) -> APIStatus {
    var details = Details()
    details.retryAfterSeconds = retryAfter
    details.causes = causes
    return APIStatus(code: 429, reason: "TooManyRequests", message: message, details: details)
  }

  package static func timeout(_ message: String, retryAfter: Int = 0) -> APIStatus {
    var details = Details()
    details.retryAfterSeconds = retryAfter
    return APIStatus(code: 504, reason: "Timeout", message: "Timeout: \(message)", details: details)
  }

  package static func tooLargeResourceVersion(
    asked: UInt64, current: UInt64, retryAfter: Int
  ) -> APIStatus {
    var details = Details()
    details.retryAfterSeconds = retryAfter
    details.causes = [
      Cause(reason: "ResourceVersionTooLarge", message: "Too large resource version", field: "")
    ]
    return APIStatus(
      code: 504, reason: "Timeout",
      message: "Timeout: Too large resource version: \(asked), current: \(current)", details: details)
  }

  package static func serverTimeout(
    _ resource: GroupResource, _ action: String, retryAfter: Int
  ) -> APIStatus {
    APIStatus(
      code: 500, reason: "ServerTimeout",
      message: "The \(action) operation against \(resource.description) could not be completed at this time, "
        + "please try again.",
      details: details(resource, action, retryAfter: retryAfter))
  }

  package static func internalError(_ message: String) -> APIStatus {
    var details = Details()
    details.causes = [Cause(reason: "", message: message, field: "")]
    return APIStatus(
      code: 500, reason: "InternalError", message: "Internal error occurred: \(message)", details: details)
  }

  package static func serviceUnavailable(_ message: String) -> APIStatus {
    APIStatus(code: 503, reason: "ServiceUnavailable", message: message)
  }
}
