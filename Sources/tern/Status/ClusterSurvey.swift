import EtcdAPI
import EtcdClient
import HTTP2
import NIOCore

/// What each member says of itself, asked at one time.
struct ClusterSurvey: Sendable {
  struct Member: Sendable {
    var name: String
    var id: UInt64
    /// nil: the member publishes none.
    var endpoint: Endpoint?
    var isLearner: Bool
    var answer: Result<Etcdserverpb_StatusResponse, CallFailure>
  }

  var clusterID: UInt64?
  var members: [Member]

  /// The member list comes from the first endpoint that has one. When none does, the endpoints themselves
  /// stand for the members.
  static func take(endpoints: [Endpoint], timeout: TimeAmount) async -> ClusterSurvey {
    let listed = await memberList(endpoints, timeout)
    var survey = ClusterSurvey(clusterID: listed?.header.clusterID, members: [])
    survey.members = await withTaskGroup(of: (Int, Member).self) { group in
      if let listed {
        for (index, member) in listed.members.enumerated() {
          group.addTask { (index, await ask(member, timeout)) }
        }
      } else {
        for (index, endpoint) in endpoints.enumerated() {
          group.addTask { (index, await ask(endpoint, timeout)) }
        }
      }
      var found: [(Int, Member)] = []
      for await member in group { found.append(member) }
      return found.sorted { $0.0 < $1.0 }.map(\.1)
    }
    return survey
  }

  /// All are asked at once: a stopped one takes connections and never answers.
  private static func memberList(
    _ endpoints: [Endpoint], _ timeout: TimeAmount
  ) async -> Etcdserverpb_MemberListResponse? {
    await withTaskGroup(of: Etcdserverpb_MemberListResponse?.self) { group in
      for endpoint in endpoints {
        group.addTask {
          try? await with(endpoint, timeout) { client throws(CallFailure) in try await client.memberList() }
            .get()
        }
      }
      for await answer in group {
        if let answer, !answer.members.isEmpty {
          group.cancelAll()
          return answer
        }
      }
      return nil
    }
  }

  private static func ask(_ member: Etcdserverpb_Member, _ timeout: TimeAmount) async -> Member {
    let endpoints = member.clientUrls.compactMap { try? Endpoint(parsing: $0) }
    guard let endpoint = endpoints.first else {
      let status = GRPCStatus(.unavailable, "the member list has no client address of it that tern can use")
      return Member(
        name: member.name, id: member.id, endpoint: nil, isLearner: member.isLearner,
        answer: .failure(CallFailure(status, isSurelyUndone: true)))
    }
    return Member(
      name: member.name, id: member.id, endpoint: endpoint, isLearner: member.isLearner,
      answer: await status(endpoint, timeout))
  }

  private static func ask(_ endpoint: Endpoint, _ timeout: TimeAmount) async -> Member {
    let answer = await status(endpoint, timeout)
    let id = (try? answer.get())?.header.memberID ?? 0
    return Member(name: "", id: id, endpoint: endpoint, isLearner: false, answer: answer)
  }

  private static func status(
    _ endpoint: Endpoint, _ timeout: TimeAmount
  ) async -> Result<Etcdserverpb_StatusResponse, CallFailure> {
    await with(endpoint, timeout) { client throws(CallFailure) in try await client.status() }
  }

  /// A client of one endpoint that doesn't try twice.
  static func with<Answer: Sendable>(
    _ endpoint: Endpoint, _ timeout: TimeAmount,
    _ body: @Sendable (EtcdClient) async throws(CallFailure) -> Answer
  ) async -> Result<Answer, CallFailure> {
    var options = ClientOptions()
    options.retries.maxTries = 1
    options.timeout = timeout
    options.connectTimeout = timeout
    let client: EtcdClient
    do { client = try await EtcdClient.make(endpoints: [endpoint], options: options) } catch {
      return .failure(CallFailure(GRPCStatus(.cancelled, "\(error)"), isSurelyUndone: true))
    }
    let result: Result<Answer, CallFailure>
    do throws(CallFailure) { result = .success(try await body(client)) } catch { result = .failure(error) }
    await client.shutdown()
    return result
  }
}
