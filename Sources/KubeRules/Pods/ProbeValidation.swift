internal import KubeObject

/// The checks of probes and of the hooks of a container's life.
enum ProbeValidation {
  static func check(
    _ probe: JSONValue, _ member: String, _ pod: PodSurroundings, _ path: FieldPath,
    _ errors: inout FieldErrors
  ) {
    checkHandler(probe, isProbe: true, pod, path, &errors)
    for name in [
      "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold",
    ] {
      Checks.notNegative(probe.integer(name), path.child(name), &errors)
    }
    let grace = path.child("terminationGracePeriodSeconds")
    if let seconds = probe.optionalInteger("terminationGracePeriodSeconds") {
      if seconds <= 0 { errors.invalid(grace, .integer(seconds), "must be greater than 0") }
      if member == "readinessProbe" {
        errors.invalid(grace, .integer(seconds), "must not be set for readinessProbes")
      }
    }
    if member != "readinessProbe" && probe.integer("successThreshold") != 1 {
      errors.invalid(path.child("successThreshold"), .integer(probe.integer("successThreshold")), "must be 1")
    }
  }

  /// Exactly one way to ask: probes know gRPC, hooks know sleep.
  static func checkHandler(
    _ handler: JSONValue, isProbe: Bool, _ pod: PodSurroundings, _ path: FieldPath,
    _ errors: inout FieldErrors
  ) {
    var count = 0
    for kind in ["exec", "httpGet", "tcpSocket", isProbe ? "grpc" : "sleep"] where handler.has(kind) {
      let place = path.child(kind)
      if count > 0 {
        errors.forbidden(place, "may not specify more than 1 handler type")
        continue
      }
      count += 1
      let action = handler.part(kind)
      switch kind {
      case "exec": if action.words("command").isEmpty { errors.required(place.child("command"), "") }
      case "httpGet": checkHTTP(action, place, &errors)
      case "tcpSocket": Checks.portOrName(action.part("port"), place.child("port"), &errors)
      case "grpc": Checks.portNumber(action.integer("port"), place.child("port"), &errors)
      default:
        let seconds = action.integer("seconds")
        if seconds < 0 || seconds > pod.gracePeriod {
          errors.invalid(
            place.child("seconds"), .integer(seconds),
            "must be non-negative and less than terminationGracePeriodSeconds (\(pod.gracePeriod))")
        }
      }
    }
    if count == 0 { errors.required(path, "must specify a handler type") }
  }

  private static func checkHTTP(_ action: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    if action.word("path").isEmpty { errors.required(path.child("path"), "") }
    Checks.portOrName(action.part("port"), path.child("port"), &errors)
    Checks.oneOf(action.word("scheme"), ["HTTP", "HTTPS"], path.child("scheme"), &errors)
    for header in action.items("httpHeaders") {
      let name = header.word("name")
      let isFine =
        !name.isEmpty
        && name.utf8.allSatisfy { character in
          isLetterOrDigit(character) || character == UInt8(ascii: "-") || character == UInt8(ascii: "_")
        }
      if !isFine {
        errors.invalid(
          path.child("httpHeaders"), .string(name),
          "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used "
            + "for validation is '[-A-Za-z0-9]+')")
      }
    }
  }

  static func isLetterOrDigit(_ character: UInt8) -> Bool {
    switch character {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
