extension WatchShard {
  /// Takes the changes that an applied batch made: whole revisions, ascending, all above `self.revision` and
  /// none above `revision`. Watches get a gap in them from history.
  package mutating func publish(_ changes: [RevisionEvents], revision: Int64, compactRevision: Int64) {
    precondition(revision >= self.revision, "changes are published in order")
    if let first = changes.first, let last = changes.last {
      precondition(first.revision > self.revision && last.revision <= revision, "changes are published once")
    }
    if Int64(changes.count) == revision - self.revision {
      deliver(changes, through: revision, compactRevision: max(compactRevision, self.compactRevision))
    } else {
      skip(to: revision)
    }
    if compactRevision > self.compactRevision {
      self.compactRevision = compactRevision
      dropCompacted()
    }
    payProgress()
  }

  /// Every revision has changes, so fewer of them than revisions mean a gap: the keyspace was replaced by a
  /// snapshot. History has what is left of them, and says so if something is not.
  private mutating func skip(to revision: Int64) {
    let first = self.revision + 1
    self.revision = revision
    for slot in watches.indices {
      guard case .synced(let wantsFrom)? = watches[slot]?.state, wantsFrom <= revision else { continue }
      fallBehind(slot, from: max(first, wantsFrom))
    }
  }

  private mutating func deliver(
    _ changes: [RevisionEvents], through revision: Int64, compactRevision: Int64
  ) {
    self.revision = revision
    guard watchCount > 0 else { return }
    let hits = collect(changes, for: nil)
    guard !hits.isEmpty else { return }
    var shared: [Int: [Event]] = [:]
    let events = changes.count == 1 ? changes[0].events : changes.flatMap(\.events)
    for hit in hits {
      guard let watch = watches[hit.slot] else { continue }
      if hit.lacksPrevious, hit.firstRevision < compactRevision, hasRoom(watch.stream) {
        // History doesn't have these events any more, and had no version before them.
        var compacted = hit
        compacted.events.removeAll { events[$0].revision.main >= compactRevision }
        deliver(compacted, of: events, through: compactRevision - 1, &shared)
        fallBehind(hit.slot, from: compactRevision)
        continue
      }
      guard !hit.lacksPrevious, hasRoom(watch.stream) else {
        fallBehind(hit.slot, from: hit.firstRevision)
        continue
      }
      deliver(hit, of: events, through: revision, &shared)
    }
  }

  /// Who gets which of the changes: the synced watches, or those that wait for the read `catchUp`.
  private mutating func collect(_ changes: [RevisionEvents], for catchUp: UInt64?) -> [WatchHit] {
    var hits: [WatchHit] = []
    var place = 0
    for change in changes {
      for event in change.events {
        index.visit(watching: event.keyValue.key) { slot in
          guard let (from, hit, needsPrevious) = admission(of: slot, event, catchUp), change.revision >= from
          else { return }
          if hit >= 0 {
            hits[hit].events.append(place)
            if needsPrevious { hits[hit].lacksPrevious = true }
          } else {
            watches[slot]?.hit = hits.count
            hits.append(
              WatchHit(
                slot: slot, events: [place], firstRevision: change.revision, lacksPrevious: needsPrevious))
          }
        }
        place += 1
      }
    }
    for hit in hits { watches[hit.slot]?.hit = -1 }
    return hits
  }

  /// nil when the event is not for the watch; otherwise from which revision on it may be.
  private func admission(
    of slot: Int, _ event: Event, _ catchUp: UInt64?
  ) -> (from: Int64, hit: Int, lacksPrevious: Bool)? {
    guard let watch = watches[slot], watch.wants(event) else { return nil }
    let isCreate = event.kind == .put && event.keyValue.version == 1
    switch watch.state {
    case .synced(let from) where catchUp == nil:
      return (from, watch.hit, watch.request.wantsPrevious && !isCreate && event.previous == nil)
    case .reading(let from, let id) where id == catchUp:
      return (from, watch.hit, false)
    default: return nil
    }
  }

  /// Sends a hit's events in parts: cut anywhere when the watch allows it, and between revisions otherwise; it
  /// ends when one revision alone is too much for it. `shared` keeps single events' arrays, so that many
  /// watches of one key share one.
  private mutating func deliver(
    _ hit: WatchHit, of events: [Event], through: Int64, _ shared: inout [Int: [Event]]
  ) {
    guard let watch = watches[hit.slot] else { return }
    watches[hit.slot]?.isIdle = false
    let withPrevious = watch.request.wantsPrevious
    let allowsFragments = watch.request.allowsFragments
    let selected: [Event]
    if hit.events.count == events.count {
      selected = events
    } else if hit.events.count == 1, let only = hit.events.first {
      selected = shared[only] ?? [events[only]]
      shared[only] = selected
    } else {
      selected = hit.events.map { events[$0] }
    }
    var response = WatchEvents(watchID: watch.id, revision: through, events: [], withPrevious: withPrevious)
    var size = WatchCost.control
    var partStart = 0
    for (place, event) in selected.enumerated() {
      let cost = WatchCost.of(event, withPrevious: withPrevious)
      if place > partStart, size + cost > limits.fragmentBytes,
        allowsFragments || selected[place - 1].revision.main < event.revision.main
      {
        response.events = Array(selected[partStart..<place])
        response.isFragment = allowsFragments
        response.revision = allowsFragments ? through : selected[place - 1].revision.main
        outputs.append(.events(watch.stream, response))
        spend(size, of: watch.stream)
        partStart = place
        size = WatchCost.control
      }
      size += cost
      if size > limits.answerBytes, !allowsFragments { return endTooLarge(hit.slot) }
    }
    response.events = partStart == 0 ? selected : Array(selected[partStart...])
    response.isFragment = false
    response.revision = through
    outputs.append(.events(watch.stream, response))
    spend(size, of: watch.stream)
  }

  /// Ends the watches that still need what has been compacted; one whose read is under way is looked at
  /// after.
  private mutating func dropCompacted() {
    for stream in behindStreams.sorted() {
      for slot in (streams[stream]?.behind ?? []).sorted() {
        guard case .behind(let from)? = watches[slot]?.state, from < compactRevision else { continue }
        compactAway(slot)
      }
    }
  }

  // MARK: History

  /// What the read gave: all changes of its range from its `from` up to, but not with, revision `next`.
  package mutating func history(_ read: WatchCatchUp, _ changes: [RevisionEvents], next: Int64) {
    guard let group = reads.removeValue(forKey: read.id) else { return }
    let hits = collect(changes, for: read.id)
    var hitOf: [Int: WatchHit] = [:]
    for hit in hits { hitOf[hit.slot] = hit }
    let events = changes.flatMap(\.events)
    var shared: [Int: [Event]] = [:]
    for ref in group {
      guard let watch = watches[ref.slot], watch.serial == ref.serial, let from = watch.missingFrom else {
        continue
      }
      let hit = hitOf[ref.slot]
      guard next > from, hit == nil || hasRoom(watch.stream) else {
        stayBehind(ref.slot, from: from)
        continue
      }
      watches[ref.slot]?.readsAlone = false
      if let hit { deliver(hit, of: events, through: next - 1, &shared) }
      if next > revision {
        becomeSynced(ref.slot, wantsFrom: next)
      } else {
        stayBehind(ref.slot, from: next)
      }
    }
    payProgress()
  }

  /// The read found its start compacted: watches that still need what is gone end, the others go on.
  package mutating func historyCompacted(_ read: WatchCatchUp, compactRevision: Int64) {
    guard let group = reads.removeValue(forKey: read.id) else { return }
    self.compactRevision = max(self.compactRevision, compactRevision)
    for ref in group {
      guard let watch = watches[ref.slot], watch.serial == ref.serial, let from = watch.missingFrom else {
        continue
      }
      stayBehind(ref.slot, from: from)
    }
    dropCompacted()
    payProgress()
  }

  /// The changes of the read's first revision are more than one answer may hold. Of several watches each then
  /// reads alone, since it may be that none wants all of them.
  package mutating func historyTooLarge(_ read: WatchCatchUp) {
    guard let group = reads.removeValue(forKey: read.id) else { return }
    for ref in group {
      guard let watch = watches[ref.slot], watch.serial == ref.serial, let from = watch.missingFrom else {
        continue
      }
      if group.count == 1 {
        endTooLarge(ref.slot)
      } else {
        watches[ref.slot]?.readsAlone = true
        stayBehind(ref.slot, from: from)
      }
    }
    payProgress()
  }

  private mutating func stayBehind(_ slot: Int, from: Int64) {
    guard watches[slot] != nil else { return }
    watches[slot]?.state = .behind(from: from)
    if from < compactRevision { compactAway(slot) } else { wait(slot) }
  }

  private mutating func endTooLarge(_ slot: Int) {
    guard let watch = watches[slot] else { return }
    remove(slot)
    let reason =
      "the changes of one revision take more than the \(limits.answerBytes) bytes that an answer may have; "
      + "watch a smaller range, or leave prev_kv out"
    outputs.append(.ended(watch.stream, watchID: watch.id, reason: reason, revision: revision))
  }
}

extension KeyRange {
  /// The smallest range that covers both.
  func hull(with other: KeyRange) -> KeyRange {
    if self == other { return self }
    let start = KeyOrder.precedes(other.start, start) ? other.start : start
    guard let end = outside, let otherEnd = other.outside else {
      return KeyRange(start: start, end: .unbounded)
    }
    return KeyRange(start: start, end: .before(KeyOrder.precedes(end, otherEnd) ? otherEnd : end))
  }

  /// The first key outside; nil when there is none.
  private var outside: [UInt8]? {
    switch end {
    case .single: KeyOrder.successor(of: start)
    case .before(let outside): outside
    case .unbounded: nil
    }
  }
}
