/// IDs that every member computes alike from the names in `cluster.conf`, so that nothing has to be exchanged
/// before the first election: FNV-1a over a domain word and the names, each ended by a zero byte, through the
/// finalizer of SplitMix64, since FNV alone leaves the IDs of names like "a" and "b" close to each other.
///
/// These are part of the data's format: a member refuses data of another ID. Never change them.
enum StableIdentifier {
  static func cluster(_ name: String) -> UInt64 {
    hash(["tern-cluster", name])
  }

  static func member(_ name: String, ofCluster cluster: String) -> UInt64 {
    hash(["tern-member", cluster, name])
  }

  /// The bits of a member's ID that name its seat: all IDs of one configured member agree in them, and those of
  /// two never do, which `ClusterConfiguration.read` checks. The 40 others are its data directory's.
  static let seatMask: UInt64 = 0xFFFF_FF00_0000_0000

  /// Never 0, which stands for "nobody" in Raft and on the wire.
  private static func hash(_ words: [String]) -> UInt64 {
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    for word in words {
      for byte in word.utf8 {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      }
      state = state &* 0x0000_0100_0000_01B3
    }
    state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
    state ^= state >> 31
    return state == 0 ? 1 : state
  }
}
