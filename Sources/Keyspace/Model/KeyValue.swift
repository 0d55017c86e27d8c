/// One version of a key, with what etcd's `mvccpb.KeyValue` says of it.
package struct KeyValue: Hashable, Sendable {
  package var key: [UInt8]
  package var value: [UInt8]
  /// The main revision at which the key came to be; it starts anew after a deletion.
  package var createRevision: Int64
  package var modRevision: Int64
  /// 1 for the version that created the key; 0 only in a deletion's event.
  package var version: Int64
  /// 0 when no lease is attached.
  package var lease: LeaseID

  package init(
    key: [UInt8], value: [UInt8], createRevision: Int64, modRevision: Int64, version: Int64, lease: LeaseID
  ) {
    self.key = key
    self.value = value
    self.createRevision = createRevision
    self.modRevision = modRevision
    self.version = version
    self.lease = lease
  }
}

/// One change of one key, as watchers see it.
package struct Event: Hashable, Sendable {
  package enum Kind: UInt8, Sendable { case put = 0, delete = 1 }

  package var kind: Kind
  /// For a deletion only key and modRevision are set.
  package var keyValue: KeyValue
  package var revision: Revision
  /// The version before, when there was one and someone may ask for it; nil for a create.
  package var previous: KeyValue?

  package init(kind: Kind, keyValue: KeyValue, revision: Revision, previous: KeyValue?) {
    self.kind = kind
    self.keyValue = keyValue
    self.revision = revision
    self.previous = previous
  }
}

/// All changes of one main revision, in sub order; watchers get them whole (the promise Atomic).
package struct RevisionEvents: Sendable {
  package var revision: Int64
  package var events: [Event]

  package init(revision: Int64, events: [Event]) {
    self.revision = revision
    self.events = events
  }
}
