internal import KubeObject

/// Events of the core group and of events.k8s.io: one stored object under two sets of member names (KEP-383).
enum EventConversion {
  private static let names: [(core: String, events: String)] = [
    ("involvedObject", "regarding"), ("message", "note"), ("source", "deprecatedSource"),
    ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"),
    ("count", "deprecatedCount"), ("reportingComponent", "reportingController"),
  ]

  static func toEvents(_ event: JSONValue) -> JSONValue {
    renamed(event, Dictionary(uniqueKeysWithValues: names.map { ($0.core, $0.events) }))
  }

  static func toCore(_ event: JSONValue) -> JSONValue {
    renamed(event, Dictionary(uniqueKeysWithValues: names.map { ($0.events, $0.core) }))
  }

  private static func renamed(_ event: JSONValue, _ names: [String: String]) -> JSONValue {
    guard let object = event.object else { return event }
    var result = JSONObject()
    for (key, value) in object { result[names[key] ?? key] = value }
    return .object(result)
  }
}
