import Keyspace

/// A shard, the keyspace that feeds it, and clients that write down what they are sent.
struct WatchWorld {
  var store = ModelStore()
  var shard: WatchShard
  var history: [Event] = []
  private var unpublished: [RevisionEvents] = []
  private var transcripts: [[Int64]: WatchTranscript] = [:]
  private(set) var finished: [WatchTranscript] = []
  private var pendingCreates: [WatchStreamID: WatchRequest] = [:]
  private var created = 0
  var outputs: [WatchOutput] = []

  init(limits: WatchLimits = WatchLimits()) {
    shard = WatchShard(revision: 1, compactRevision: -1, limits: limits)
  }

  mutating func apply(_ command: Command, tellsPrevious: Bool = true) throws {
    let applied = try Apply.apply(command, to: &store, collectsPrevious: true)
    guard var events = applied.events else { return }
    history += events.events
    if !tellsPrevious { for place in events.events.indices { events.events[place].previous = nil } }
    unpublished.append(events)
  }

  mutating func put(_ key: String, _ value: String = "v") throws {
    try apply(.put(PutRequest(key: bytes(key), value: bytes(value))))
  }

  mutating func publish() {
    shard.publish(
      unpublished, revision: store.position.revision, compactRevision: store.position.compactRevision)
    unpublished = []
    collect()
  }

  /// As after a snapshot: the changes so far never reach the shard.
  mutating func loseUnpublished() { unpublished = [] }

  mutating func create(_ stream: WatchStreamID, _ request: WatchRequest) {
    pendingCreates[stream] = request
    shard.create(stream, request, currentRevision: store.position.revision)
    collect()
  }

  mutating func cancel(_ stream: WatchStreamID, _ id: Int64) {
    shard.cancel(stream, watchID: id)
    collect()
  }

  mutating func close(_ stream: WatchStreamID) {
    shard.streamClosed(stream)
    for key in transcripts.keys where key[0] == Int64(stream) { finish(key) }
  }

  mutating func room(_ stream: WatchStreamID, _ bytes: Int) {
    shard.streamRoom(stream, bytes: bytes)
    collect()
  }

  mutating func progress(_ stream: WatchStreamID) {
    shard.progressRequest(stream)
    collect()
  }

  mutating func tick() {
    shard.progressTick()
    collect()
  }

  mutating func answer(_ read: WatchCatchUp) throws {
    do throws(KeyspaceError) {
      let (changes, next) = try store.changes(
        from: read.from, through: read.through, range: read.range, wantsPrevious: read.wantsPrevious,
        maxBytes: read.maxBytes, maxRevisionBytes: read.maxRevisionBytes)
      shard.history(read, changes, next: next)
    } catch .compacted(let revision) {
      shard.historyCompacted(read, compactRevision: revision)
    } catch .answerTooLarge {
      shard.historyTooLarge(read)
    }
    collect()
  }

  mutating func catchUp() throws {
    while let read = shard.nextCatchUp() { try answer(read) }
  }

  /// All transcripts, the open ones too.
  var all: [WatchTranscript] { finished + transcripts.values }

  private mutating func finish(_ key: [Int64]) {
    guard var transcript = transcripts.removeValue(forKey: key) else { return }
    transcript.isOpen = false
    finished.append(transcript)
  }

  private mutating func collect() {
    for output in shard.takeOutputs() {
      outputs.append(output)
      let stream = Int64(output.stream)
      switch output {
      case .created(let of, let id, let revision):
        guard let request = pendingCreates[of] else { continue }
        created += 1
        transcripts[[stream, id]] = WatchTranscript(
          name: "watch \(created) (stream \(stream), id \(id), \(request))", request: request,
          start: request.startRevision == 0 ? revision + 1 : request.startRevision)
      case .cancelled(_, let id, _), .compacted(_, let id, _, _), .ended(_, let id, _, _):
        finish([stream, id])
      case .events(_, let events): transcripts[[stream, events.watchID]]?.items.append(.events(events))
      case .progress(_, -1, let revision):
        for key in transcripts.keys where key[0] == stream {
          transcripts[key]?.items.append(.progress(revision))
        }
      case .progress(_, let id, let revision): transcripts[[stream, id]]?.items.append(.progress(revision))
      case .refused: break
      }
    }
  }
}
