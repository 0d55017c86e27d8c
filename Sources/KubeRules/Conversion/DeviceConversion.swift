internal import KubeObject

/// resource.k8s.io: v1beta1 has a request's members in the request itself, where v1beta2 and v1 have them under
/// `exactly`; and a slice's devices under `basic`, where the later versions have them flat. Else all are alike.
enum DeviceConversion {
  private static let requestMembers = [
    "deviceClassName", "selectors", "allocationMode", "count", "adminAccess", "tolerations", "capacity",
  ]

  static func fromV1beta1(_ object: inout JSONValue, kind: String) {
    eachRequest(in: &object, kind) { request in
      var exact = JSONObject()
      for member in requestMembers {
        guard let value = request[member], !value.isNull else { continue }
        request.remove(member)
        exact[member] = value
      }
      let isNothing = exact["deviceClassName"]?.string == "" && exact.count == 1
      if !exact.isEmpty && !isNothing { request["exactly"] = .object(exact) }
    }
    eachDevice(in: &object, kind) { device in
      guard let basic = device["basic"] else { return }
      device.remove("basic")
      for (key, value) in basic.object ?? JSONObject() { device[key] = value }
    }
  }

  static func toV1beta1(_ object: inout JSONValue, kind: String) {
    eachRequest(in: &object, kind) { request in
      guard let exact = request["exactly"]?.object else { return }
      request.remove("exactly")
      for (key, value) in exact { request[key] = value }
    }
    eachDevice(in: &object, kind) { device in
      guard let members = device.object else { return }
      var basic = JSONObject()
      for (key, value) in members where key != "name" { basic[key] = value }
      device = ["name": device["name"] ?? "", "basic": .object(basic)]
    }
  }

  private static func eachRequest(
    in object: inout JSONValue, _ kind: String, _ body: (inout JSONValue) -> Void
  ) {
    func requests(of spec: inout JSONValue) {
      spec.inside("devices") { $0.eachItem("requests", body) }
    }
    switch kind {
    case "ResourceClaim":
      object.inside("spec") { requests(of: &$0) }
    case "ResourceClaimTemplate":
      object.inside("spec") { $0.inside("spec") { requests(of: &$0) } }
    default:
      break
    }
  }

  private static func eachDevice(
    in object: inout JSONValue, _ kind: String, _ body: (inout JSONValue) -> Void
  ) {
    guard kind == "ResourceSlice" else { return }
    object.inside("spec") { $0.eachItem("devices", body) }
  }
}
