package import KubeObject
package import KubeSchema

/// What the rules may know of a request besides the objects. Everything comes in: no rule asks a clock or for chance.
package struct RuleContext: Sendable {
  package var now: Timestamp
  /// The storage version of the kind that the object is in.
  package var kind: GroupVersionKind
  package var resource = ""
  /// Empty for the resource itself.
  package var subresource = ""
  package var namespace = ""
  package var name = ""
  package var user = ""
  /// The unique id to give to a new object that needs one of its own.
  package var generateUID = ""

  package init(now: Timestamp, kind: GroupVersionKind, subresource: String = "") {
    self.now = now
    self.kind = kind
    self.subresource = subresource
  }
}
