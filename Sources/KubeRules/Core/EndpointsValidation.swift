internal import KubeObject

/// The addresses and ports of Endpoints.
enum EndpointsValidation {
  static func check(_ object: JSONValue, _ errors: inout FieldErrors) {
    for (index, subset) in object.items("subsets").enumerated() {
      let path = FieldPath("subsets").index(index)
      let lists = ["addresses", "notReadyAddresses"]
      if lists.allSatisfy({ subset.items($0).isEmpty }) {
        errors.required(path, "must specify `addresses` or `notReadyAddresses`")
      }
      for list in lists {
        for (index, address) in subset.items(list).enumerated() {
          check(address: address, path.child(list).index(index), &errors)
        }
      }
      let ports = subset.items("ports")
      for (index, port) in ports.enumerated() {
        check(port: port, named: ports.count > 1, path.child("ports").index(index), &errors)
      }
    }
  }

  private static func check(address: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let text = address.word("ip")
    Checks.address(text, path.child("ip"), &errors)
    let host = address.word("hostname")
    if !host.isEmpty { Checks.dnsLabel(host, path.child("hostname"), &errors) }
    if let node = address.optionalWord("nodeName") { Checks.subdomain(node, path.child("nodeName"), &errors) }
    if IPText(text) != nil { Checks.ordinaryAddress(text, path.child("ip"), &errors) }
  }

  private static func check(
    port: JSONValue, named: Bool, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let name = port.word("name")
    if named && name.isEmpty {
      errors.required(path.child("name"), "")
    } else if !name.isEmpty {
      Checks.dnsLabel(name, path.child("name"), &errors)
    }
    Checks.portNumber(port.integer("port"), path.child("port"), &errors)
    Checks.requiredOneOf(port.word("protocol"), Checks.protocols, path.child("protocol"), &errors)
    if let application = port.optionalWord("appProtocol") {
      Checks.qualifiedName(application, path.child("appProtocol"), &errors)
    }
  }
}
