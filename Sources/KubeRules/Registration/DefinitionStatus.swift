package import KubeObject

/// Defaults of CustomResourceDefinitions.
enum DefinitionDefaults {
  static func fill(_ object: inout JSONValue) {
    object.inside("spec") { spec in
      spec.inside("names") { names in
        let kind = names.word("kind")
        if !kind.isEmpty {
          names.fillEmpty("singular", kind.lowercased())
          names.fillEmpty("listKind", kind + "List")
        }
      }
      spec.fill("conversion", ["strategy": "None"])
      spec.inside("conversion") { conversion in
        conversion.inside("webhook") { webhook in
          webhook.inside("clientConfig") { client in client.inside("service") { $0.fill("port", 443) } }
        }
      }
    }
  }

  /// Every version ever stored is written down, so that none is dropped while objects of it may be left.
  static func noteStoredVersion(_ object: inout JSONValue) {
    var stored = object.items("status", "storedVersions")
    for version in object.items("spec", "versions") where version.flag("storage") {
      let name: JSONValue = .string(version.word("name"))
      if !stored.contains(name) { stored.append(name) }
    }
    object.set("status", "storedVersions", to: .array(stored))
  }
}

/// The conditions of a CustomResourceDefinition: whether its names are free, and whether it is served. Pure: the
/// server says which others there are, and writes what comes out.
package enum DefinitionStatus {
  /// The definition with `status.acceptedNames`, NamesAccepted and Established brought up to date, as upstream's
  /// naming and establishing controllers do in turn. `others`: the definitions of the same group, without this one.
  package static func settled(_ definition: JSONValue, others: [JSONValue], now: Timestamp) -> JSONValue {
    var result = definition
    let accepted = Names(others: others.map { $0.part("status", "acceptedNames") })
    let wanted = definition.part("spec", "names")
    var names = definition.members("status", "acceptedNames")
    var problem: (reason: String, message: String)?
    func decide(_ member: String, _ reason: String, _ isFree: (String) -> Bool) {
      let name = wanted.word(member)
      guard names[member]?.string != name else { return }
      if isFree(name) {
        names[member] = .string(name)
      } else {
        problem = (reason, "\"\(name)\" is already in use")
      }
    }
    decide("plural", "PluralConflict", accepted.isFree(resource:))
    decide("singular", "SingularConflict", accepted.isFree(resource:))
    let taken = wanted.words("shortNames").filter { !accepted.isFree(resource: $0) }
    if taken.isEmpty {
      names["shortNames"] = wanted.walk(["shortNames"])
    } else {
      problem = ("ShortNamesConflict", taken.map { "\"\($0)\" is already in use" }.joined(separator: ", "))
    }
    decide("kind", "KindConflict", accepted.isFree(kind:))
    decide("listKind", "ListKindConflict", accepted.isFree(kind:))
    names["categories"] = wanted.walk(["categories"])
    result.set("status", "acceptedNames", to: .object(names))
    var conditions = definition.items("status", "conditions")
    if let problem {
      set("NamesAccepted", false, problem.reason, problem.message, in: &conditions, now)
    } else {
      set("NamesAccepted", true, "NoConflicts", "no conflicts found", in: &conditions, now)
    }
    let established = conditions.first { $0.word("type") == "Established" }?.word("status") == "True"
    if !established {
      if problem == nil {
        set(
          "Established", true, "InitialNamesAccepted", "the initial names have been accepted",
          in: &conditions, now)
      } else {
        set("Established", false, "NotAccepted", "not all names are accepted", in: &conditions, now)
      }
    }
    result.set("status", "conditions", to: .array(conditions))
    return result
  }

  /// Whether a condition of the definition is true.
  package static func holds(_ type: String, of definition: JSONValue) -> Bool {
    definition.condition(type, in: "status", "conditions")?.word("status") == "True"
  }

  /// Sets a condition, with a new transition time only when its status changes.
  package static func set(
    _ type: String, _ isTrue: Bool, _ reason: String, _ message: String, in conditions: inout [JSONValue],
    _ now: Timestamp
  ) {
    let status = isTrue ? "True" : "False"
    let index = conditions.firstIndex { $0.word("type") == type }
    let former = index.map { conditions[$0] }
    let moment =
      former?.word("status") == status ? former?.walk(["lastTransitionTime"]) : nil
    let condition: JSONValue = [
      "type": .string(type), "status": .string(status), "lastTransitionTime": moment ?? .string(now.text),
      "reason": .string(reason), "message": .string(message),
    ]
    if let index { conditions[index] = condition } else { conditions.append(condition) }
  }

  /// The names that other definitions of a group have.
  private struct Names {
    private var resources: Set<ExactText> = []
    private var kinds: Set<ExactText> = []

    init(others: [JSONValue]) {
      for names in others {
        for name in [names.word("plural"), names.word("singular")] + names.words("shortNames")
        where !name.isEmpty {
          resources.insert(ExactText(name))
        }
        for name in [names.word("kind"), names.word("listKind")] where !name.isEmpty {
          kinds.insert(ExactText(name))
        }
      }
    }

    func isFree(resource: String) -> Bool { !resources.contains(ExactText(resource)) }
    func isFree(kind: String) -> Bool { !kinds.contains(ExactText(kind)) }
  }
}
