/// The signatures of the store; their bodies follow.
package final class VersionStore: Sendable {
  package static func open(directory: String, options: StoreOptions = StoreOptions()) throws(StoreError)
    -> VersionStore
  { fatalError("unwritten") }

  /// Where the last `write` left the keyspace.
  package var position: StorePosition { fatalError("unwritten") }
  /// What a crash leaves: the position of the last durable checkpoint.
  package var checkpointPosition: StorePosition { fatalError("unwritten") }
  /// Bytes in memory that no checkpoint holds yet.
  package var deltaBytes: Int { fatalError("unwritten") }
  /// Whether the active generation has grown to half of `deltaLimit`.
  package var wantsCheckpoint: Bool { fatalError("unwritten") }
  /// Whether `deltaLimit` is reached: proposals should wait for a checkpoint.
  package var isDeltaFull: Bool { fatalError("unwritten") }

  package func read<R>(_ body: (StoreReader) throws(KeyspaceError) -> R) throws(KeyspaceError) -> R {
    fatalError("unwritten")
  }

  package func write<R>(_ body: (inout StoreWriter) throws(KeyspaceError) -> R) throws(KeyspaceError) -> R {
    fatalError("unwritten")
  }

  package func checkpoint(blobs: [String: [UInt8]] = [:]) throws(StoreError) -> StorePosition {
    fatalError("unwritten")
  }

  /// What the last checkpoint that named it stored under `name`.
  package func blob(_ name: String) throws(StoreError) -> [UInt8]? { fatalError("unwritten") }

  /// Returns whether more is left to compact.
  package func compactStep(maxRevisions: Int) throws(StoreError) -> Bool { fatalError("unwritten") }

  package func hashKV(at revision: Int64) throws(KeyspaceError) -> KeyspaceHash { fatalError("unwritten") }

  /// Bytes of the data file, and of it what pages in use take.
  package func sizes() throws(StoreError) -> (file: Int, inUse: Int) { fatalError("unwritten") }

  package func snapshotStream(chunkBytes: Int = 1 << 20, compacting: Bool = false) throws(StoreError)
    -> SnapshotStream
  { fatalError("unwritten") }

  package func copySnapshot(to path: String, compacting: Bool = false) throws(StoreError) -> StorePosition {
    fatalError("unwritten")
  }

  /// Replaces everything by the snapshot in the file at `path`, which is consumed.
  package func installSnapshot(from path: String) throws(StoreError) -> StorePosition { fatalError("unwritten") }
}

package struct KeyspaceHash: Hashable, Sendable {
  package var hash: UInt32
  package var compactRevision: Int64
  package var hashRevision: Int64
}

package struct SnapshotChunk: Sendable {
  /// Where `bytes` stand in the file.
  package var offset: UInt64
  package var bytes: [UInt8]
  /// CRC32C of `bytes`.
  package var checksum: UInt32
}

package final class SnapshotStream: Sendable {
  /// What the snapshot stands for.
  package var position: StorePosition { fatalError("unwritten") }
  /// Blocks until a chunk is there; nil at the end.
  package func next() throws(StoreError) -> SnapshotChunk? { fatalError("unwritten") }
  /// Ends early; `next` returns nil or throws from then on.
  package func cancel() {}
}

package struct StoreReader: VersionReading {
  package var position: StorePosition { fatalError("unwritten") }
  package func version(of key: [UInt8], at revision: Int64) throws(KeyspaceError) -> VersionInfo? { nil }
  package func visit(
    _ range: KeyRange, at revision: Int64, _ visit: (VersionInfo) throws(KeyspaceError) -> Bool
  ) throws(KeyspaceError) {}
  package func count(_ range: KeyRange, at revision: Int64) throws(KeyspaceError) -> Int64 { 0 }
  package func value(of version: VersionInfo) throws(KeyspaceError) -> [UInt8] { [] }
  package func changes(
    from: Int64, through: Int64, range: KeyRange?, wantsPrevious: Bool, maxBytes: Int
  ) throws(KeyspaceError) -> (changes: [RevisionEvents], next: Int64) { ([], from) }
  package func lease(_ id: LeaseID) throws(KeyspaceError) -> StoredLease? { nil }
  package func leases() throws(KeyspaceError) -> [StoredLease] { [] }
  package func keys(of lease: LeaseID) throws(KeyspaceError) -> [[UInt8]] { [] }
}

package struct StoreWriter: VersionWriting {
  package var position: StorePosition { fatalError("unwritten") }
  package func version(of key: [UInt8], at revision: Int64) throws(KeyspaceError) -> VersionInfo? { nil }
  package func visit(
    _ range: KeyRange, at revision: Int64, _ visit: (VersionInfo) throws(KeyspaceError) -> Bool
  ) throws(KeyspaceError) {}
  package func count(_ range: KeyRange, at revision: Int64) throws(KeyspaceError) -> Int64 { 0 }
  package func value(of version: VersionInfo) throws(KeyspaceError) -> [UInt8] { [] }
  package func changes(
    from: Int64, through: Int64, range: KeyRange?, wantsPrevious: Bool, maxBytes: Int
  ) throws(KeyspaceError) -> (changes: [RevisionEvents], next: Int64) { ([], from) }
  package func lease(_ id: LeaseID) throws(KeyspaceError) -> StoredLease? { nil }
  package func leases() throws(KeyspaceError) -> [StoredLease] { [] }
  package func keys(of lease: LeaseID) throws(KeyspaceError) -> [[UInt8]] { [] }
  package mutating func append(_ info: VersionInfo, value: [UInt8]) throws(KeyspaceError) {}
  package mutating func setLease(_ lease: StoredLease) throws(KeyspaceError) {}
  package mutating func removeLease(_ id: LeaseID) throws(KeyspaceError) {}
  package mutating func setPosition(_ position: StorePosition) {}
}
