/// The members of an object, in the order in which they were written or set. A member that is removed leaves a gap
/// until there are as many gaps as members, so that each change costs the same, however many there are.
package struct JSONObject: Sendable {
  @usableFromInline
  struct Member: Sendable {
    let key: String
    /// nil: a gap.
    var value: JSONValue?
  }

  /// Few members are found by looking at each.
  private static let indexedAbove = 16

  private var members: [Member] = []
  private var gaps = 0
  /// Where each key is; built only where there are many.
  private var index: [ExactText: Int]?

  package init() {}

  package init(minimumCapacity: Int) { members.reserveCapacity(minimumCapacity) }

  package var count: Int { members.count - gaps }
  package var isEmpty: Bool { count == 0 }
  package var keys: [String] { map(\.key) }

  private func position(_ key: String) -> Int? {
    if let index { return index[ExactText(key)] }
    for at in members.indices where members[at].value != nil && exactly(members[at].key, key) { return at }
    return nil
  }

  package subscript(_ key: String) -> JSONValue? {
    get {
      guard let at = position(key) else { return nil }
      return members[at].value
    }
    set {
      if let at = position(key) {
        if let newValue { members[at].value = newValue } else { remove(at: at) }
      } else if let newValue {
        append(key, newValue)
      }
    }
    _modify {
      let at = position(key)
      var value: JSONValue?
      if let at { swap(&value, &members[at].value) }
      defer {
        if let at {
          swap(&value, &members[at].value)
          if members[at].value == nil { remove(at: at) }
        } else if let value {
          append(key, value)
        }
      }
      yield &value
    }
  }

  @discardableResult
  package mutating func removeValue(forKey key: String) -> JSONValue? {
    guard let at = position(key) else { return nil }
    let value = members[at].value
    remove(at: at)
    return value
  }

  /// Sets a member; true when there was one of that name already. For parsers, which tell of such.
  mutating func insert(_ key: String, _ value: JSONValue) -> Bool {
    if let at = position(key) {
      members[at].value = value
      return true
    }
    append(key, value)
    return false
  }

  private mutating func append(_ key: String, _ value: JSONValue) {
    members.append(Member(key: key, value: value))
    if index != nil {
      index?[ExactText(key)] = members.count - 1
    } else if members.count > Self.indexedAbove {
      buildIndex()
    }
  }

  private mutating func remove(at position: Int) {
    index?[ExactText(members[position].key)] = nil
    if position == members.count - 1 {
      members.removeLast()
    } else {
      members[position].value = nil
      gaps += 1
    }
    if gaps > count {
      members.removeAll { $0.value == nil }
      gaps = 0
      index = nil
      if members.count > Self.indexedAbove { buildIndex() }
    }
  }

  private mutating func buildIndex() {
    var built: [ExactText: Int] = [:]
    built.reserveCapacity(members.count * 2)
    for (at, member) in members.enumerated() where member.value != nil { built[ExactText(member.key)] = at }
    index = built
  }

  /// In the byte order of the keys, as Go writes its maps.
  package func sorted() -> [(key: String, value: JSONValue)] {
    self.map { ($0.key, $0.value) }.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }
}

extension JSONObject: Sequence {
  package struct Iterator: IteratorProtocol {
    private var members: IndexingIterator<[Member]>

    fileprivate init(_ members: [Member]) { self.members = members.makeIterator() }

    package mutating func next() -> (key: String, value: JSONValue)? {
      while let member = members.next() {
        if let value = member.value { return (member.key, value) }
      }
      return nil
    }
  }

  package func makeIterator() -> Iterator { Iterator(members) }

  package var underestimatedCount: Int { count }
}

/// Order doesn't count.
extension JSONObject: Equatable {
  package static func == (one: JSONObject, other: JSONObject) -> Bool {
    guard one.count == other.count else { return false }
    for (key, value) in one {
      guard let there = other[key], there == value else { return false }
    }
    return true
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(minimumCapacity: elements.count)
    for (key, value) in elements { self[key] = value }
  }
}
