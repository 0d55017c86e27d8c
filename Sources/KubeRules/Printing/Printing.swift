package import KubeObject
package import KubeSchema

/// The rows of Tables (KEP-2334's `kubectl get` printing on the server): one cell for each column of a kind, wide
/// columns included; kubectl drops those it isn't asked for.
package enum Printing {
  typealias Printer = @Sendable (_ object: JSONValue, _ now: Timestamp) -> [JSONValue]

  /// The cells of one object, which is of the kind's version that the Table is asked for. Kinds without columns of
  /// their own show the name and the moment of creation.
  package static func cells(of object: JSONValue, kind: GroupVersionKind, now: Timestamp) -> [JSONValue] {
    guard let printer = printers[GroupKind(group: kind.group, kind: kind.kind)] else {
      return [
        .string(object.word("metadata", "name")), .string(object.word("metadata", "creationTimestamp")),
      ]
    }
    if kind.group == "autoscaling", kind.version == "v1", kind.kind == "HorizontalPodAutoscaler" {
      return printer(AutoscalerConversion.toV2(object), now)
    }
    return printer(object, now)
  }

  /// The columns the cells belong to.
  package static func columns(of kind: GroupVersionKind) -> [ColumnInfo] {
    switch kind.kind {
    case "APIService" where kind.group == "apiregistration.k8s.io":
      return [nameColumn, text("Service"), text("Available"), ageColumn]
    case "CSIDriver" where kind.group == "storage.k8s.io":
      let more = [
        text("TokenRequests"), column("RequiresRepublish", "boolean"), text("Modes"), ageColumn,
      ]
      let known = Schema.shared.columns(of: kind.kind)
      return known.count == 4 ? known + more : known
    default:
      guard printers[GroupKind(group: kind.group, kind: kind.kind)] != nil else { return plainColumns }
      let known = Schema.shared.columns(of: columnName(of: kind.kind))
      return known.isEmpty ? plainColumns : known
    }
  }

  /// The names under which upstream's tables keep a few kinds' columns.
  private static func columnName(of kind: String) -> String {
    switch kind {
    case "MutatingWebhookConfiguration": "MutatingWebhook"
    case "ValidatingWebhookConfiguration": "ValidatingWebhook"
    case "DeviceTaintRule": "DeviceTaint"
    default: kind
    }
  }

  /// A row's conditions: only pods that are over have one, by which `kubectl` could leave them out.
  package static func rowConditions(of object: JSONValue, kind: GroupVersionKind) -> [JSONValue] {
    guard kind.group.isEmpty, kind.kind == "Pod" else { return [] }
    let phase = object.word("status", "phase")
    let message: String
    switch phase {
    case "Succeeded": message = "The pod has completed successfully."
    case "Failed": message = "The pod failed."
    default: return []
    }
    return [
      ["type": "Completed", "status": "True", "reason": .string(phase), "message": .string(message)]
    ]
  }

  private static let nameColumn = column("Name", "string", format: "name")
  private static let ageColumn = text("Age")
  private static let plainColumns = [
    nameColumn, column("Created At", "date"),
  ]

  private static func text(_ name: String) -> ColumnInfo { column(name, "string") }

  private static func column(_ name: String, _ type: String, format: String = "") -> ColumnInfo {
    ColumnInfo(name: name, type: type, format: format, priority: 0, description: "")
  }
}
