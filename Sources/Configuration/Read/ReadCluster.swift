extension ClusterConfiguration {
  /// Reads and checks the file. Throws everything that is wrong with it at once.
  package static func read(file path: String) throws(ConfigurationError) -> ClusterConfiguration {
    let text = try TextFile.read(path)
    return try parse(text, file: path)
  }

  /// The same for a text that has been read already; `file` only names it in errors.
  package static func parse(
    _ text: String, file: String? = nil
  ) throws(ConfigurationError) -> ClusterConfiguration {
    let document: Document
    do {
      document = try Document(parsing: text)
    } catch {
      throw ConfigurationError(file: file, issues: [error.issue])
    }
    var findings = Findings(lines: document.lines)
    let configuration = ClusterReader(document.root).read(&findings)
    configuration.reportContradictions(&findings)
    if findings.issues.isEmpty { return configuration }
    let inOrder = findings.issues.sorted { ($0.line ?? 0, $0.key ?? "") < ($1.line ?? 0, $1.key ?? "") }
    throw ConfigurationError(file: file, issues: inOrder)
  }
}

/// Reads the document's tables. A value that can't be read is reported and its default stands in for it, so
/// that the rest is still checked.
struct ClusterReader {
  private var root: TableReader

  init(_ values: [String: Document.Value]) {
    root = TableReader(values, at: "")
  }

  func read(_ findings: inout Findings) -> ClusterConfiguration {
    var root = root
    var configuration = ClusterConfiguration(name: "", members: [])
    configuration.name = root.name("cluster", &findings) ?? ""
    if let directory = root.string("data-dir", &findings) { configuration.dataDirectory = directory }
    if let interval = root.duration("heartbeat-interval", &findings) {
      configuration.timing.heartbeatInterval = interval
    }
    if let timeout = root.duration("election-timeout", &findings) {
      configuration.timing.electionTimeout = timeout
    }
    if let repair: Repair = root.choice("repair", &findings) { configuration.repair = repair }
    if let interval = root.duration("check-interval", from: "1s", to: "720h", &findings) {
      configuration.checkInterval = interval
    }
    configuration.members = members(&root, &findings)
    if let limits = root.table("limits", &findings) {
      configuration.limits = LimitsReader.read(limits, &findings)
    }
    if let log = root.table("log", &findings) {
      configuration.logging = logging(log, &findings)
    }
    root.reportUnknownKeys(&findings)
    return configuration
  }

  private func members(_ root: inout TableReader, _ findings: inout Findings) -> [MemberConfiguration] {
    guard let value = root.value("members") else {
      findings.add(
        .noMembers, "members", "no members are described",
        "Add a [[members]] section for each; cluster.conf.example shows three.")
      return []
    }
    guard case .array(let elements) = value else {
      findings.add(
        .wrongType, "members", "is of type \(value.typeName) and must be a list of sections",
        "Write [[members]], with two brackets, above each member's keys.")
      return []
    }
    var members: [MemberConfiguration] = []
    for (index, element) in elements.enumerated() {
      let path = "members[\(index)]"
      guard case .table(let values) = element else {
        findings.add(
          .wrongType, path, "is of type \(element.typeName) and must be a section",
          "Write [[members]] above each member's keys.")
        continue
      }
      var table = TableReader(values, at: path)
      members.append(table.member(&findings))
    }
    return members
  }

  private func logging(_ log: TableReader, _ findings: inout Findings) -> LogConfiguration {
    var log = log
    var logging = LogConfiguration()
    if let level: LogConfiguration.Level = log.choice("level", &findings) { logging.level = level }
    if let format: LogConfiguration.Format = log.choice("format", &findings) { logging.format = format }
    log.reportUnknownKeys(&findings)
    return logging
  }
}
