import Configuration

extension FuzzTarget {
  /// `cluster.conf`: read, or refused with reasons that name a line of it.
  static let clusterConf = FuzzTarget(name: "cluster-conf", maxBytes: 8192) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    do {
      let configuration = try ClusterConfiguration.parse(text)
      try check(!configuration.members.isEmpty, "a cluster without members")
    } catch let error as ConfigurationError {
      try check(!error.issues.isEmpty, "refused for no reason")
      let lines = text.utf8.count { $0 == 0x0A || $0 == 0x0D } + 1
      for issue in error.issues {
        try check(issue.line.map { (1...lines).contains($0) } ?? true, "line \(issue.line ?? 0) of \(lines)")
      }
      _ = "\(error)"
    }
  } seeds: {
    [
      ("example", Array(ClusterConfiguration.exampleText.utf8)),
      (
        "dotted",
        Array(
          """
          cluster = "a"
          limits.max-request-size = "1MiB"
          log = { level = "info", format = "json" }
          members = [{ name = "a", host = "h" }, { name = 'b', host = \"""x\""" }]

          """.utf8)
      ),
      ("wrong", Array("cluster = 1\nelection-timeout = \"99999999999h\"\nnope = 0x\n[[members]]\n".utf8)),
    ]
  }
}
