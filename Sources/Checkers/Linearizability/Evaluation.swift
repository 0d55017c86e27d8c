/// One request carried out on a moment: the changes that it means, and where a given answer is wrong.
///
/// A refusal that the moment calls for (a key that is missing for `ignoresValue`) is told by `refusal`.
struct Evaluation {
  private(set) var overlay = Overlay()
  /// The first place where the answer differs from what the moment says.
  private(set) var mismatch: String?
  private(set) var refusal: History.Refusal?
  private let revision: Int64

  /// `answer` nil: only the changes are wanted.
  init(_ request: History.Request, answer: History.Body?, on moment: borrowing Moment) {
    revision = moment.revision + 1
    switch (request, answer) {
    case (.put(let put), .put(let previous)): run(put, moment, previous, isAnswered: true)
    case (.put(let put), nil): run(put, moment, nil, isAnswered: false)
    case (.deleteRange(let delete), .deleteRange(let result)): run(delete, moment, result)
    case (.deleteRange(let delete), nil): run(delete, moment, nil)
    case (.txn(let txn), .txn(let result)): run(txn, moment, result)
    case (.txn(let txn), nil): run(txn, moment, nil)
    case (.range(let range), .range(let result)): run(range, moment, result)
    case (_, nil): break
    default: mismatch = "the answer is of another kind than the request"
    }
  }

  /// The changes, in order.
  var events: [History.Event] { overlay.writes }

  /// Whether the commit at these places of the timeline is what this evaluation means.
  func isCommit(_ changes: Range<Int>, of timeline: Timeline) -> Bool {
    guard changes.count == events.count else { return false }
    for (index, event) in zip(changes, events) {
      let change = timeline.changes[index]
      guard change.isDelete == event.isDelete, change.keyValue.key.isSame(event.keyValue.key) else {
        return false
      }
      if !event.isDelete {
        guard change.keyValue.value.isSame(event.keyValue.value),
          change.keyValue.lease == event.keyValue.lease
        else { return false }
      }
    }
    return true
  }

  private mutating func differ(_ what: @autoclosure () -> String) {
    if mismatch == nil { mismatch = what() }
  }

  private mutating func run(
    _ put: History.Put, _ moment: borrowing Moment, _ previous: History.KeyValue?, isAnswered: Bool
  ) {
    let before = overlay.live(put.key, in: moment)
    if before == nil, put.options.contains(.ignoresValue) || put.options.contains(.ignoresLease) {
      refusal = .keyNotFound
      differ("a put that keeps what was there was done though \(ByteText.quote(put.key)) did not exist")
      return
    }
    if isAnswered {
      let expected = put.options.contains(.previous) ? before : nil
      if previous != expected {
        differ("prev_kv is \(Self.text(previous)) and should be \(Self.text(expected))")
      }
    }
    let value = put.options.contains(.ignoresValue) ? before?.value ?? [] : put.value
    let lease = put.options.contains(.ignoresLease) ? before?.lease ?? 0 : put.lease
    overlay.append(
      History.Event(
        History.KeyValue(
          put.key, value, create: before?.create ?? revision, mod: revision,
          version: (before?.version ?? 0) + 1, lease: lease)))
  }

  private mutating func run(
    _ delete: History.DeleteRange, _ moment: borrowing Moment, _ result: History.DeleteResult?
  ) {
    let gone: [History.KeyValue]
    if delete.keys.isSingle {
      gone = overlay.live(delete.keys.key, in: moment).map { [$0] } ?? []
    } else {
      gone = overlay.live(in: delete.keys, in: moment)
    }
    for keyValue in gone { overlay.append(.delete(keyValue.key, mod: revision)) }
    guard let result else { return }
    if result.deleted != Int64(gone.count) {
      differ("deleted is \(result.deleted) and should be \(gone.count)")
    }
    let expected = delete.wantsPrevious ? gone : []
    if result.previous != expected {
      differ("prev_kvs are \(Self.text(result.previous)) and should be \(Self.text(expected))")
    }
  }

  private mutating func run(
    _ range: History.Range, _ moment: borrowing Moment, _ result: History.RangeResult?
  ) {
    guard let result else { return }
    let newest = overlay.isEmpty ? moment.revision : revision
    let isOlder = range.revision > 0 && range.revision < newest
    if !isOlder, overlay.isEmpty, range.isPlain {
      if let wrong = moment.firstDifference(range, result) { differ(wrong) }
      return
    }
    let all =
      if isOlder { moment.live(in: range.keys, at: range.revision) } else {
        overlay.live(in: range.keys, in: moment)
      }
    let expected = range.select(all)
    if result != expected {
      differ("the range has \(Self.text(result)) and should have \(Self.text(expected))")
    }
  }

  /// All compares, those of nested transactions too, look at the moment before the whole transaction, as in
  /// etcd.
  private mutating func run(
    _ txn: History.Txn, _ moment: borrowing Moment, _ result: History.TxnResult?
  ) {
    var succeeded = true
    for compare in txn.compares where succeeded { succeeded = moment.holds(compare) }
    let steps = succeeded ? txn.success : txn.failure
    if let result {
      guard result.succeeded == succeeded else {
        return differ("the transaction says succeeded=\(result.succeeded) and should say \(succeeded)")
      }
      guard result.steps.count == steps.count else {
        return differ("the transaction has \(result.steps.count) answers and should have \(steps.count)")
      }
    }
    for (index, step) in steps.enumerated() {
      switch (step, result?.steps[index]) {
      case (.put(let put), .put(let previous)): run(put, moment, previous, isAnswered: true)
      case (.put(let put), nil): run(put, moment, nil, isAnswered: false)
      case (.range(let range), .range(let result)): run(range, moment, result)
      case (.range, nil): break
      case (.deleteRange(let delete), .deleteRange(let result)): run(delete, moment, result)
      case (.deleteRange(let delete), nil): run(delete, moment, nil)
      case (.txn(let nested), .txn(let result)): run(nested, moment, result)
      case (.txn(let nested), nil): run(nested, moment, nil)
      default: differ("answer \(index) of the transaction is of another kind than its operation")
      }
    }
  }

  static func text(_ keyValue: History.KeyValue?) -> String {
    keyValue.map(String.init(describing:)) ?? "none"
  }

  static func text(_ keyValues: [History.KeyValue]) -> String {
    let shown = keyValues.prefix(6).map(String.init(describing:)).joined(separator: ", ")
    return "[\(shown)\(keyValues.count > 6 ? ", … \(keyValues.count) keys" : "")]"
  }

  static func text(_ result: History.RangeResult) -> String {
    "\(text(result.keyValues)) count \(result.count)\(result.more ? " and more" : "")"
  }
}

extension Moment {
  /// What is wrong with the answer to a plain range at this moment; without gathering what is right.
  func firstDifference(_ range: History.Range, _ result: History.RangeResult) -> String? {
    let keysOnly = range.options.contains(.keysOnly)
    let limit = range.options.contains(.countOnly) ? 0 : range.limit > 0 ? Int(range.limit) : Int.max
    var count = 0
    for place in timeline.places(in: range.keys) {
      let change = live(place)
      guard change >= 0 else { continue }
      if count < limit {
        guard count < result.keyValues.count else {
          return "the range lacks \(timeline.changes[Int(change)].keyValue)"
        }
        if !isSame(result.keyValues[count], Int(change), keysOnly: keysOnly) {
          return "the range has \(result.keyValues[count]) where "
            + "\(timeline.changes[Int(change)].keyValue) should stand"
        }
      }
      count += 1
    }
    if result.keyValues.count > min(count, limit) {
      return "the range has \(result.keyValues[min(count, limit)]), which should not be in it"
    }
    let more = !range.options.contains(.countOnly) && count > limit
    if result.more != more { return "the range says more=\(result.more) and should say \(more)" }
    return result.count == Int64(count) ? nil : "the range's count is \(result.count) and should be \(count)"
  }

  private func isSame(_ seen: History.KeyValue, _ change: Int, keysOnly: Bool) -> Bool {
    timeline.changes.withUnsafeBufferPointer { changes in
      seen.mod == changes[change].keyValue.mod && seen.create == changes[change].keyValue.create
        && seen.version == changes[change].keyValue.version && seen.lease == changes[change].keyValue.lease
        && seen.key.isSame(changes[change].keyValue.key)
        && (keysOnly ? seen.value.isEmpty : seen.value.isSame(changes[change].keyValue.value))
    }
  }
}
