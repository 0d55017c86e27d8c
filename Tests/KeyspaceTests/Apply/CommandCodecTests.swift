import Keyspace
import Testing

@Suite("Commands in the log")
struct CommandCodecTests {
  @Test("come back as they were, and always as the same bytes", arguments: 1...40)
  func roundTrip(seed: UInt64) throws {
    var commands = RandomCommands(seed: seed)
    for _ in 0..<100 {
      let command = commands.next()
      let bytes = try CommandCodec.encode(command)
      #expect(try CommandCodec.decode(bytes) == command)
      #expect(try CommandCodec.encode(command) == bytes)
    }
  }

  @Test("have a layout that later builds still read")
  func golden() throws {
    var put = PutRequest(key: bytes("k"), value: bytes("vw"))
    put.lease = 0x0102
    put.wantsPrevious = true
    #expect(
      try CommandCodec.encode(.put(put))
        == [1, 1, 0b1001, 1, 0x6B, 2, 0x76, 0x77, 0x02, 0x01, 0, 0, 0, 0, 0, 0])
    #expect(try CommandCodec.encode(.compact(revision: 300)) == [1, 4, 0xD8, 0x04])
    #expect(
      try CommandCodec.encode(.delete(DeleteRequest(range: .prefix("a")))) == [1, 2, 0, 2, 1, 0x61, 1, 0x62])
  }

  @Test("are refused when bytes were changed, cut or made up, without a trap", arguments: 1...40)
  func garbage(seed: UInt64) throws {
    var commands = RandomCommands(seed: seed)
    for _ in 0..<200 {
      var bytes = try CommandCodec.encode(commands.next())
      switch commands.random.below(4) {
      case 0: bytes = (0..<commands.random.below(60)).map { _ in UInt8(commands.random.below(256)) }
      case 1: bytes.removeLast(1 + commands.random.below(bytes.count))
      case 2: bytes.append(0)
      default:
        for _ in 0..<3 { bytes[commands.random.below(bytes.count)] = UInt8(commands.random.below(256)) }
      }
      do throws(KeyspaceError) {
        let command = try CommandCodec.decode(bytes)
        _ = try CommandCodec.encode(command)
      } catch {
        guard case .unreadable = error else {
          Issue.record("\(error) for \(bytes)")
          return
        }
      }
    }
  }

  @Test("nest only so deep")
  func depth() throws {
    func nested(_ depth: Int) -> TxnRequest {
      var txn = TxnRequest(compares: [], success: [], failure: [])
      for _ in 1..<depth { txn = TxnRequest(compares: [], success: [.txn(txn)], failure: []) }
      return txn
    }
    let deepest = Command.txn(nested(CommandCodec.maxDepth))
    #expect(try CommandCodec.decode(try CommandCodec.encode(deepest)) == deepest)
    #expect(throws: KeyspaceError.tooManyOperations) {
      try CommandCodec.encode(.txn(nested(CommandCodec.maxDepth + 1)))
    }
    let bomb: [UInt8] = [1, 3] + [[UInt8]](repeating: [0, 1, 4], count: 100_000).flatMap { $0 }
    #expect(throws: KeyspaceError.self) { try CommandCodec.decode(bomb) }
  }
}
