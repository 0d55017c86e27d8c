/// How a log lays itself out on disk.
///
/// Invariant, checked by `WriteAheadLog.open`: `blockBytes` is a power of two of at least 512, `segmentBytes`
/// a multiple of it and at least four blocks.
package struct LogOptions: Sendable {
  /// A segment file's size, header included. A change applies to segments made from then on.
  package var segmentBytes: Int
  /// Every batch starts on a multiple of this, so that writing one never touches a block which an earlier,
  /// durable one lies in. 4096 because it is the page cache's unit and the physical sector of today's disks:
  /// a smaller block saves no I/O (the whole page is written back anyway), makes the kernel read a page of a
  /// recycled segment before it can change a part of it, and lets a power cut in the middle of a physical
  /// sector take a durable batch along. The price is space: a batch takes at least one block.
  package var blockBytes: Int
  /// A batch is closed when its records reach this many bytes; a single larger entry makes its own batch.
  package var batchBytes: Int
  /// Zero-filled segments to hold ready. Recycled ones beyond it are deleted.
  package var spareSegments: Int
  /// `RecoveredLog.tail` holds the last entries up to this many bytes on disk.
  package var tailBytes: Int
  /// Makes segments' nonces; must be unpredictable and different each time that a log is opened.
  package var seed: UInt64
  /// Makes a log where there is none; otherwise that is corruption, and none is made.
  package var makesNew = true

  package init(
    segmentBytes: Int = 64 << 20, blockBytes: Int = 4096, batchBytes: Int = 4 << 20, spareSegments: Int = 2,
    tailBytes: Int = 16 << 20, seed: UInt64 = .random(in: 0 ... .max)
  ) {
    self.segmentBytes = segmentBytes
    self.blockBytes = blockBytes
    self.batchBytes = batchBytes
    self.spareSegments = spareSegments
    self.tailBytes = tailBytes
    self.seed = seed
  }
}

extension LogOptions {
  /// Whether segments can be laid out so; also for what a header on disk claims.
  static func isLayout(segmentBytes: UInt64, blockBytes: UInt64) -> Bool {
    blockBytes >= 512 && blockBytes <= 1 << 20 && blockBytes & (blockBytes - 1) == 0
      && segmentBytes <= 1 << 31 && segmentBytes % blockBytes == 0 && segmentBytes / blockBytes >= 4
  }

  func check() throws(LogError) {
    guard segmentBytes > 0, blockBytes > 0,
      Self.isLayout(segmentBytes: UInt64(segmentBytes), blockBytes: UInt64(blockBytes))
    else {
      throw .invalidOptions(
        "segments of \(segmentBytes) bytes in blocks of \(blockBytes): a block must be a power of two from 512 to "
          + "1 MiB, a segment a multiple of it, at least 4 blocks and at most 2 GiB")
    }
    guard batchBytes > 0, spareSegments >= 0, tailBytes >= 0 else {
      throw .invalidOptions("batchBytes must be positive, spareSegments and tailBytes must not be negative")
    }
  }

  /// What a batch's records may take so that the batch fits into a fresh segment, of which the first block is the
  /// header's and the last one stays free for saying that the next segment is there.
  var largestBody: Int { segmentBytes - 2 * blockBytes - BatchHeader.encodedBytes }

  /// A payload that fits into a batch of its own, beside a commit hint.
  var largestPayload: Int { largestBody - Record.entryHeadBytes - Record.commitBytes }
}
