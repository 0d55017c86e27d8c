/// A change's place in the history of the whole keyspace: `main` counts transactions that wrote (the first
/// write makes 2, as in etcd), `sub` the changes within one, from 0.
package struct Revision: Hashable, Comparable, Sendable {
  package var main: Int64
  package var sub: Int64

  package init(main: Int64, sub: Int64 = 0) {
    self.main = main
    self.sub = sub
  }

  package static func < (left: Revision, right: Revision) -> Bool {
    (left.main, left.sub) < (right.main, right.sub)
  }
}

package typealias LeaseID = Int64
