/// A line of a history file that isn't one.
package struct HistoryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// From 1.
  package var line: Int
  package var message: String

  package var description: String {
    "line \(line) of the history: \(message); HistoryWriter says what may stand there"
  }
}

/// Reads what `HistoryWriter` documents.
package struct HistoryReader {
  private var history = History()
  private var watches: [Int64: Int] = [:]
  private var line = 0

  package init() {}

  package static func read(_ bytes: [UInt8]) throws(HistoryError) -> History {
    var reader = HistoryReader()
    var rest = bytes[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
      try reader.add(line: Array(rest[..<end]))
      rest = end < rest.endIndex ? rest[(end + 1)...] : []
    }
    return reader.finish()
  }

  /// One line without its end; empty ones are passed over.
  package mutating func add(line bytes: [UInt8]) throws(HistoryError) {
    line += 1
    guard bytes.contains(where: { $0 > 0x20 }) else { return }
    do throws(JSONError) {
      try add(Members(try JSONReader.read(bytes)))
    } catch {
      throw HistoryError(line: line, message: "\(error.message) (at byte \(error.offset))")
    }
  }

  package func finish() -> History { history }

  private mutating func add(_ members: Members) throws(JSONError) {
    switch try members.text("t") {
    case "start":
      history.start = History.Start(
        revision: try members.number("rev"),
        keyValues: try members.list("kvs") { (value) throws(JSONError) in try Members(value).keyValue() })
    case "op": history.operations.append(try members.operation())
    case "commit":
      let lease = try members.number("lease", default: 0)
      history.commits.append(
        History.Commit(
          revision: try members.number("rev"), events: try members.events(),
          endedLease: lease == 0 ? nil : lease))
    case "compaction": history.compactions.append(try members.number("rev"))
    case "watch":
      let watch = try members.watch()
      guard watches.updateValue(history.watches.count, forKey: watch.id) == nil else {
        throw members.error("a second watch \(watch.id)")
      }
      history.watches.append(watch)
    case "msg":
      let id = try members.number("watch")
      guard let place = watches[id] else { throw members.error("a message of the unknown watch \(id)") }
      history.watches[place].messages.append(try members.message())
    case let other: throw members.error("an unknown kind of line: \(other)")
    }
  }
}

/// An object's members, looked up with their types.
private struct Members {
  let all: [String: JSON]

  init(_ value: JSON) throws(JSONError) {
    guard case .object(let all) = value else {
      throw JSONError(message: "expected an object", offset: 0)
    }
    self.all = all
  }

  func error(_ message: String) -> JSONError { JSONError(message: message, offset: 0) }

  func has(_ name: String) -> Bool { all[name] != nil }

  func number(_ name: String, default missing: Int64? = nil) throws(JSONError) -> Int64 {
    if case .number(let value)? = all[name] { return value }
    guard all[name] == nil, let missing else { throw error("\(name) should be a number") }
    return missing
  }

  func bytes(_ name: String) throws(JSONError) -> [UInt8] {
    if case .bytes(let value)? = all[name] { return value }
    guard all[name] == nil else { throw error("\(name) should be a string") }
    return []
  }

  func text(_ name: String) throws(JSONError) -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  func flag(_ name: String) throws(JSONError) -> Bool {
    if case .bool(let value)? = all[name] { return value }
    guard all[name] == nil else { throw error("\(name) should be true or false") }
    return false
  }

  func members(_ name: String) throws(JSONError) -> Members {
    guard let value = all[name] else { throw error("\(name) is missing") }
    return try Members(value)
  }

  func list<Element>(
    _ name: String, _ element: (JSON) throws(JSONError) -> Element
  ) throws(JSONError) -> [Element] {
    guard let value = all[name] else { return [] }
    guard case .array(let values) = value else { throw error("\(name) should be a list") }
    var elements: [Element] = []
    elements.reserveCapacity(values.count)
    for value in values { elements.append(try element(value)) }
    return elements
  }

  /// The one member that has one of these names.
  func kind(_ names: [String]) throws(JSONError) -> String {
    let present = names.filter(has)
    guard present.count == 1 else { throw error("expected one of \(names.joined(separator: ", "))") }
    return present[0]
  }

  func keys() throws(JSONError) -> History.Keys {
    History.Keys(try bytes("k"), end: try bytes("end"))
  }

  func keyValue() throws(JSONError) -> History.KeyValue {
    History.KeyValue(
      try bytes("k"), try bytes("v"), create: try number("create", default: 0),
      mod: try number("mod", default: 0), version: try number("version", default: 0),
      lease: try number("lease", default: 0))
  }

  func keyValues(_ name: String) throws(JSONError) -> [History.KeyValue] {
    try list(name) { (value) throws(JSONError) in try Members(value).keyValue() }
  }

  func previous() throws(JSONError) -> History.KeyValue? {
    has("prev") ? try members("prev").keyValue() : nil
  }

  func events() throws(JSONError) -> [History.Event] {
    try list("events") { (value) throws(JSONError) in
      let members = try Members(value)
      let previous = try members.previous()
      if try members.kind(["put", "delete"]) == "put" {
        return History.Event(try members.members("put").keyValue(), previous: previous)
      }
      return .delete(try members.bytes("delete"), mod: try members.number("mod"), previous: previous)
    }
  }
}

extension Members {
  func operation() throws(JSONError) -> History.Operation {
    guard let client = Int32(exactly: try number("client", default: 0)) else {
      throw error("client should be below 2^31")
    }
    var outcome = History.Outcome.unknown
    if has("ok") {
      let response = try members("ok")
      outcome = .ok(History.Response(revision: try response.number("rev"), try response.body()))
    } else if has("refused") {
      guard let refusal = History.Refusal(rawValue: try text("refused")) else {
        throw error("\(try text("refused")) is no refusal")
      }
      outcome = .refused(refusal)
    }
    return History.Operation(
      id: try number("id"), client: client, invoked: try number("from"),
      returned: has("to") ? try number("to") : nil, request: try members("do").request(), outcome: outcome)
  }

  func watch() throws(JSONError) -> History.Watch {
    guard let client = Int32(exactly: try number("client", default: 0)) else {
      throw error("client should be below 2^31")
    }
    var options: History.WatchOptions = []
    for value in try list("options", { (value) throws(JSONError) in value }) {
      guard case .bytes(let name) = value,
        let known = History.WatchOptions.names.first(where: { Array($0.name.utf8) == name })
      else { throw error("an unknown option of a watch") }
      options.insert(known.option)
    }
    return History.Watch(
      id: try number("id"), client: client, keys: try keys(), startRevision: try number("from", default: 0),
      options: options, completeThrough: has("complete") ? try number("complete") : nil)
  }

  func message() throws(JSONError) -> History.WatchMessage {
    let kind: History.WatchMessage.Kind
    switch try self.kind(["created", "events", "progress", "cancelled", "resumed"]) {
    case "created": kind = .created
    case "events": kind = .events(try events(), isFragment: try flag("part"))
    case "progress": kind = .progress
    case "cancelled": kind = .cancelled(compactRevision: try number("cancelled"))
    default: kind = .resumed(from: try number("resumed"))
    }
    return History.WatchMessage(at: try number("at"), revision: try number("rev", default: 0), kind)
  }

  func request() throws(JSONError) -> History.Request {
    let names = [
      "put", "range", "delete", "txn", "compact", "grant", "revoke", "keepalive", "timetolive",
    ]
    let kind = try kind(names)
    let members = try members(kind)
    return switch kind {
    case "put": .put(try members.put())
    case "range": .range(try members.range())
    case "delete": .deleteRange(try members.delete())
    case "txn": .txn(try members.txn())
    case "compact": .compact(revision: try members.number("rev"))
    case "grant": .leaseGrant(id: try members.number("id"), ttl: try members.number("ttl"))
    case "revoke": .leaseRevoke(id: try members.number("id"))
    case "keepalive": .leaseKeepAlive(id: try members.number("id"))
    default: .leaseTimeToLive(id: try members.number("id"), keys: try members.flag("keys"))
    }
  }

  private func put() throws(JSONError) -> History.Put {
    var options: History.PutOptions = []
    if try flag("prev") { options.insert(.previous) }
    if try flag("keepvalue") { options.insert(.ignoresValue) }
    if try flag("keeplease") { options.insert(.ignoresLease) }
    return History.Put(
      try bytes("k"), try bytes("v"), lease: try number("lease", default: 0), options: options)
  }

  private func range() throws(JSONError) -> History.Range {
    var options: History.RangeOptions = []
    if try flag("serializable") { options.insert(.serializable) }
    if try flag("count") { options.insert(.countOnly) }
    if try flag("keysonly") { options.insert(.keysOnly) }
    var range = History.Range(
      try keys(), revision: try number("rev", default: 0), limit: try number("limit", default: 0),
      options: options)
    if has("order") {
      let name = try text("order")
      guard let known = History.Range.Order.names.first(where: { $0.name == name }) else {
        throw error("\(name) is no order")
      }
      range.order = known.order
    }
    if has("by") {
      let name = try text("by")
      guard let known = History.Range.Target.names.first(where: { $0.name == name }) else {
        throw error("nothing can be sorted by \(name)")
      }
      range.target = known.target
    }
    range.filters = try list("filters") { (value) throws(JSONError) in
      let members = try Members(value)
      let kind = try members.kind(["minmod", "maxmod", "mincreate", "maxcreate"])
      let bound = try members.number(kind)
      return switch kind {
      case "minmod": .minMod(bound)
      case "maxmod": .maxMod(bound)
      case "mincreate": .minCreate(bound)
      default: .maxCreate(bound)
      }
    }
    return range
  }

  private func delete() throws(JSONError) -> History.DeleteRange {
    History.DeleteRange(try keys(), wantsPrevious: try flag("prev"))
  }

  private func txn() throws(JSONError) -> History.Txn {
    History.Txn(
      compares: try list("if") { (value) throws(JSONError) in try Members(value).compare() },
      success: try list("then") { (value) throws(JSONError) in try Members(value).step() },
      failure: try list("else") { (value) throws(JSONError) in try Members(value).step() })
  }

  private func step() throws(JSONError) -> History.Txn.Step {
    let kind = try kind(["put", "range", "delete", "txn"])
    let members = try members(kind)
    return switch kind {
    case "put": .put(try members.put())
    case "range": .range(try members.range())
    case "delete": .deleteRange(try members.delete())
    default: .txn(try members.txn())
    }
  }

  private func compare() throws(JSONError) -> History.Compare {
    let name = try text("is")
    guard let result = History.Compare.Result.names.first(where: { $0.name == name })?.result else {
      throw error("\(name) is no comparison")
    }
    let kind = try kind(["version", "create", "mod", "value", "lease"])
    let target: History.Compare.Target =
      switch kind {
      case "version": .version(try number(kind))
      case "create": .create(try number(kind))
      case "mod": .mod(try number(kind))
      case "value": .value(try bytes(kind))
      default: .lease(try number(kind))
      }
    return History.Compare(try keys(), result, target)
  }

  fileprivate func body() throws(JSONError) -> History.Body {
    let names = [
      "put", "range", "delete", "txn", "compact", "grant", "revoke", "keepalive", "timetolive",
    ]
    let kind = try kind(names)
    let members = try members(kind)
    switch kind {
    case "put": return .put(previous: try members.previous())
    case "range": return .range(try members.rangeResult())
    case "delete": return .deleteRange(try members.deleteResult())
    case "txn": return .txn(try members.txnResult())
    case "compact": return .compact
    case "grant": return .leaseGrant(id: try members.number("id"), ttl: try members.number("ttl"))
    case "revoke": return .leaseRevoke
    case "keepalive": return .leaseKeepAlive(ttl: try members.number("ttl"))
    default:
      let keys = try members.list("keys") { (value) throws(JSONError) in
        guard case .bytes(let key) = value else { throw members.error("a key should be a string") }
        return key
      }
      return .leaseTimeToLive(
        remaining: try members.number("left"), granted: try members.number("granted"), keys: keys)
    }
  }

  private func rangeResult() throws(JSONError) -> History.RangeResult {
    History.RangeResult(
      try keyValues("kvs"), more: try flag("more"), count: try number("count", default: 0))
  }

  private func deleteResult() throws(JSONError) -> History.DeleteResult {
    History.DeleteResult(deleted: try number("deleted"), previous: try keyValues("prevs"))
  }

  private func txnResult() throws(JSONError) -> History.TxnResult {
    History.TxnResult(
      succeeded: try flag("succeeded"),
      steps: try list("steps") { (value) throws(JSONError) in
        let members = try Members(value)
        let kind = try members.kind(["put", "range", "delete", "txn"])
        let body = try members.members(kind)
        return switch kind {
        case "put": .put(previous: try body.previous())
        case "range": .range(try body.rangeResult())
        case "delete": .deleteRange(try body.deleteResult())
        default: .txn(try body.txnResult())
        }
      })
  }
}
