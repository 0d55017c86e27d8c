internal import Checkers
internal import EtcdServer
internal import HTTP2
internal import Keyspace
internal import Member
internal import NIOCore

/// What the etcd services do with a request, without its wire form.
struct Serving {
  let member: Member
  let timeout: TimeAmount

  func serve(_ request: History.Request, answer: @escaping (CallResult) -> Void) {
    switch request {
    case .put(let put): propose(.put(put.request), answer)
    case .deleteRange(let delete): propose(.delete(delete.request), answer)
    case .txn(let txn): propose(.txn(txn.request), answer)
    case .compact(let revision): propose(.compact(revision: revision), answer)
    case .leaseGrant(let id, let ttl): propose(.leaseGrant(id: id, ttl: ttl), answer)
    case .leaseRevoke(let id): propose(.leaseRevoke(id: id), answer)
    case .range(let range): read(range, answer)
    case .leaseKeepAlive(let id): renew(id, answer)
    case .leaseTimeToLive(let id, let keys): timeToLive(id, keys: keys, answer)
    }
  }

  private func propose(_ command: Command, _ answer: @escaping (CallResult) -> Void) {
    let answer = Unchecked(answer)
    member.propose(command, timeout: timeout, on: member.eventLoop) { result in
      switch result {
      case .failure(let error): answer.value(CallResult(error))
      case .success(let outcome):
        switch outcome.result {
        case .failure(let error): answer.value(CallResult(error))
        case .success(let done):
          answer.value(.answered(.ok(History.Response(revision: outcome.revision, History.Body(done)))))
        }
      }
    }
  }

  private func read(_ range: History.Range, _ answer: @escaping (CallResult) -> Void) {
    guard !range.options.contains(.serializable) else { return answer(read(range)) }
    let answer = Unchecked(answer)
    member.confirmRead(timeout: timeout, on: member.eventLoop) { result in
      switch result {
      case .failure(let error): answer.value(CallResult(error))
      case .success: answer.value(read(range))
      }
    }
  }

  private func read(_ range: History.Range) -> CallResult {
    do throws(KeyspaceError) {
      let (result, revision) = try member.keyspace.range(range.query)
      return .answered(.ok(History.Response(revision: revision, .range(History.RangeResult(result)))))
    } catch {
      return CallResult(error)
    }
  }

  private func renew(_ id: LeaseID, _ answer: @escaping (CallResult) -> Void) {
    let answer = Unchecked(answer)
    member.renewLease(id, timeout: timeout, on: member.eventLoop) { [member] result in
      func renewed(_ ttl: Int64) -> CallResult {
        .answered(
          .ok(History.Response(revision: member.keyspace.position.revision, .leaseKeepAlive(ttl: ttl))))
      }
      switch result {
      case .success(let ttl): answer.value(renewed(ttl))
      case .failure(.keyspace(.leaseNotFound)): answer.value(renewed(0))
      case .failure(let error): answer.value(CallResult(error))
      }
    }
  }

  private func timeToLive(_ id: LeaseID, keys: Bool, _ answer: @escaping (CallResult) -> Void) {
    let answer = Unchecked(answer)
    member.leaseTimeToLive(id, timeout: timeout, on: member.eventLoop) { [member] result in
      func time(_ remaining: Int64, _ granted: Int64, _ keys: [[UInt8]]) -> CallResult {
        .answered(
          .ok(
            History.Response(
              revision: member.keyspace.position.revision,
              .leaseTimeToLive(remaining: remaining, granted: granted, keys: keys))))
      }
      switch result {
      case .success(let left):
        let attached = keys ? (try? member.keyspace.keys(of: id)) ?? [] : []
        answer.value(time(left.remaining, left.granted, attached))
      case .failure(.keyspace(.leaseNotFound)): answer.value(time(-1, 0, []))
      case .failure(let error): answer.value(CallResult(error))
      }
    }
  }
}

/// For closures that the simulation's one thread both makes and calls.
struct Unchecked<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) {
    self.value = value
  }
}

extension CallResult {
  init(_ error: RequestError) {
    if case .keyspace(let refusal) = error { self.init(refusal) } else { self = .failed(GRPCStatus(error)) }
  }

  init(_ error: KeyspaceError) {
    switch error {
    case .compacted: self = .answered(.refused(.compacted))
    case .futureRevision: self = .answered(.refused(.futureRevision))
    case .keyNotFound: self = .answered(.refused(.keyNotFound))
    case .leaseNotFound: self = .answered(.refused(.leaseNotFound))
    case .leaseExists: self = .answered(.refused(.leaseExists))
    case .leaseTTLTooLarge: self = .answered(.refused(.leaseTTLTooLarge))
    case .valueProvided, .leaseProvided, .emptyKey, .duplicateKey, .tooManyOperations, .answerTooLarge:
      self = .answered(.refused(.invalid))
    case .corrupt, .unreadable: self = .failed(GRPCStatus(error))
    }
  }
}
