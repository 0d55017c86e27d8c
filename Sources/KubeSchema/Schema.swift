/// The types, resources and columns of the Kubernetes API, read from the tables in `Generated` when they are first
/// asked for: some milliseconds, some megabytes.
package final class Schema: Sendable {
  package static let shared = Schema()

  private let types: [TypeInfo]
  private let byName: [String: TypeID]
  private let byKind: [GroupVersionKind: TypeID]
  package let resources: [ResourceInfo]
  private let byResource: [GroupVersionResource: Int]
  private let columnsByKind: [String: [ColumnInfo]]

  private init() {
    types = TypesReader.read(typesTable)
    var byName: [String: TypeID] = [:]
    var byKind: [GroupVersionKind: TypeID] = [:]
    byName.reserveCapacity(types.count)
    for (index, type) in types.enumerated() {
      byName[type.name] = TypeID(index: index)
      for kind in type.kinds { byKind[kind] = TypeID(index: index) }
    }
    self.byName = byName
    self.byKind = byKind
    resources = ResourcesReader.read(resourcesTable, byKind)
    var byResource: [GroupVersionResource: Int] = [:]
    for (index, resource) in resources.enumerated() {
      let name = GroupVersionResource(
        group: resource.group, version: resource.version, resource: resource.resource)
      byResource[name] = index
    }
    self.byResource = byResource
    columnsByKind = ColumnsReader.read(columnsTable)
  }

  /// An ID is only ever given by the schema itself.
  package subscript(_ id: TypeID) -> TypeInfo { types[id.index] }

  package var typeCount: Int { types.count }

  /// By its full name, `io.k8s.api.core.v1.Pod`.
  package func type(named name: String) -> TypeID? { byName[name] }

  /// Of kinds that stand alone, lists included; of the kinds that every group has (DeleteOptions, WatchEvent, …) too.
  package func type(of kind: GroupVersionKind) -> TypeID? {
    if let type = byKind[kind] { return type }
    guard Self.everyGroups.contains(kind.kind) else { return nil }
    return byName["io.k8s.apimachinery.pkg.apis.meta.v1." + kind.kind]
  }

  private static let everyGroups: Set<String> = [
    "CreateOptions", "DeleteOptions", "GetOptions", "ListOptions", "PatchOptions", "UpdateOptions",
    "WatchEvent",
  ]

  package func resource(_ name: GroupVersionResource) -> ResourceInfo? {
    byResource[name].map { resources[$0] }
  }

  package func columns(of kind: String) -> [ColumnInfo] { columnsByKind[kind] ?? [] }
}

/// A table's lines, and their words.
struct TableLines: Sequence {
  let text: UnsafeBufferPointer<UInt8>

  init(_ table: StaticString) {
    text = UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount)
  }

  func makeIterator() -> AnyIterator<[String]> {
    var at = 0
    return AnyIterator { [text] in
      guard at < text.count else { return nil }
      var words: [String] = []
      var start = at
      while true {
        if at == text.count || text[at] == UInt8(ascii: "\n") || text[at] == UInt8(ascii: "\t") {
          words.append(String(decoding: UnsafeBufferPointer(rebasing: text[start..<at]), as: UTF8.self))
          guard at < text.count, text[at] == UInt8(ascii: "\t") else { break }
          start = at + 1
        }
        at += 1
      }
      at += 1
      return words
    }
  }
}
