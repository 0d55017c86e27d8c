internal import DequeModule
internal import PlantedBugs

/// One watch of one stream.
struct Watch: Sendable {
  enum State: Sendable {
    /// Has been given all that it wants up to the shard's revision; wants changes from `wantsFrom` on.
    case synced(wantsFrom: Int64)
    /// Was not given the changes from here on; they are to be read from history.
    case behind(from: Int64)
    /// As `behind`, while the read with this id is on its way.
    case reading(from: Int64, catchUp: UInt64)
  }

  let serial: UInt64
  let stream: WatchStreamID
  let id: Int64
  let request: WatchRequest
  var state: State
  /// Whether it has been sent no events since the last progress tick.
  var isIdle = true
  /// Its next read of history is to be for it alone: one with others was too large.
  var readsAlone = false
  /// Its place among the hits of the batch in hand; -1 outside of `WatchShard.collect`.
  var hit = -1

  init(serial: UInt64, stream: WatchStreamID, id: Int64, request: WatchRequest, state: State) {
    self.serial = serial
    self.stream = stream
    self.id = id
    self.request = request
    self.state = state
  }

  /// The first revision that it has not been given; nil when synced.
  var missingFrom: Int64? {
    switch state {
    case .synced: nil
    case .behind(let from), .reading(let from, _): from
    }
  }

  func wants(_ event: Event) -> Bool {
    switch event.kind {
    case .put: !request.skipsPuts || Planted.has(.watchIgnoresFilter)
    case .delete: !request.skipsDeletes
    }
  }
}

/// One client's stream of watches.
struct WatchStream: Sendable {
  /// By the id that the client sees.
  var slots: [Int64: Int] = [:]
  var nextID: Int64 = 0
  /// Bytes that may still be sent before the shell says more.
  var room: Int
  /// Those not synced.
  var behind: Set<Int> = []
  /// Of these, those that no read of history is under way for, in their turns.
  var waiting = Deque<WatchShard.WatchRef>()
  /// Whether it stands in the shard's `ready`.
  var isReady = false
  /// Those that were created to start after the shard's revision; looked through and thinned when asked.
  var future: Set<Int> = []
  /// A progress request waits until all watches are synced.
  var owesProgress = false

  init(room: Int) {
    self.room = room
  }
}

/// What a batch holds for one watch.
struct WatchHit: Sendable {
  var slot: Int
  /// The batch's events, by their place in it.
  var events: [Int]
  var firstRevision: Int64
  /// An event lacks the version before, which this watch wants: only history has it.
  var lacksPrevious = false
}
