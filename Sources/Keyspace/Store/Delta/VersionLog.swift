/// One version in memory.
struct DeltaVersion {
  var key: [UInt8]
  var value: [UInt8]
  var revision: Revision
  var createRevision: Int64
  var version: Int64
  var lease: LeaseID
  var isDeletion: Bool
  /// The version of the same key before this one in the same log, none: -1.
  var previous: Int32 = -1
  /// A version further back, so that chains of any length are searched in logarithmic time: skew-binary jump
  /// pointers (Myers, "An applicative random-access stack", 1983).
  var jump: Int32 = -1
  /// How many versions of the key stand before this one in the log.
  var depth: Int32 = 0

  var info: VersionInfo {
    VersionInfo(
      key: key, revision: revision, createRevision: createRevision, version: version, lease: lease,
      valueLength: value.count, isDeletion: isDeletion)
  }
}

/// Versions in the order of their revisions, in pieces, so that growing never moves what is there.
struct VersionLog {
  private static let shift = 10
  private static let pieceLength = 1 << shift

  private var pieces: [ContiguousArray<DeltaVersion>] = []
  private(set) var count = 0

  subscript(index: Int) -> DeltaVersion {
    _read { yield pieces[index >> VersionLog.shift][index & (VersionLog.pieceLength - 1)] }
  }

  func revision(_ index: Int) -> Revision {
    pieces[index >> VersionLog.shift][index & (VersionLog.pieceLength - 1)].revision
  }

  var isEmpty: Bool { count == 0 }

  /// What the next version's index will be.
  var nextIndex: Int32 { Int32(truncatingIfNeeded: count) }

  /// Appends `version`, whose key's newest version in this log is `previous` (-1: none).
  mutating func append(_ version: consuming DeltaVersion, previous: Int32) {
    version.previous = previous
    if previous >= 0 {
      let before = Int(previous)
      let (depth, jump) = (self[before].depth, self[before].jump)
      version.depth = depth + 1
      if jump >= 0, self[Int(jump)].jump >= 0,
        depth - self[Int(jump)].depth == self[Int(jump)].depth - self[Int(self[Int(jump)].jump)].depth
      {
        version.jump = self[Int(jump)].jump
      } else {
        version.jump = previous
      }
    }
    if count & (VersionLog.pieceLength - 1) == 0 {
      var piece = ContiguousArray<DeltaVersion>()
      piece.reserveCapacity(VersionLog.pieceLength)
      pieces.append(piece)
    }
    pieces[pieces.count - 1].append(version)
    count += 1
  }

  /// Going back from `head`, the newest version of its key at or before `bound`; -1: none.
  func newest(from head: Int32, atOrBefore bound: Revision) -> Int32 {
    var at = head
    while at >= 0, revision(Int(at)) > bound {
      let jump = self[Int(at)].jump
      at = jump >= 0 && revision(Int(jump)) > bound ? jump : self[Int(at)].previous
    }
    return at
  }

  /// The index of the first version at or after `bound`; `count` when there is none.
  func first(atOrAfter bound: Revision) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if revision(middle) < bound { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func find(_ revision: Revision) -> Int? {
    let index = first(atOrAfter: revision)
    return index < count && self.revision(index) == revision ? index : nil
  }
}
