import EtcdAPI
import Failpoints
import HTTP2
import Keyspace
import Member
import NIOCore
import Raft
import SwiftProtobuf

/// The Maintenance service; `Snapshot`, a stream, is `SnapshotCall`.
enum MaintenanceService {
  static let status: UnaryBody = { call, message throws(GRPCStatus) in
    Failpoints.reach(.statusAsked)
    let context = call.context
    let status = context.member.status
    var answer = Etcdserverpb_StatusResponse()
    answer.header = context.header().message
    answer.version = context.version
    answer.storageVersion = context.version
    answer.leader = status.raft.leader?.rawValue ?? 0
    answer.raftIndex = status.commitIndex
    answer.raftTerm = status.raft.term
    answer.raftAppliedIndex = status.appliedIndex
    answer.isLearner = status.raft.role == .learner
    if status.raft.leader == nil { answer.errors = [EtcdError.noLeader.message] }
    do throws(StoreError) {
      let sizes = try context.keyspace.store.sizes()
      answer.dbSize = Int64(sizes.file)
      answer.dbSizeInUse = Int64(sizes.inUse)
    } catch {
      answer.errors.append("\(error)")
    }
    call.answer(try serialize(answer))
  }

  /// There are no alarms yet, so there are none to list or to disarm.
  static let alarm: UnaryBody = { call, message throws(GRPCStatus) in
    let request: Etcdserverpb_AlarmRequest = try parse(message)
    guard request.action != .activate else {
      throw EtcdError.unimplemented("raising an alarm", instead: "a member in trouble stops and says why")
    }
    call.answer(KVEncoding.header(call.context.header()))
  }

  /// Pages that compaction freed are used again by themselves; there is nothing to wait or stop for.
  static let defragment: UnaryBody = { call, _ throws(GRPCStatus) in
    Failpoints.reach(.defragmentAsked)
    call.answer(KVEncoding.header(call.context.header()))
  }

  static let hash: UnaryBody = { call, _ throws(GRPCStatus) in
    let context = call.context
    call.answerFromPool(context.pools.hashes) {
      hashKV(at: 0, context).flatMap { header, hash in
        var answer = Etcdserverpb_HashResponse()
        answer.header = header.message
        answer.hash = hash.hash
        return encoded(answer)
      }
    }
  }

  static let hashKV: UnaryBody = { call, message throws(GRPCStatus) in
    let request: Etcdserverpb_HashKVRequest = try parse(message)
    let context = call.context
    call.answerFromPool(context.pools.hashes) {
      hashKV(at: request.revision, context).flatMap { header, hash in
        var answer = Etcdserverpb_HashKVResponse()
        answer.header = header.message
        answer.hash = hash.hash
        answer.compactRevision = hash.compactRevision
        answer.hashRevision = hash.hashRevision
        return encoded(answer)
      }
    }
  }

  private static func hashKV(
    at revision: Int64, _ context: ServiceContext
  ) -> Result<(Header, KeyspaceHash), GRPCStatus> {
    do throws(KeyspaceError) {
      let hash = try context.keyspace.store.hashKV(at: revision)
      Failpoints.reach(.hashTaken)
      return .success((context.header(), hash))
    } catch {
      return .failure(GRPCStatus(error))
    }
  }

  private static func encoded(_ answer: some SwiftProtobuf.Message) -> Result<ByteBuffer, GRPCStatus> {
    do throws(GRPCStatus) { return .success(try serialize(answer)) } catch { return .failure(error) }
  }

  /// Only the leader moves itself, as in etcd.
  static let moveLeader: UnaryBody = { call, message throws(GRPCStatus) in
    let request: Etcdserverpb_MoveLeaderRequest = try parse(message)
    let status = call.context.member.status
    guard status.raft.role == .leader else { throw EtcdError.notLeader }
    let target = MemberID(request.targetID)
    guard status.members.contains(where: { $0.id == target && !$0.isLearner }) else {
      throw EtcdError.badTransferTarget
    }
    Failpoints.reach(.moveLeaderAsked)
    let bound = NIOLoopBound(call, eventLoop: call.eventLoop)
    call.context.member.transferLeadership(to: target, timeout: call.timeout, on: call.eventLoop) { result in
      let call = bound.value
      switch result {
      case .success: call.answer(KVEncoding.header(call.context.header()))
      case .failure(let error): call.fail(GRPCStatus(error))
      }
    }
  }

  static let downgrade: UnaryBody = { _, _ throws(GRPCStatus) in
    throw EtcdError.unimplemented("downgrade", instead: "all members run the version that Status tells")
  }
}
