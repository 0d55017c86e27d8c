extension ClusterConfiguration {
  /// What is wrong although every single value is readable.
  func reportContradictions(_ findings: inout Findings) {
    reportMemberCount(&findings)
    reportDuplicateNames(&findings)
    reportSharedSeats(&findings)
    reportUnreachable(&findings)
    reportDuplicateAddresses(&findings)
    reportTiming(&findings)
    reportLimits(&findings)
  }

  private func reportMemberCount(_ findings: inout Findings) {
    guard !members.isEmpty, members.count.isMultiple(of: 2) else { return }
    findings.add(
      .evenMemberCount, "members", "\(members.count) members are an even number",
      "Use \(members.count - 1) or \(members.count + 1): with one member more than an odd number, a "
        + "majority needs one more too, so the cluster survives no more failures.")
  }

  private func reportDuplicateNames(_ findings: inout Findings) {
    var first: [String: Int] = [:]
    for (index, member) in members.enumerated() where !member.name.isEmpty {
      if let earlier = first[member.name] {
        findings.add(
          .duplicateName, "members[\(index)].name",
          "'\(member.name)' is already the name of members[\(earlier)]",
          "Give each member a name of its own.")
      } else {
        first[member.name] = index
      }
    }
  }

  /// One in some millions of clusters has two members whose IDs can't be told apart by their seats.
  private func reportSharedSeats(_ findings: inout Findings) {
    for (index, member) in members.enumerated() {
      let other = members[..<index].first {
        $0.name != member.name && (memberID(of: $0) ^ memberID(of: member)) & Self.seatMask == 0
      }
      guard let other else { continue }
      findings.add(
        .duplicateName, "members[\(index)].name",
        "'\(member.name)' leads to an ID that is too much like that of '\(other.name)'",
        "Choose another name for this member, unless there is data under it already.")
    }
  }

  /// 0.0.0.0 is where one can listen, not where others can connect to.
  private func reportUnreachable(_ findings: inout Findings) {
    for (index, member) in members.enumerated() {
      if member.peer.isWildcard, member.advertisedPeer == nil, members.count > 1 {
        findings.add(
          .missingKey, "members[\(index)].advertise-peer",
          "is missing, and peer listens on all addresses, so the others don't know where to connect",
          "Add advertise-peer = \"HOST:\(member.peer.port)\" with this member's host name or address.")
      }
      if member.client.isWildcard, member.advertisedClient == nil {
        findings.add(
          .missingKey, "members[\(index)].advertise-client",
          "is missing, and client listens on all addresses, so clients can't be told where to connect",
          "Add advertise-client = \"HOST:\(member.client.port)\" with this member's host name or address.")
      }
    }
  }

  /// Two members may listen on the same wildcard address, on machines of their own; what they are reached at
  /// must differ all the same.
  private func reportDuplicateAddresses(_ findings: inout Findings) {
    var reached: [(key: String, address: Address)] = []
    for (index, member) in members.enumerated() {
      let roles: [(key: String, listen: Address, reached: Address)] = [
        ("members[\(index)].client", member.client, member.advertisedClient ?? member.client),
        ("members[\(index)].peer", member.peer, member.advertisedPeer ?? member.peer),
        ("members[\(index)].metrics", member.metrics, member.metrics),
      ].filter { $0.listen.port != 0 }
      for (position, role) in roles.enumerated() {
        let clash =
          roles[..<position].first { $0.listen.clashes(with: role.listen) }?.key
          ?? reached.first { $0.address == role.reached && !role.reached.isWildcard }?.key
        guard let clash else { continue }
        findings.add(
          .duplicateAddress, role.key, "\(role.reached) is already used by \(clash)",
          "Give each role of each member a port of its own on its machine.")
      }
      reached += roles.map { ($0.key, $0.reached) }
    }
  }

  private func reportTiming(_ findings: inout Findings) {
    guard timing.electionTimeout < timing.heartbeatInterval * 5 else { return }
    findings.add(
      .electionTooShort, "election-timeout",
      "is shorter than five heartbeat intervals, so a few late heartbeats would cost the leader its office",
      "Raise election-timeout or lower heartbeat-interval; the defaults are \"100ms\" and \"20ms\".")
  }

  private func reportLimits(_ findings: inout Findings) {
    let least: [(key: String, value: Int, atLeast: Int)] = [
      ("log-segment-bytes", limits.logSegmentBytes, 2 * limits.maxRequestBytes),
      ("max-uncommitted-bytes", limits.maxUncommittedBytes, limits.maxRequestBytes),
      ("delta-bytes", limits.deltaBytes, 2 * limits.maxRequestBytes),
    ]
    for limit in least where limit.value < limit.atLeast {
      findings.add(
        .outOfRange, "limits.\(limit.key)",
        "\(limit.value) is too small for requests of max-request-bytes = \(limits.maxRequestBytes)",
        "Raise it to \(limit.atLeast) or more, or lower max-request-bytes.")
    }
  }
}

extension Address {
  /// Listens on every address of the machine.
  package var isWildcard: Bool { host == "0.0.0.0" || host == "::" }

  /// Whether one machine can't listen on both.
  func clashes(with other: Address) -> Bool {
    port == other.port && (host == other.host || isWildcard || other.isWildcard)
  }
}
