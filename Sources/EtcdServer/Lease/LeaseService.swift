import EtcdAPI
import Failpoints
import HTTP2
import Keyspace
import Member
import NIOCore

/// The Lease service; `LeaseKeepAlive`, a stream, is `KeepAliveCall`.
enum LeaseService {
  static let grant: UnaryBody = { call, message throws(GRPCStatus) in
    let request: Etcdserverpb_LeaseGrantRequest = try parse(message)
    let limits = call.context.limits
    guard request.ttl <= limits.maxLeaseTTL else { throw EtcdError.leaseTTLTooLarge }
    let id = request.id != 0 ? request.id : Int64.random(in: 1...Int64.max)
    call.propose(.leaseGrant(id: id, ttl: max(request.ttl, limits.minLeaseTTL))) {
      result, header throws(GRPCStatus) in
      guard case .leaseGrant(let id, let ttl) = result else { throw UnaryCall.mismatch(result) }
      Failpoints.reach(.leaseGranted)
      var answer = Etcdserverpb_LeaseGrantResponse()
      answer.header = header.message
      answer.id = id
      answer.ttl = ttl
      return try serialize(answer)
    }
  }

  static let revoke: UnaryBody = { call, message throws(GRPCStatus) in
    let request: Etcdserverpb_LeaseRevokeRequest = try parse(message)
    call.propose(.leaseRevoke(id: request.id)) { result, header throws(GRPCStatus) in
      guard case .leaseRevoke = result else { throw UnaryCall.mismatch(result) }
      Failpoints.reach(.leaseRevoked)
      return KVEncoding.header(header)
    }
  }

  static let timeToLive: UnaryBody = { call, message throws(GRPCStatus) in
    let request: Etcdserverpb_LeaseTimeToLiveRequest = try parse(message)
    let bound = NIOLoopBound(call, eventLoop: call.eventLoop)
    call.context.member.leaseTimeToLive(request.id, timeout: call.timeout, on: call.eventLoop) { result in
      let call = bound.value
      let context = call.context
      let read: @Sendable () -> Result<ByteBuffer, GRPCStatus> = {
        do throws(GRPCStatus) { return .success(try timeToLiveAnswer(request, result, context)) } catch {
          return .failure(error)
        }
      }
      // A lease may have any number of keys.
      if request.keys { return call.answerFromPool(work: read) }
      switch read() {
      case .success(let message): call.answer(message)
      case .failure(let status): call.fail(status)
      }
    }
  }

  /// A lease that isn't there has a TTL of -1, and is no error.
  private static func timeToLiveAnswer(
    _ request: Etcdserverpb_LeaseTimeToLiveRequest, _ result: Result<LeaseTime, RequestError>,
    _ context: ServiceContext
  ) throws(GRPCStatus) -> ByteBuffer {
    var remaining: Int64 = -1
    var granted: Int64 = 0
    var keys: [[UInt8]] = []
    switch result {
    case .success(let time):
      (remaining, granted) = (time.remaining, time.granted)
      if request.keys {
        do throws(KeyspaceError) { keys = try context.keyspace.keys(of: request.id) } catch {
          throw GRPCStatus(error)
        }
      }
    case .failure(.keyspace(.leaseNotFound)): break
    case .failure(let error): throw GRPCStatus(error)
    }
    let header = context.header()
    let size =
      WireSize.message(header.size) + WireSize.field(request.id) + WireSize.field(remaining)
      + WireSize.field(granted) + keys.reduce(0) { $0 + WireSize.message($1.count) }
    guard size <= RangeScan.maxAnswerBytes else { throw EtcdError.answerTooLarge }
    return WireWriter.buffer(size: size) { writer in
      header.write(to: &writer)
      writer.field(0x10, request.id)
      writer.field(0x18, remaining)
      writer.field(0x20, granted)
      for key in keys {
        writer.message(0x2A, size: key.count)
        writer.raw(key)
      }
    }
  }

  static let leases: UnaryBody = { call, message throws(GRPCStatus) in
    let _: Etcdserverpb_LeaseLeasesRequest = try parse(message)
    try call.confirmRead { call throws(GRPCStatus) in
      let context = call.context
      call.answerFromPool {
        do throws(GRPCStatus) { return .success(try leasesAnswer(context)) } catch { return .failure(error) }
      }
    }
  }

  private static func leasesAnswer(_ context: ServiceContext) throws(GRPCStatus) -> ByteBuffer {
    let stored: [StoredLease]
    do throws(KeyspaceError) { stored = try context.keyspace.leases() } catch { throw GRPCStatus(error) }
    var answer = Etcdserverpb_LeaseLeasesResponse()
    answer.header = context.header().message
    answer.leases = stored.map { lease in
      var status = Etcdserverpb_LeaseStatus()
      status.id = lease.id
      return status
    }
    return try serialize(answer)
  }
}
