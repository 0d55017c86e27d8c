extension History {
  /// One watch as its user sees it: what it asked for and all it was sent, over as many connections as it
  /// took.
  package struct Watch: Sendable, Hashable {
    package var id: Int64
    package var client: Int32
    package var keys: Keys
    /// The first revision that is wanted; 0: what comes after the first `created`.
    package var startRevision: Int64
    package var options: WatchOptions
    /// In the order of their receipt.
    package var messages: [WatchMessage]
    /// It was alive to the end and had time enough to be given every change up to here; nil: nothing is
    /// known of the end.
    package var completeThrough: Int64?

    package init(
      id: Int64, client: Int32, keys: Keys, startRevision: Int64 = 0, options: WatchOptions = [],
      messages: [WatchMessage] = [], completeThrough: Int64? = nil
    ) {
      self.id = id
      self.client = client
      self.keys = keys
      self.startRevision = startRevision
      self.options = options
      self.messages = messages
      self.completeThrough = completeThrough
    }
  }

  package struct WatchOptions: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The filter NOPUT.
    package static let skipsPuts = WatchOptions(rawValue: 1)
    /// The filter NODELETE.
    package static let skipsDeletes = WatchOptions(rawValue: 2)
    package static let previous = WatchOptions(rawValue: 4)
    package static let progress = WatchOptions(rawValue: 8)
    package static let fragments = WatchOptions(rawValue: 16)
  }

  package struct WatchMessage: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
      case created
      /// `isFragment`: more parts of the same response follow directly.
      case events([Event], isFragment: Bool)
      /// A response without events: all changes up to the header's revision have been given.
      case progress
      /// `compactRevision` is 0 unless changes that were still wanted had been compacted.
      case cancelled(compactRevision: Int64)
      /// Not a message but the client's deed: it asked anew, elsewhere or over a new connection, for changes
      /// from `from` on; its `created` follows. `revision` is of no meaning here.
      case resumed(from: Int64)
    }

    /// When it was received.
    package var at: Int64
    /// The header's.
    package var revision: Int64
    package var kind: Kind

    package init(at: Int64, revision: Int64, _ kind: Kind) {
      self.at = at
      self.revision = revision
      self.kind = kind
    }
  }
}
