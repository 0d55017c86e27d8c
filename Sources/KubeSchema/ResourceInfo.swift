/// A resource in one version, as upstream serves it.
package struct ResourceInfo: Sendable {
  package let group: String
  package let version: String
  package let resource: String
  package let singular: String
  package let kind: String
  package let namespaced: Bool
  package let verbs: [String]
  package let shortNames: [String]
  package let categories: [String]
  package internal(set) var subresources: [SubresourceInfo]
  /// What stands in the store's keys before namespace and name, without a slash at its end. Empty for what is not
  /// stored.
  package let storagePrefix: String
  package let storedAs: GroupVersionKind
  package let type: TypeID
}

package struct SubresourceInfo: Sendable {
  package let name: String
  package let kind: String
  /// Of its kind, where they aren't the resource's.
  package let group: String
  package let version: String
  package let verbs: [String]
}

/// A column of the table that a kind is shown in.
package struct ColumnInfo: Sendable {
  package let name: String
  package let type: String
  package let format: String
  /// 0: always shown; more: only when there is room (`-o wide`).
  package let priority: Int
  package let description: String

  package init(name: String, type: String, format: String, priority: Int, description: String) {
    self.name = name
    self.type = type
    self.format = format
    self.priority = priority
    self.description = description
  }
}
