/// One thing that is wrong, where, and what to do about it.
package struct ConfigurationIssue: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case unreadable
    case notTOML
    case unknownKey
    case missingKey
    case wrongType
    case badAddress
    case badDuration
    case badSize
    case outOfRange
    case badName
    case duplicateName
    case duplicateAddress
    case noMembers
    case evenMemberCount
    case electionTooShort
    case notSupported
    case unknownMember
  }

  package var kind: Kind
  /// 1 is the file's first line; nil where no line is at fault.
  package var line: Int?
  /// The key's path, as `limits.delta-bytes` or `members[1].peer` (the first member is 0).
  package var key: String?
  /// A clause without a full stop.
  package var problem: String
  /// A whole sentence: what to do.
  package var remedy: String

  package init(kind: Kind, line: Int? = nil, key: String? = nil, problem: String, remedy: String) {
    self.kind = kind
    self.line = line
    self.key = key
    self.problem = problem
    self.remedy = remedy
  }

  static func unknownMember(_ name: String, known: [String]) -> ConfigurationIssue {
    ConfigurationIssue(
      kind: .unknownMember, problem: "no member is named '\(name)'",
      remedy: "Give one of the names in the file: \(known.joined(separator: ", ")).")
  }
}
