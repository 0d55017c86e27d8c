import Keyspace

/// All that one watch was sent, from its creation on, and what was true then.
struct WatchTranscript {
  enum Item {
    case events(WatchEvents)
    case progress(Int64)
  }

  var name: String
  var request: WatchRequest
  /// The first revision that it is to be given.
  var start: Int64
  var items: [Item] = []
  /// Whether it lives to the end, by when it has been given everything.
  var isOpen = true

  /// Responses with their parts joined.
  var responses: [WatchEvents] {
    var joined: [WatchEvents] = []
    var open = false
    for case .events(let part) in items {
      if open, !joined.isEmpty {
        joined[joined.count - 1].events += part.events
      } else {
        joined.append(part)
      }
      open = part.isFragment
    }
    return joined
  }

  var events: [Event] { responses.flatMap(\.events) }
}

/// The promises that watches make, each with its name, checked against the history of all changes. A checker
/// gives what is broken.
struct WatchPromises {
  /// Every change with its previous version.
  var history: [Event]
  var revision: Int64

  func check(_ transcript: WatchTranscript) -> [String] {
    let checkers: [(String, (WatchTranscript) -> Bool)] = [
      ("Filter", filter), ("Ordered", ordered), ("Unique", unique), ("Atomic", atomic),
      ("Bookmarkable", bookmarkable), ("Resumable", resumable), ("Reliable", reliable), ("PrevKV", prevKV),
      ("IsCreate", isCreate),
    ]
    return checkers.filter { !$0.1(transcript) }.map { "\($0.0) is broken for \(transcript.name)" }
  }

  private func expected(_ transcript: WatchTranscript, through: Int64) -> [Event] {
    history.filter { event in
      event.revision.main >= transcript.start && event.revision.main <= through
        && matches(event, transcript.request)
    }
  }

  private func matches(_ event: Event, _ request: WatchRequest) -> Bool {
    request.range.contains(event.keyValue.key)
      && !(event.kind == .put ? request.skipsPuts : request.skipsDeletes)
  }

  private func same(_ left: [Event], _ right: [Event]) -> Bool {
    left.count == right.count
      && zip(left, right).allSatisfy { $0.revision == $1.revision && $0.keyValue == $1.keyValue }
  }

  /// Only what its range and filters take.
  func filter(_ transcript: WatchTranscript) -> Bool {
    transcript.events.allSatisfy { matches($0, transcript.request) }
  }

  /// Revisions ascend.
  func ordered(_ transcript: WatchTranscript) -> Bool {
    zip(transcript.events, transcript.events.dropFirst()).allSatisfy { $0.revision <= $1.revision }
  }

  /// No event twice.
  func unique(_ transcript: WatchTranscript) -> Bool {
    Set(transcript.events.map(\.revision)).count == transcript.events.count
  }

  /// What a revision did comes in one response.
  func atomic(_ transcript: WatchTranscript) -> Bool {
    var seen: Set<Int64> = []
    for response in transcript.responses {
      for revision in Set(response.events.map(\.revision.main)) where !seen.insert(revision).inserted {
        return false
      }
    }
    return true
  }

  /// Once told that it has all up to a revision, it has.
  func bookmarkable(_ transcript: WatchTranscript) -> Bool {
    var given: [Event] = []
    for item in transcript.items {
      let bookmark: Int64?
      switch item {
      case .progress(let revision): bookmark = revision
      case .events(let response):
        given += response.events
        bookmark = response.isFragment ? nil : response.revision
      }
      if let bookmark, !same(given, expected(transcript, through: bookmark)) { return false }
      if case .progress(let revision) = item, revision + 1 < transcript.start { return false }
    }
    return true
  }

  /// Starting at a revision gives the first event from there on.
  func resumable(_ transcript: WatchTranscript) -> Bool {
    guard let first = transcript.events.first else { return true }
    return first.revision == expected(transcript, through: revision).first?.revision
  }

  /// No event is left out: of an open watch none at all, of another none before its last.
  func reliable(_ transcript: WatchTranscript) -> Bool {
    let last = transcript.isOpen ? revision : transcript.events.last?.revision.main ?? 0
    return same(transcript.events, expected(transcript, through: last))
  }

  /// The version before comes along, if asked for.
  func prevKV(_ transcript: WatchTranscript) -> Bool {
    guard transcript.request.wantsPrevious else {
      return transcript.responses.allSatisfy { !$0.withPrevious }
    }
    let truth = Dictionary(uniqueKeysWithValues: history.map { ($0.revision, $0.previous) })
    return transcript.responses.allSatisfy(\.withPrevious)
      && transcript.events.allSatisfy { $0.previous == truth[$0.revision] ?? nil }
  }

  /// A put is a create exactly if there was no version before.
  func isCreate(_ transcript: WatchTranscript) -> Bool {
    let truth = Dictionary(uniqueKeysWithValues: history.map { ($0.revision, $0.previous) })
    return transcript.events.allSatisfy { event in
      guard event.kind == .put else { return true }
      let creates = event.keyValue.createRevision == event.keyValue.modRevision && event.keyValue.version == 1
      return creates == ((truth[event.revision] ?? nil) == nil)
    }
  }
}
