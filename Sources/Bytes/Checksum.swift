internal import CChecksum

/// CRC32C (Castagnoli, RFC 3720 appendix B.4), the checksum of everything that Tern stores or frames.
package enum CRC32C {
  /// The sum over `bytes`, continued from `seed` (0 for a fresh one).
  package static func sum(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32 {
    tern_crc32c(seed, bytes.baseAddress, bytes.count)
  }

  package static func sum(_ bytes: [UInt8], seed: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { sum($0, seed: seed) }
  }

  package static func sum(_ bytes: ArraySlice<UInt8>, seed: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { sum($0, seed: seed) }
  }

  /// The table-driven sum, for the test that compares it with the instruction's.
  package static func portableSum(_ bytes: [UInt8], seed: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { tern_crc32c_portable(seed, $0.baseAddress, $0.count) }
  }
}
