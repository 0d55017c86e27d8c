package import LMDB

/// Why the store could not do what it was asked; the member must stop serving on all but `snapshot`.
package enum StoreError: Error, CustomStringConvertible {
  /// LMDB or the file system refused. After a failed commit the store is poisoned: nothing is tried again.
  case storage(LMDBError)
  /// Bytes on the disk fail their checksum or do not decode.
  case corrupt(String)
  /// Written by a newer Tern, or no store of Tern's at all.
  case format(String)
  /// A snapshot that cannot be installed, copied or streamed; the store itself is whole.
  case snapshot(String)
  /// There was no room to write it. Nothing is lost: the same may be asked again when there is.
  case noSpace(String)
  /// An earlier write or sync failed; its text.
  case poisoned(String)

  package var description: String {
    switch self {
    case .storage(let error): "the keyspace's disk refused: \(error)"
    case .corrupt(let text): "the keyspace on disk is damaged: \(text)"
    case .format(let text): "the keyspace on disk is not readable by this version: \(text)"
    case .snapshot(let text): "the snapshot failed: \(text)"
    case .noSpace(let text): text
    case .poisoned(let text): "the keyspace stopped after an earlier failure: \(text)"
    }
  }
}

package struct StoreOptions: Sendable {
  /// Bytes (keys, values and what holds them) that versions newer than the checkpoint may take in memory,
  /// both generations together.
  package var deltaLimit: Int
  /// Bytes of address space to start with; it doubles when it fills.
  package var initialMapSize: Int
  /// Whether the kernel reads ahead in the file; nil: only while the file is smaller than half of memory.
  package var readAhead: Bool?
  /// With less room than that left on its file system, a write that fails may have been cut short for it: as much
  /// as others that write there may have given back meanwhile.
  package var fullBelow: Int

  package init(
    deltaLimit: Int = 32 << 20, initialMapSize: Int = 16 << 30, readAhead: Bool? = nil,
    fullBelow: Int = 128 << 20
  ) {
    self.deltaLimit = deltaLimit
    self.initialMapSize = initialMapSize
    self.readAhead = readAhead
    self.fullBelow = fullBelow
  }
}
