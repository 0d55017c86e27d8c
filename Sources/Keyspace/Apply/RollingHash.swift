internal import Bytes

/// The sum that members compare: over every entry's place, its bytes, and where it left the keyspace. Members
/// that applied the same log have the same sum at the same index (EqualHashAtEqualRevision), and one that
/// went another way at any entry keeps another sum for good.
enum RollingHash {
  static func continued(
    _ hash: UInt64, index: UInt64, term: UInt64, payload: ArraySlice<UInt8>,
    position: StorePosition, accepted: Bool
  ) -> UInt64 {
    var sum = mix(hash ^ index)
    sum = mix(sum ^ term)
    sum = mix(sum ^ UInt64(CRC32C.sum(payload)) ^ (UInt64(payload.count) << 32))
    sum = mix(sum ^ UInt64(bitPattern: position.revision))
    sum = mix(sum ^ UInt64(bitPattern: position.compactRevision))
    return mix(sum ^ (accepted ? 1 : 2))
  }

  /// A bijection of 64 bits in which each bit of the input moves about half of the output's: two rounds of
  /// multiplying by an odd number and folding the upper half down.
  private static func mix(_ value: UInt64) -> UInt64 {
    var bits = value &+ 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 31)) &* 0xD6E8_FEB8_6659_FD93
    bits = (bits ^ (bits >> 32)) &* 0xD6E8_FEB8_6659_FD93
    return bits ^ (bits >> 32)
  }
}
