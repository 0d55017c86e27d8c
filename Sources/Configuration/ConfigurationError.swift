/// Everything that is wrong with a configuration, in the file's order.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path as the user gave it; nil where no file is at fault.
  package var file: String?
  package var issues: [ConfigurationIssue]

  package init(file: String?, issues: [ConfigurationIssue]) {
    self.file = file
    self.issues = issues
  }

  /// One line an issue: `cluster.conf:12: members[1].peer: … To fix it: …`
  package var description: String {
    issues.map { issue in
      var place = file ?? ""
      if file != nil, let line = issue.line { place += ":\(line)" }
      if !place.isEmpty { place += ": " }
      if let key = issue.key { place += "\(key): " }
      return "\(place)\(issue.problem). \(issue.remedy)"
    }.joined(separator: "\n")
  }
}
