import Checkers

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

typealias Operation = History.Operation
typealias KeyValue = History.KeyValue

extension History.KeyValue {
  static func of(
    _ key: String, _ value: String, create: Int64, mod: Int64, version: Int64 = 1, lease: Int64 = 0
  ) -> KeyValue {
    KeyValue(bytes(key), bytes(value), create: create, mod: mod, version: version, lease: lease)
  }
}

extension History.Keys {
  static func key(_ key: String) -> History.Keys { History.Keys(bytes(key)) }
  static func prefix(_ prefix: String) -> History.Keys { .prefix(bytes(prefix)) }
}

extension History.Request {
  static func put(_ key: String, _ value: String, lease: Int64 = 0, _ options: History.PutOptions = [])
    -> History.Request
  {
    .put(History.Put(bytes(key), bytes(value), lease: lease, options: options))
  }

  static func get(
    _ key: String, at revision: Int64 = 0, options: History.RangeOptions = []
  ) -> History.Request {
    .range(History.Range(.key(key), revision: revision, options: options))
  }

  static func delete(_ key: String, wantsPrevious: Bool = false) -> History.Request {
    .deleteRange(History.DeleteRange(.key(key), wantsPrevious: wantsPrevious))
  }
}

extension History.Body {
  static var done: History.Body { .put(previous: nil) }

  static func found(_ keyValues: KeyValue...) -> History.Body {
    .range(History.RangeResult(keyValues, count: Int64(keyValues.count)))
  }

  static func deleted(_ count: Int64) -> History.Body {
    .deleteRange(History.DeleteResult(deleted: count))
  }
}

/// A history written down by hand: operations with their times, the log, and what is found.
struct Story {
  var history = History()

  /// Numbered from 1.
  mutating func ok(
    _ request: History.Request, _ body: History.Body, at revision: Int64, from: Int64, to: Int64
  ) {
    add(request, .ok(History.Response(revision: revision, body)), from, to)
  }

  mutating func unknown(_ request: History.Request, from: Int64, to: Int64? = nil) {
    add(request, .unknown, from, to)
  }

  mutating func refused(_ request: History.Request, _ refusal: History.Refusal, from: Int64, to: Int64) {
    add(request, .refused(refusal), from, to)
  }

  private mutating func add(
    _ request: History.Request, _ outcome: History.Outcome, _ from: Int64, _ to: Int64?
  ) {
    let id = Int64(history.operations.count + 1)
    history.operations.append(
      Operation(id: id, client: Int32(id), invoked: from, returned: to, request: request, outcome: outcome))
  }

  /// The next revision of the log.
  mutating func commit(_ events: History.Event..., endedLease: Int64? = nil) {
    history.commits.append(
      History.Commit(revision: history.lastRevision + 1, events: events, endedLease: endedLease))
  }

  mutating func commitPut(
    _ key: String, _ value: String, create: Int64? = nil, version: Int64 = 1, lease: Int64 = 0
  ) {
    let mod = history.lastRevision + 1
    commit(
      History.Event(.of(key, value, create: create ?? mod, mod: mod, version: version, lease: lease)))
  }

  mutating func commitDelete(_ key: String, endedLease: Int64? = nil) {
    commit(.delete(bytes(key), mod: history.lastRevision + 1), endedLease: endedLease)
  }

  /// The names of the promises found broken.
  var broken: Set<String> { Set(HistoryChecker.check(history).map(\.checker)) }
}
