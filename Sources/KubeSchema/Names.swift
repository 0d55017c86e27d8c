/// A kind of object in one version of its group.
package struct GroupVersionKind: Hashable, Sendable, CustomStringConvertible {
  package let group: String
  package let version: String
  package let kind: String

  package init(group: String, version: String, kind: String) {
    self.group = group
    self.version = version
    self.kind = kind
  }

  /// As objects name it: `v1`, `apps/v1`.
  package var apiVersion: String { group.isEmpty ? version : group + "/" + version }
  package var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
  package var description: String { "\(apiVersion), Kind=\(kind)" }
}

/// A resource, by the name that paths have, in one version of its group.
package struct GroupVersionResource: Hashable, Sendable, CustomStringConvertible {
  package let group: String
  package let version: String
  package let resource: String

  package init(group: String, version: String, resource: String) {
    self.group = group
    self.version = version
    self.resource = resource
  }

  package var groupResource: GroupResource { GroupResource(group: group, resource: resource) }
  package var description: String { "\(group)/\(version), Resource=\(resource)" }
}

package struct GroupKind: Hashable, Sendable, CustomStringConvertible {
  package let group: String
  package let kind: String

  package init(group: String, kind: String) {
    self.group = group
    self.kind = kind
  }

  package var description: String { group.isEmpty ? kind : kind + "." + group }
}

package struct GroupResource: Hashable, Sendable, CustomStringConvertible {
  package let group: String
  package let resource: String

  package init(group: String, resource: String) {
    self.group = group
    self.resource = resource
  }

  package var description: String { group.isEmpty ? resource : resource + "." + group }
}
