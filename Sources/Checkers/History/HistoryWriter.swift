/// Histories as text: one JSON object a line, in any order but that a watch's line comes before its messages
/// and `commit` lines are in the order of their revisions. Members that are 0, false or empty may be left
/// out.
///
/// A string stands for bytes: each character U+0000 to U+00FF is the byte of that number. In Python that is
/// `json.dumps(key.decode("latin-1"))`. Times are nanoseconds of one clock.
///
///     {"t":"start","rev":1,"kvs":[KV]}                      the store before the first operation
///     {"t":"op","id":7,"client":1,"from":100,"to":250,"do":REQUEST,"ok":RESPONSE}
///     {"t":"op","id":8,"client":1,"from":100,"to":250,"do":REQUEST,"refused":"compacted"}
///     {"t":"op","id":9,"client":1,"from":100,"do":REQUEST}  unknown outcome; "to" may stand here too
///     {"t":"commit","rev":5,"events":[EVENT],"lease":3}     "lease": the one whose end this was, if known
///     {"t":"compaction","rev":5}                            one that no operation asked for
///     {"t":"watch","id":1,"client":1,"k":"a","end":"b","from":5,"options":["prev"],"complete":90}
///     {"t":"msg","watch":1,"at":300,"rev":5,"created":true}
///
/// Options of a watch: `noput`, `nodelete`, `prev`, `progress`, `fragments`; `complete`: it lived to the end
/// and had time to be given all up to that revision. Other messages have, instead of `created`:
/// `"events":[EVENT]` (with `"part":true` when more parts of the response follow), `"progress":true`,
/// `"cancelled":COMPACT_REVISION`, or `"resumed":FROM`, when the client asked anew for changes from FROM on.
///
///     KV      {"k":"key","v":"value","create":2,"mod":5,"version":3,"lease":7}
///     EVENT   {"put":KV,"prev":KV} or {"delete":"key","mod":5,"prev":KV}
///     REQUEST {"put":{"k":"","v":"","lease":7,"prev":true,"keepvalue":true,"keeplease":true}}
///             {"range":{"k":"","end":"","rev":5,"limit":9,"serializable":true,"count":true,"keysonly":true,
///               "order":"descend","by":"mod","filters":[{"minmod":5}]}}
///             {"delete":{"k":"","end":"","prev":true}}
///             {"txn":{"if":[{"k":"","end":"","is":"=","mod":5}],"then":[REQUEST],"else":[REQUEST]}}
///             {"compact":{"rev":5}} {"grant":{"id":7,"ttl":10}} {"revoke":{"id":7}} {"keepalive":{"id":7}}
///             {"timetolive":{"id":7,"keys":true}}
///     RESPONSE, the header's revision and one body
///             {"rev":5,"put":{"prev":KV}}  {"rev":5,"range":{"kvs":[KV],"more":true,"count":2}}
///             {"rev":5,"delete":{"deleted":2,"prevs":[KV]}}
///             {"rev":5,"txn":{"succeeded":true,"steps":[BODY]}}
///             {"rev":5,"compact":{}} {"rev":5,"grant":{"id":7,"ttl":10}} {"rev":5,"revoke":{}}
///             {"rev":5,"keepalive":{"ttl":10}} {"rev":5,"timetolive":{"left":4,"granted":10,"keys":["a"]}}
///
/// `order`: `ascend`, `descend`; `by`: `key`, `version`, `create`, `mod`, `value`; filters: `minmod`,
/// `maxmod`, `mincreate`, `maxcreate`; `is`: `=`, `>`, `<`, `!=`, beside one of `version`, `create`, `mod`,
/// `value`, `lease`. Refusals are the names of `History.Refusal`.
package struct HistoryWriter {
  private var writer = JSONWriter()

  package init() {}

  /// What was written since the last call, as whole lines.
  package mutating func take() -> [UInt8] {
    defer { writer.removeAll() }
    return writer.bytes
  }

  package mutating func write(_ history: History) {
    if history.start != History.Start() { write(history.start) }
    for operation in history.operations { write(operation) }
    for commit in history.commits { write(commit) }
    for revision in history.compactions { writeCompaction(revision) }
    for watch in history.watches { write(watch) }
  }

  private mutating func line(_ kind: String, _ body: (inout JSONWriter) -> Void) {
    writer.object { writer in
      writer.member("t", Array(kind.utf8))
      body(&writer)
    }
    writer.endLine()
  }

  package mutating func write(_ start: History.Start) {
    line("start") { writer in
      writer.member("rev", start.revision)
      writer.member("kvs", start.keyValues) { $0.write($1) }
    }
  }

  package mutating func write(_ operation: History.Operation) {
    line("op") { writer in
      writer.member("id", operation.id)
      writer.member("client", Int64(operation.client))
      writer.member("from", operation.invoked)
      if let returned = operation.returned { writer.member("to", returned) }
      writer.member("do") { $0.write(operation.request) }
      switch operation.outcome {
      case .ok(let response):
        writer.member("ok") { writer in
          writer.member("rev", response.revision)
          writer.write(response.body)
        }
      case .refused(let refusal): writer.member("refused", Array(refusal.rawValue.utf8))
      case .unknown: break
      }
    }
  }

  package mutating func write(_ commit: History.Commit) {
    line("commit") { writer in
      writer.member("rev", commit.revision)
      writer.member("events", commit.events) { $0.write($1) }
      writer.optional("lease", commit.endedLease ?? 0)
    }
  }

  package mutating func writeCompaction(_ revision: Int64) {
    line("compaction") { $0.member("rev", revision) }
  }

  /// The watch and its messages.
  package mutating func write(_ watch: History.Watch) {
    line("watch") { writer in
      writer.member("id", watch.id)
      writer.member("client", Int64(watch.client))
      writer.write(watch.keys)
      writer.optional("from", watch.startRevision)
      let names = History.WatchOptions.names.filter { watch.options.contains($0.option) }
      if !names.isEmpty { writer.member("options", names) { $0.string(Array($1.name.utf8)) } }
      if let complete = watch.completeThrough { writer.member("complete", complete) }
    }
    for message in watch.messages { write(message, of: watch.id) }
  }

  package mutating func write(_ message: History.WatchMessage, of watch: Int64) {
    line("msg") { writer in
      writer.member("watch", watch)
      writer.member("at", message.at)
      writer.optional("rev", message.revision)
      switch message.kind {
      case .created: writer.optional("created", true)
      case .events(let events, let isFragment):
        writer.member("events", events) { $0.write($1) }
        writer.optional("part", isFragment)
      case .progress: writer.optional("progress", true)
      case .cancelled(let compactRevision): writer.member("cancelled", compactRevision)
      case .resumed(let from): writer.member("resumed", from)
      }
    }
  }
}

extension History.WatchOptions {
  static let names: [(name: String, option: History.WatchOptions)] = [
    ("noput", .skipsPuts), ("nodelete", .skipsDeletes), ("prev", .previous), ("progress", .progress),
    ("fragments", .fragments),
  ]
}

extension History.Range.Order {
  static let names: [(name: String, order: Self)] = [("ascend", .ascend), ("descend", .descend)]
}

extension History.Range.Target {
  static let names: [(name: String, target: Self)] = [
    ("version", .version), ("create", .create), ("mod", .mod), ("value", .value), ("key", .key),
  ]
}

extension History.Compare.Result {
  static let names: [(name: String, result: Self)] = [
    ("=", .equal), (">", .greater), ("<", .less), ("!=", .notEqual),
  ]
}

extension JSONWriter {
  mutating func write(_ keys: History.Keys) {
    member("k", keys.key)
    optional("end", keys.end)
  }

  mutating func write(_ keyValue: History.KeyValue) {
    object { writer in
      writer.member("k", keyValue.key)
      writer.optional("v", keyValue.value)
      writer.optional("create", keyValue.create)
      writer.optional("mod", keyValue.mod)
      writer.optional("version", keyValue.version)
      writer.optional("lease", keyValue.lease)
    }
  }

  mutating func write(_ event: History.Event) {
    object { writer in
      if event.isDelete {
        writer.member("delete", event.keyValue.key)
        writer.member("mod", event.keyValue.mod)
      } else {
        writer.name("put")
        writer.write(event.keyValue)
      }
      writer.writePrevious(event.previous)
    }
  }

  fileprivate mutating func writePrevious(_ previous: History.KeyValue?) {
    guard let previous else { return }
    name("prev")
    write(previous)
  }

  /// As a member of the object that is open.
  mutating func write(_ request: History.Request) {
    switch request {
    case .put(let put): write(put)
    case .range(let range): write(range)
    case .deleteRange(let delete): write(delete)
    case .txn(let txn): write(txn)
    case .compact(let revision): member("compact") { $0.member("rev", revision) }
    case .leaseGrant(let id, let ttl):
      member("grant") { writer in
        writer.member("id", id)
        writer.member("ttl", ttl)
      }
    case .leaseRevoke(let id): member("revoke") { $0.member("id", id) }
    case .leaseKeepAlive(let id): member("keepalive") { $0.member("id", id) }
    case .leaseTimeToLive(let id, let keys):
      member("timetolive") { writer in
        writer.member("id", id)
        writer.optional("keys", keys)
      }
    }
  }

  private mutating func write(_ put: History.Put) {
    member("put") { writer in
      writer.member("k", put.key)
      writer.optional("v", put.value)
      writer.optional("lease", put.lease)
      writer.optional("prev", put.options.contains(.previous))
      writer.optional("keepvalue", put.options.contains(.ignoresValue))
      writer.optional("keeplease", put.options.contains(.ignoresLease))
    }
  }

  private mutating func write(_ range: History.Range) {
    member("range") { writer in
      writer.write(range.keys)
      writer.optional("rev", range.revision)
      writer.optional("limit", range.limit)
      writer.optional("serializable", range.options.contains(.serializable))
      writer.optional("count", range.options.contains(.countOnly))
      writer.optional("keysonly", range.options.contains(.keysOnly))
      if let (name, _) = History.Range.Order.names.first(where: { $0.order == range.order }) {
        writer.member("order", Array(name.utf8))
      }
      if range.target != .key,
        let (name, _) = History.Range.Target.names.first(where: { $0.target == range.target })
      {
        writer.member("by", Array(name.utf8))
      }
      guard !range.filters.isEmpty else { return }
      writer.member("filters", range.filters) { writer, filter in
        writer.object { writer in
          switch filter {
          case .minMod(let bound): writer.member("minmod", bound)
          case .maxMod(let bound): writer.member("maxmod", bound)
          case .minCreate(let bound): writer.member("mincreate", bound)
          case .maxCreate(let bound): writer.member("maxcreate", bound)
          }
        }
      }
    }
  }

  private mutating func write(_ delete: History.DeleteRange) {
    member("delete") { writer in
      writer.write(delete.keys)
      writer.optional("prev", delete.wantsPrevious)
    }
  }

  private mutating func write(_ txn: History.Txn) {
    member("txn") { writer in
      writer.member("if", txn.compares) { $0.write($1) }
      writer.member("then", txn.success) { $0.write($1) }
      writer.member("else", txn.failure) { $0.write($1) }
    }
  }

  private mutating func write(_ step: History.Txn.Step) {
    object { writer in
      switch step {
      case .put(let put): writer.write(put)
      case .range(let range): writer.write(range)
      case .deleteRange(let delete): writer.write(delete)
      case .txn(let txn): writer.write(txn)
      }
    }
  }

  private mutating func write(_ compare: History.Compare) {
    object { writer in
      writer.write(compare.keys)
      if let (name, _) = History.Compare.Result.names.first(where: { $0.result == compare.result }) {
        writer.member("is", Array(name.utf8))
      }
      switch compare.target {
      case .version(let wanted): writer.member("version", wanted)
      case .create(let wanted): writer.member("create", wanted)
      case .mod(let wanted): writer.member("mod", wanted)
      case .lease(let wanted): writer.member("lease", wanted)
      case .value(let wanted): writer.member("value", wanted)
      }
    }
  }

  /// As a member of the object that is open.
  mutating func write(_ body: History.Body) {
    switch body {
    case .put(let previous): member("put") { $0.writePrevious(previous) }
    case .range(let result): write(result)
    case .deleteRange(let result): write(result)
    case .txn(let result): write(result)
    case .compact: member("compact") { _ in }
    case .leaseGrant(let id, let ttl):
      member("grant") { writer in
        writer.member("id", id)
        writer.member("ttl", ttl)
      }
    case .leaseRevoke: member("revoke") { _ in }
    case .leaseKeepAlive(let ttl): member("keepalive") { $0.member("ttl", ttl) }
    case .leaseTimeToLive(let remaining, let granted, let keys):
      member("timetolive") { writer in
        writer.member("left", remaining)
        writer.member("granted", granted)
        writer.member("keys", keys) { $0.string($1) }
      }
    }
  }

  private mutating func write(_ result: History.RangeResult) {
    member("range") { writer in
      if !result.keyValues.isEmpty { writer.member("kvs", result.keyValues) { $0.write($1) } }
      writer.optional("more", result.more)
      writer.optional("count", result.count)
    }
  }

  private mutating func write(_ result: History.DeleteResult) {
    member("delete") { writer in
      writer.member("deleted", result.deleted)
      if !result.previous.isEmpty { writer.member("prevs", result.previous) { $0.write($1) } }
    }
  }

  private mutating func write(_ result: History.TxnResult) {
    member("txn") { writer in
      writer.optional("succeeded", result.succeeded)
      writer.member("steps", result.steps) { writer, step in
        writer.object { writer in
          switch step {
          case .put(let previous): writer.member("put") { $0.writePrevious(previous) }
          case .range(let result): writer.write(result)
          case .deleteRange(let result): writer.write(result)
          case .txn(let result): writer.write(result)
          }
        }
      }
    }
  }
}
