internal import Bytes

/// What stands before a batch's records. A batch is what one fdatasync makes durable, and is whole or void.
///
/// Invariant: batch n + 1 is written only after the sync of batch n returned. So a header of number n + 1
/// proves that batch n was durable: if batch n does not check out then, it was damaged, not torn.
package struct BatchHeader: Hashable, Sendable {
  package enum Kind: UInt32, Sendable {
    case records = 0
    /// No batch, though it has the next one's number: says that the next segment was durable when this was
    /// written, before any batch of that one. So a segment that is gone is missed.
    case segmentEnd = 1
    /// No batch: repeats, far from it, what a mark right behind the last batch shows. So one write that goes astray
    /// can't take a batch together with all that shows that it was durable.
    case proof = 2
  }

  package var kind = Kind.records
  package var nonce: UInt64
  package var number: UInt64
  /// Bytes of records that follow.
  package var length: Int
  /// The CRC32C of the records, continued from `previousSum`.
  package var bodySum: UInt32
  /// `bodySum` of the batch before: the chain.
  package var previousSum: UInt32

  package static let encodedBytes = 40
  private static let magic: UInt32 = 0x4254_524E

  package init(
    nonce: UInt64, number: UInt64, length: Int, bodySum: UInt32, previousSum: UInt32, kind: Kind = .records
  ) {
    self.kind = kind
    self.nonce = nonce
    self.number = number
    self.length = length
    self.bodySum = bodySum
    self.previousSum = previousSum
  }

  package func encode(into bytes: UnsafeMutableRawBufferPointer) {
    precondition(bytes.count >= Self.encodedBytes && length <= Int(UInt32.max))
    bytes.storeBytes(of: Self.magic.littleEndian, toByteOffset: 0, as: UInt32.self)
    bytes.storeBytes(of: nonce.littleEndian, toByteOffset: 8, as: UInt64.self)
    bytes.storeBytes(of: number.littleEndian, toByteOffset: 16, as: UInt64.self)
    bytes.storeBytes(of: UInt32(length).littleEndian, toByteOffset: 24, as: UInt32.self)
    bytes.storeBytes(of: bodySum.littleEndian, toByteOffset: 28, as: UInt32.self)
    bytes.storeBytes(of: previousSum.littleEndian, toByteOffset: 32, as: UInt32.self)
    bytes.storeBytes(of: kind.rawValue.littleEndian, toByteOffset: 36, as: UInt32.self)
    let sum = CRC32C.sum(UnsafeRawBufferPointer(rebasing: bytes[8..<Self.encodedBytes]))
    bytes.storeBytes(of: sum.littleEndian, toByteOffset: 4, as: UInt32.self)
  }

  /// nil when no batch of the segment with this nonce starts here.
  package init?(_ bytes: UnsafeRawBufferPointer, nonce: UInt64) {
    guard bytes.count >= Self.encodedBytes,
      bytes.integer(at: 0, as: UInt32.self) == Self.magic,
      bytes.integer(at: 8, as: UInt64.self) == nonce,
      bytes.integer(at: 4, as: UInt32.self)
        == CRC32C.sum(UnsafeRawBufferPointer(rebasing: bytes[8..<Self.encodedBytes])),
      let kind = Kind(rawValue: bytes.integer(at: 36))
    else { return nil }
    self.kind = kind
    self.nonce = nonce
    number = bytes.integer(at: 16)
    length = Int(bytes.integer(at: 24, as: UInt32.self))
    bodySum = bytes.integer(at: 28)
    previousSum = bytes.integer(at: 32)
  }

  package func sum(of body: UnsafeRawBufferPointer) -> UInt32 {
    CRC32C.sum(body, seed: previousSum)
  }

  package func covers(_ body: UnsafeRawBufferPointer) -> Bool {
    body.count == length && sum(of: body) == bodySum
  }
}

extension UnsafeRawBufferPointer {
  /// The little-endian integer at `offset`; the caller has checked the bounds.
  func integer<Integer: FixedWidthInteger>(at offset: Int, as type: Integer.Type = Integer.self) -> Integer {
    Integer(littleEndian: loadUnaligned(fromByteOffset: offset, as: Integer.self))
  }
}
