import Checkers

/// One thing made wrong in a right history, in a way that shows.
enum Mutation: String, CaseIterable {
  case truncatedLog, changedValue, droppedEvent, swappedCommits, doubledCommit, refusedWrite
  case staleRead, lateWrite, wrongPrevious, wrongCount, wrongMore, wrongKeyValue, lostKeyValue, wrongBranch
  case wrongDeleted, sharedRevision, unjustifiedCompacted, earlyExpiry
  case watchGap, watchDouble, watchSwap, watchSplit, watchProgress, watchPrevious, watchForeign, watchCreate

  /// The promises of which at least one is broken afterwards; nil when this history has nothing to break so.
  func apply(to history: inout History, _ random: inout SeededGenerator) -> Set<String>? {
    switch self {
    case .truncatedLog, .changedValue, .droppedEvent, .swappedCommits, .doubledCommit:
      applyToLog(&history, &random)
    case .refusedWrite, .staleRead, .lateWrite, .sharedRevision, .unjustifiedCompacted, .earlyExpiry:
      applyToOperations(&history, &random)
    case .wrongPrevious, .wrongCount, .wrongMore, .wrongKeyValue, .lostKeyValue, .wrongBranch, .wrongDeleted:
      applyToAnswers(&history, &random)
    case .watchGap, .watchDouble, .watchSwap, .watchSplit, .watchProgress, .watchPrevious, .watchForeign,
      .watchCreate:
      applyToWatches(&history, &random)
    }
  }

  // MARK: The log

  private func applyToLog(_ history: inout History, _ random: inout SeededGenerator) -> Set<String>? {
    let claimed = Set(history.operations.compactMap(\.writtenRevision))
    let places = history.commits.indices.filter { claimed.contains(history.commits[$0].revision) }
    guard let place = places.randomElement(using: &random) else { return nil }
    switch self {
    case .truncatedLog:
      guard let last = places.last else { return nil }
      history.commits.removeSubrange(last...)
      return ["Linearizability.LostWrite"]
    case .changedValue:
      guard !history.commits[place].events[0].isDelete else { return nil }
      history.commits[place].events[0].keyValue.value += bytes("!")
      return ["Linearizability.LostWrite", "Linearizability.Effect"]
    case .droppedEvent:
      guard let place = places.first(where: { history.commits[$0].events.count > 1 }) else { return nil }
      history.commits[place].events.remove(at: random.below(history.commits[place].events.count))
      return ["Linearizability.Effect", "Linearizability.LostWrite"]
    case .swappedCommits:
      guard place + 1 < history.commits.count else { return nil }
      let (left, right) = (history.commits[place].events, history.commits[place + 1].events)
      history.commits[place].events = right
      history.commits[place + 1].events = left
      return ["Log.Versions"]
    default:
      guard let commit = history.commits.last, commit.events.count == 1, !commit.events[0].isDelete,
        claimed.contains(commit.revision), !history.operations.contains(where: \.mayKeepValue)
      else { return nil }
      var event = commit.events[0]
      event.keyValue.mod += 1
      event.keyValue.version += 1
      history.commits.append(History.Commit(revision: commit.revision + 1, events: [event]))
      return ["Linearizability.AppliedTwice", "Linearizability.UnknownOrigin"]
    }
  }

  // MARK: Operations

  private func applyToOperations(_ history: inout History, _ random: inout SeededGenerator) -> Set<String>? {
    let after = (history.operations.compactMap(\.returned).max() ?? 0) + 1
    let id = Int64(history.operations.count + 1)
    switch self {
    case .refusedWrite:
      let puts = history.operations.indices.filter { index in
        guard case .put(let put) = history.operations[index].request else { return false }
        return history.operations[index].writtenRevision != nil && !put.options.contains(.ignoresValue)
      }
      guard let place = puts.randomElement(using: &random) else { return nil }
      history.operations[place].outcome = .refused(.unavailable)
      return ["Linearizability.RefusedWrite"]
    case .staleRead:
      guard history.operations.contains(where: { $0.writtenRevision == history.lastRevision }) else {
        return nil
      }
      let before = state(history, at: history.lastRevision - 1)
      let result = NaiveStore.read(History.Range(.all), before)
      let response = History.Response(revision: history.lastRevision - 1, .range(result))
      history.operations.append(
        Operation(
          id: id, client: 9, invoked: after, returned: after + 1, request: .range(History.Range(.all)),
          outcome: .ok(response)))
      return ["Linearizability.StaleRead"]
    case .lateWrite:
      let writes = history.operations.indices.filter {
        (history.operations[$0].writtenRevision ?? .max) < history.lastRevision - 20
      }
      guard let place = writes.randomElement(using: &random) else { return nil }
      history.operations[place].invoked = after
      history.operations[place].returned = after + 1
      return ["Linearizability.RealTime"]
    case .sharedRevision:
      guard var operation = history.operations.first(where: { $0.writtenRevision != nil }) else { return nil }
      operation.id = id
      history.operations.append(operation)
      return ["Linearizability.LostWrite"]
    case .unjustifiedCompacted:
      history.operations.append(
        Operation(
          id: id, client: 9, invoked: after, returned: after + 1,
          request: .range(History.Range(.all, revision: history.lastRevision)), outcome: .refused(.compacted))
      )
      return ["Linearizability.Refusal"]
    default:
      let grants = history.operations.filter { operation in
        guard case .leaseGrant = operation.request, case .ok = operation.outcome else { return false }
        return true
      }
      guard let grant = grants.randomElement(using: &random), let returned = grant.returned,
        case .leaseGrant(let lease, let ttl) = grant.request,
        !history.operations.contains(where: { $0.request == .leaseRevoke(id: lease) })
      else { return nil }
      let seen = min(returned + 1, grant.invoked + ttl * 1_000_000_000 - 2)
      guard seen > returned else { return nil }
      history.operations.append(
        Operation(
          id: id, client: 9, invoked: returned, returned: seen, request: .leaseKeepAlive(id: lease),
          outcome: .ok(History.Response(revision: 1, .leaseKeepAlive(ttl: 0)))))
      return ["Lease.NeverEarly"]
    }
  }

  private func state(_ history: History, at revision: Int64) -> NaiveStore.State {
    var state: NaiveStore.State = [:]
    for commit in history.commits where commit.revision <= revision {
      for event in commit.events { state[event.keyValue.key] = event.isDelete ? nil : event.keyValue }
    }
    return state
  }

  // MARK: Answers

  private func applyToAnswers(_ history: inout History, _ random: inout SeededGenerator) -> Set<String>? {
    for place in history.operations.indices.shuffled(using: &random) {
      guard case .ok(var response) = history.operations[place].outcome,
        let body = changed(history.operations[place].request, response.body)
      else { continue }
      response.body = body
      history.operations[place].outcome = .ok(response)
      return [
        "Linearizability.Response", "Linearizability.Effect", "Linearizability.LostWrite",
      ]
    }
    return nil
  }

  private func changed(_ request: History.Request, _ body: History.Body) -> History.Body? {
    switch (self, request, body) {
    case (.wrongPrevious, .put(let put), .put(let previous)):
      guard put.options.contains(.previous), var previous else { return nil }
      previous.version += 1
      return .put(previous: previous)
    case (.wrongDeleted, .deleteRange, .deleteRange(var result)):
      result.deleted += 1
      return .deleteRange(result)
    case (.wrongBranch, .txn(let txn), .txn(var result)):
      guard !(txn.success.isEmpty && txn.failure.isEmpty) else { return nil }
      result.succeeded.toggle()
      return .txn(result)
    case (_, .range(let range), .range(var result)) where range.revision == 0:
      switch self {
      case .wrongCount: result.count += 1
      case .wrongMore: result.more.toggle()
      case .wrongKeyValue:
        guard !result.keyValues.isEmpty else { return nil }
        result.keyValues[0].mod += 1
      case .lostKeyValue:
        guard result.keyValues.popLast() != nil else { return nil }
      default: return nil
      }
      return .range(result)
    default: return nil
    }
  }

  // MARK: Watches

  private func applyToWatches(_ history: inout History, _ random: inout SeededGenerator) -> Set<String>? {
    for place in history.watches.indices.shuffled(using: &random) {
      let messages = history.watches[place].messages.indices.shuffled(using: &random)
      for message in messages {
        guard case .events(var events, false) = history.watches[place].messages[message].kind else {
          continue
        }
        let watch = history.watches[place]
        guard let names = change(&events, of: watch, message) else { continue }
        if self == .watchSplit {
          let last = events.removeLast()
          var rest = watch.messages[message]
          rest.kind = .events([last], isFragment: false)
          history.watches[place].messages.insert(rest, at: message + 1)
        }
        if self == .watchProgress {
          let early = History.WatchMessage(
            at: watch.messages[message].at, revision: events[0].keyValue.mod, .progress)
          history.watches[place].messages.insert(early, at: message)
        } else {
          history.watches[place].messages[message].kind = .events(events, isFragment: false)
        }
        return names
      }
    }
    return nil
  }

  private func change(
    _ events: inout [History.Event], of watch: History.Watch, _ message: Int
  ) -> Set<String>? {
    let isFirst = message == 0 || !watch.messages[message - 1].isPart
    switch self {
    case .watchGap:
      guard events.count > 1 else { return nil }
      events.removeFirst()
      return ["Watch.Reliable", "Watch.Atomic", "Watch.Resumable"]
    case .watchDouble:
      guard let last = events.last else { return nil }
      events.append(last)
      return ["Watch.Unique"]
    case .watchSwap:
      guard events.count > 1 else { return nil }
      events.swapAt(0, events.count - 1)
      return ["Watch.Ordered"]
    case .watchSplit:
      guard events.count > 1, events[events.count - 1].keyValue.mod == events[events.count - 2].keyValue.mod
      else { return nil }
      return ["Watch.Atomic"]
    case .watchProgress: return isFirst ? ["Watch.Bookmarkable"] : nil
    case .watchPrevious:
      guard watch.options.contains(.previous), events[0].previous != nil else { return nil }
      events[0].previous?.version += 1
      return ["Watch.PrevKV"]
    case .watchForeign:
      guard watch.keys.isSingle else { return nil }
      events[0].keyValue.key += bytes("!")
      return ["Watch.Phantom", "Watch.Filter"]
    default:
      guard let place = events.firstIndex(where: { !$0.isDelete && $0.keyValue.version > 1 }) else {
        return nil
      }
      events[place].keyValue.create = events[place].keyValue.mod
      events[place].keyValue.version = 1
      return ["Watch.IsCreate"]
    }
  }
}

extension History.WatchMessage {
  fileprivate var isPart: Bool {
    if case .events(_, true) = kind { true } else { false }
  }
}

extension History.Operation {
  /// It may have put a value again that was there before.
  fileprivate var mayKeepValue: Bool {
    guard outcome == .unknown else { return false }
    switch request {
    case .put(let put): return put.options.contains(.ignoresValue)
    case .txn: return true
    default: return false
    }
  }

  /// The revision that its answer says it made.
  var writtenRevision: Int64? {
    guard case .ok(let response) = outcome else { return nil }
    switch response.body {
    case .put: return response.revision
    case .deleteRange(let result): return result.deleted > 0 ? response.revision : nil
    case .txn(let result): return result.hasWritten ? response.revision : nil
    default: return nil
    }
  }
}
