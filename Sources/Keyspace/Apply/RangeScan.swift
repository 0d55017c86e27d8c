internal import PlantedBugs

/// How much of a range one step may go through.
package struct PageBudget: Sendable {
  package var keys: Int
  package var bytes: Int
  /// Keys looked at, those that are deleted or not written yet at the revision included.
  package var scanned: Int

  package init(keys: Int, bytes: Int, scanned: Int = .max) {
    self.keys = keys
    self.bytes = bytes
    self.scanned = scanned
  }

  package static let unlimited = PageBudget(keys: .max, bytes: .max)
  package static let page = PageBudget(keys: 512, bytes: 1 << 20, scanned: 4096)
}

/// A range read at one revision, done in steps, so that nobody holds the store's lock longer than for a page.
/// Each step may look at another moment of the store, as long as the revision is not compacted meanwhile.
///
/// What it gathers is bounded by the limit, if there is one, whatever the sort and filters are, and by
/// `maxAnswerBytes` twice over: a scan that has to hold more is refused with `answerTooLarge`.
package struct RangeScan: Sendable {
  private enum Phase {
    /// Looking for keys from here on.
    case gathering(KeyRange)
    /// The limit is reached; only the count is open.
    case counting(KeyRange)
    /// The winners are known; values are missing from this index on.
    case fetching(Int)
    case done
  }

  private struct Candidate {
    var info: VersionInfo
    var value: [UInt8]?
  }

  /// Bytes that one answer may have; far below the 4 GiB at which no message can be written. The same on
  /// every member, since commands are refused by it.
  package static let maxAnswerBytes = 512 << 20

  private let query: RangeQuery
  private let maxBytes: Int
  /// Whether the answer has values; a scan that only measures it doesn't fetch them.
  private var countsValues: Bool
  /// Bytes that the candidates take in the answer.
  private var answerBytes = 0
  /// Bytes that the candidates take in memory, and at how many those beyond the limit are let go.
  private var heldBytes = 0
  private var trimsAt = maxAnswerBytes
  /// The revision that the range is read at.
  package let revision: Int64
  private var phase: Phase
  private var candidates: [Candidate] = []
  private var matched = 0
  private var count: Int64 = 0

  /// Throws `futureRevision` or `compacted` when `query.revision` lies outside of what `position` has.
  package init(
    _ query: RangeQuery, at position: StorePosition, maxBytes: Int = maxAnswerBytes
  ) throws(KeyspaceError) {
    guard query.revision <= position.revision else { throw .futureRevision(current: position.revision) }
    self.query = query
    self.maxBytes = maxBytes
    trimsAt = min(trimsAt, maxBytes)
    countsValues = !query.keysOnly
    revision = query.revision > 0 ? query.revision : position.revision
    phase = query.countOnly ? .counting(query.range) : .gathering(query.range)
    if query.range.isEmpty { phase = .done }
    try check(position)
  }

  /// The whole range in one go, with `newest` (a command's own revision, maybe) for a query without revision.
  package static func evaluate(
    _ query: RangeQuery, in reader: some VersionReading, newest: Int64? = nil,
    maxBytes: Int = maxAnswerBytes
  ) throws(KeyspaceError) -> RangeResult {
    var position = reader.position
    if let newest { position.revision = newest }
    var scan = try RangeScan(query, at: position, maxBytes: maxBytes)
    while try !scan.step(reader, .unlimited) {}
    return scan.result
  }

  /// Bytes of the answer to `query`, found without its values. Throws `answerTooLarge` as the read would.
  static func measure(_ query: RangeQuery, in reader: some VersionReading) throws(KeyspaceError) -> Int {
    if query.countOnly { return 0 }
    var keys = query
    keys.keysOnly = true
    var scan = try RangeScan(keys, at: reader.position)
    scan.countsValues = !query.keysOnly
    while try !scan.step(reader, .unlimited) {}
    return scan.answerBytes
  }

  /// Goes on for at most `budget`; true when the result is complete.
  package mutating func step(
    _ reader: some VersionReading, _ budget: PageBudget
  ) throws(KeyspaceError) -> Bool {
    try check(reader.position)
    switch phase {
    case .gathering(let range): try gather(range, reader, budget)
    case .counting(let range): try count(range, reader, budget)
    case .fetching(let index): try fetch(index, reader, budget)
    case .done: break
    }
    if case .done = phase { return true }
    return false
  }

  /// Complete once `step` said so.
  package var result: RangeResult {
    let keyValues = candidates.prefix(limit).map {
      KeyValue($0.info, value: query.keysOnly ? [] : $0.value ?? [])
    }
    return RangeResult(
      keyValues: keyValues, more: matched > limit,
      count: Planted.has(.rangeMiscounts) ? Int64(keyValues.count) : count)
  }

  private func check(_ position: StorePosition) throws(KeyspaceError) {
    guard revision >= position.compactRevision || Planted.has(.servesCompacted) else {
      throw .compacted(compactRevision: position.compactRevision)
    }
  }

  private var limit: Int { query.limit > 0 ? Int(clamping: query.limit) : Int.max }

  private var hasFilters: Bool {
    query.minModRevision != 0 || query.maxModRevision != 0 || query.minCreateRevision != 0
      || query.maxCreateRevision != 0
  }

  private var isInKeyOrder: Bool { query.sortTarget == .key && query.sortOrder != .descend }

  /// Without an order etcd stops at the limit and only then sorts by the target; that is kept.
  private var stopsAtLimit: Bool { isInKeyOrder || (query.sortOrder == .none && !hasFilters) }

  private var sortsByValue: Bool { query.sortTarget == .value && !isInKeyOrder }

  /// Whether a candidate's value is fetched as it is found.
  private var fetchesEarly: Bool { sortsByValue || (isInKeyOrder && !query.keysOnly) }

  private func passes(_ info: VersionInfo) -> Bool {
    if query.maxModRevision != 0, info.revision.main > query.maxModRevision { return false }
    if query.minModRevision != 0, info.revision.main < query.minModRevision { return false }
    if query.maxCreateRevision != 0, info.createRevision > query.maxCreateRevision { return false }
    if query.minCreateRevision != 0, info.createRevision < query.minCreateRevision { return false }
    return true
  }

  private mutating func gather(
    _ range: KeyRange, _ reader: some VersionReading, _ budget: PageBudget
  ) throws(KeyspaceError) {
    if case .single = range.end {
      if let info = try reader.version(of: range.start, at: revision) { try take(info, reader) }
      return try sortAndFetch()
    }
    var seen = 0
    var bytes = 0
    let last = try reader.visit(range, at: revision, maxScanned: budget.scanned) {
      (info) throws(KeyspaceError) in
      try take(info, reader)
      seen += 1
      bytes += info.key.count + (fetchesEarly ? info.valueLength : 0)
      let isFull = stopsAtLimit && matched > limit
      return !(isFull || seen >= budget.keys || bytes >= budget.bytes)
    }
    guard let last, let rest = range.rest(after: last) else { return try sortAndFetch() }
    if stopsAtLimit && matched > limit {
      phase = .counting(rest)
    } else {
      phase = .gathering(rest)
    }
  }

  /// With room for the numbers and tags around it.
  private func bytes(of info: VersionInfo) -> Int {
    info.key.count + (countsValues ? info.valueLength : 0) + 96
  }

  /// As a candidate.
  private func held(_ info: VersionInfo) -> Int {
    info.key.count + (fetchesEarly ? info.valueLength : 0) + 96
  }

  private mutating func take(_ info: VersionInfo, _ reader: some VersionReading) throws(KeyspaceError) {
    count += 1
    guard passes(info) else { return }
    matched += 1
    if isInKeyOrder && matched > limit { return }
    answerBytes += bytes(of: info)
    // Where the limit takes the best of all, only those count.
    let isFinal = stopsAtLimit || limit == .max
    guard !isFinal || answerBytes <= maxBytes else { throw .answerTooLarge }
    heldBytes += held(info)
    candidates.append(Candidate(info: info, value: fetchesEarly ? try reader.value(of: info) : nil))
    let isMany = !stopsAtLimit && limit < Int.max / 4 && candidates.count >= 2 * limit + 1024
    if isMany || heldBytes > trimsAt { try trim() }
  }

  /// Lets go of what the limit leaves out. What is left may be too much all the same, when the sort is by value
  /// and the limit large: it is refused, though smaller values might still have come to win.
  private mutating func trim() throws(KeyspaceError) {
    if !stopsAtLimit, candidates.count > limit {
      sort()
      candidates.removeLast(candidates.count - limit)
      heldBytes = candidates.reduce(0) { $0 + held($1.info) }
    }
    guard heldBytes <= maxBytes else { throw .answerTooLarge }
    trimsAt = max(trimsAt, heldBytes &* 2)
  }

  private mutating func count(
    _ range: KeyRange, _ reader: some VersionReading, _ budget: PageBudget
  ) throws(KeyspaceError) {
    guard budget.keys < .max else {
      count += try reader.count(range, at: revision)
      return try sortAndFetch()
    }
    var seen = 0
    let last = try reader.visit(range, at: revision, maxScanned: budget.scanned) {
      (_) throws(KeyspaceError) in
      count += 1
      seen += 1
      return seen < budget.keys
    }
    guard let last, let rest = range.rest(after: last) else { return try sortAndFetch() }
    phase = .counting(rest)
  }

  private mutating func sortAndFetch() throws(KeyspaceError) {
    if !isInKeyOrder { sort() }
    if candidates.count > limit { candidates.removeLast(candidates.count - limit) }
    answerBytes = candidates.reduce(0) { $0 + bytes(of: $1.info) }
    guard answerBytes <= maxBytes else { throw .answerTooLarge }
    phase = fetchesEarly || query.keysOnly || candidates.isEmpty ? .done : .fetching(0)
  }

  private mutating func fetch(
    _ start: Int, _ reader: some VersionReading, _ budget: PageBudget
  ) throws(KeyspaceError) {
    var bytes = 0
    var index = start
    while index < candidates.count, index - start < budget.keys, bytes < budget.bytes {
      let value = try reader.value(of: candidates[index].info)
      bytes += value.count
      candidates[index].value = value
      index += 1
    }
    phase = index < candidates.count ? .fetching(index) : .done
  }

  /// By the target, equal ones by key; no order given means ascending.
  private mutating func sort() {
    let target = query.sortTarget
    let descends = query.sortOrder == .descend
    candidates.sort { left, right in
      let order =
        switch target {
        case .key: KeyOrder.compare(left.info.key, right.info.key)
        case .version: Self.order(left.info.version, right.info.version)
        case .create: Self.order(left.info.createRevision, right.info.createRevision)
        case .mod: Self.order(left.info.revision.main, right.info.revision.main)
        case .value: KeyOrder.compare(left.value ?? [], right.value ?? [])
        }
      if order != 0 { return descends ? order > 0 : order < 0 }
      return KeyOrder.precedes(left.info.key, right.info.key)
    }
  }

  private static func order(_ left: Int64, _ right: Int64) -> Int {
    left < right ? -1 : left > right ? 1 : 0
  }
}

extension KeyRange {
  /// What of the range comes after `key`; nil when nothing can.
  package func rest(after key: [UInt8]) -> KeyRange? {
    if case .single = end { return nil }
    let rest = KeyRange(start: KeyOrder.successor(of: key), end: end)
    return rest.isEmpty ? nil : rest
  }
}
