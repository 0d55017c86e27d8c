internal import KubeObject

/// The checks of how a pod resolves names.
enum PodNetworkValidation {
  private static let nameservers = 3
  private static let searches = 32
  private static let searchLength = 2048

  static func checkResolver(_ spec: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let config = spec.part("dnsConfig")
    if spec.word("dnsPolicy") == "None" {
      if config.isNull {
        return errors.required(path, "must provide `dnsConfig` when `dnsPolicy` is None")
      }
      if config.words("nameservers").isEmpty {
        return errors.required(
          path.child("nameservers"), "must provide at least one DNS nameserver when `dnsPolicy` is None")
      }
    }
    guard !config.isNull else { return }
    let servers = config.words("nameservers")
    if servers.count > nameservers {
      errors.invalid(
        path.child("nameservers"), config.part("nameservers"),
        "must not have more than \(nameservers) nameservers")
    }
    for (index, server) in servers.enumerated() {
      Checks.address(server, path.child("nameservers").index(index), &errors)
    }
    checkSearches(config.words("searches"), config, path.child("searches"), &errors)
    for (index, option) in config.items("options").enumerated() where option.word("name").isEmpty {
      errors.required(path.child("options").index(index), "must not be empty")
    }
  }

  private static func checkSearches(
    _ list: [String], _ config: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    if list.count > searches {
      errors.invalid(path, config.part("searches"), "must not have more than \(searches) search paths")
    }
    if list.reduce(max(0, list.count - 1), { $0 + $1.utf8.count }) > searchLength {
      errors.invalid(
        path, config.part("searches"),
        "must not have more than \(searchLength) characters (including spaces) in the search list")
    }
    for (index, search) in list.enumerated() where search != "." {
      var name = search.hasSuffix(".") ? String(search.dropLast()) : search
      // Underscores stand in names that resolvers know though hosts may not have them (KEP-4427).
      name = String(
        decoding: name.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "a") : $0 }, as: UTF8.self)
      for message in NameRules.dnsSubdomain(name) {
        errors.invalid(path.index(index), .string(search), message)
      }
    }
  }

  static func checkAliases(_ aliases: [JSONValue], _ path: FieldPath, _ errors: inout FieldErrors) {
    for (index, alias) in aliases.enumerated() {
      let place = path.index(index)
      Checks.address(alias.word("ip"), place.child("ip"), &errors)
      for (at, name) in alias.words("hostnames").enumerated() {
        Checks.subdomain(name, place.child("hostnames").index(at), &errors)
      }
    }
  }
}
