package import KubeSchema

/// Why a patch can't be applied.
package struct PatchError: Error, Sendable, CustomStringConvertible {
  package enum Fault: Sendable {
    /// It is no patch of its kind: 400.
    case malformed
    /// It doesn't fit the object: 422.
    case unfitting
    /// It asks for too much: 413.
    case tooLarge
  }

  package let fault: Fault
  package let message: String

  package var description: String { message }

  static func malformed(_ message: String) -> PatchError { PatchError(fault: .malformed, message: message) }
  static func unfitting(_ message: String) -> PatchError { PatchError(fault: .unfitting, message: message) }

  /// As upstream tells a client of it.
  package func status(_ resource: GroupResource, _ name: String) -> APIStatus {
    switch fault {
    case .malformed: .badRequest(message)
    case .tooLarge: .requestEntityTooLarge(message)
    case .unfitting:
      APIStatus(
        code: 422, reason: "Invalid",
        message: "the server rejected our request due to an error in our request",
        details: nil, cause: message)
    }
  }
}

extension APIStatus {
  fileprivate init(code: Int, reason: String, message: String, details: Details?, cause: String) {
    var details = details ?? Details()
    details.causes = [Cause(reason: "", message: cause, field: "")]
    self.init(code: code, reason: reason, message: message, details: details)
  }
}
