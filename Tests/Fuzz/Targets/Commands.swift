import Bytes
import Keyspace
import Raft

@testable import Member

extension FuzzTarget {
  /// An entry's payload, from the envelope to the command: what decodes is what was written.
  static let commands = FuzzTarget(name: "commands", maxBytes: 4096) { bytes in
    guard let (origin, id, start) = try? CommandEnvelope.decode(bytes) else { return }
    guard let command = try? CommandCodec.decode(bytes, from: start) else { return }
    let encoded = try CommandCodec.encode(command)
    try checkEqual(try CommandCodec.decode(encoded), command, "a command decoded from what it was encoded as")
    let envelope = CommandEnvelope.encode(origin: origin, id: id, command: encoded)
    let again = try CommandEnvelope.decode(envelope)
    try check(
      again.origin == origin && again.id == id && Array(envelope[again.start...]) == encoded,
      "an envelope that decodes to another")
  } seeds: {
    try sampleCommands.map { name, command in
      (
        name,
        CommandEnvelope.encode(origin: MemberID(7), id: 9, command: try CommandCodec.encode(command))
      )
    }
  }
}

/// One of each kind, with every field in use.
var sampleCommands: [(String, Command)] {
  var put = PutRequest(key: Array("key".utf8), value: Array("value".utf8))
  put.lease = 0x1234
  put.wantsPrevious = true
  var delete = DeleteRequest(range: KeyRange(key: [1], rangeEnd: [0]))
  delete.wantsPrevious = true
  var query = RangeQuery(range: KeyRange(key: Array("a".utf8), rangeEnd: Array("z".utf8)))
  query.limit = 10
  query.sortOrder = .descend
  query.sortTarget = .mod
  query.minModRevision = 3
  let inner = TxnRequest(compares: [], success: [.put(put)], failure: [])
  let txn = TxnRequest(
    compares: [
      Compare(range: KeyRange(key: [1], rangeEnd: []), result: .equal, target: .version(1)),
      Compare(range: KeyRange(key: [2], rangeEnd: [0]), result: .less, target: .value([3])),
      Compare(range: KeyRange(key: [2], rangeEnd: [9]), result: .greater, target: .lease(4)),
    ],
    success: [.range(query), .put(put), .txn(inner)], failure: [.delete(delete)])
  return [
    ("put", .put(put)), ("delete", .delete(delete)), ("txn", .txn(txn)), ("compact", .compact(revision: 100)),
    ("lease-grant", .leaseGrant(id: 5, ttl: 60)), ("lease-revoke", .leaseRevoke(id: 5)),
    ("lease-checkpoint", .leaseCheckpoint([LeaseRemaining(id: 5, seconds: 30)])),
  ]
}
