internal import Failpoints
package import Raft
internal import Synchronization

extension WriteAheadLog {
  /// A durable checkpoint covers everything up to `position`, which must not be past the last appended entry: those
  /// entries may go. Syncs what is buffered together with the cut, then recycles the segments that hold nothing
  /// else; what they settled is repeated in the headers of those after them. After `outOfSpace` it may be tried
  /// again.
  package func cut(through position: LogPosition) throws(LogError) {
    try checkUsable()
    guard position.index > shared.withLock({ $0.state.cut.index }) else { return }
    // It may stand in the buffer already, when there was no space for it the last time.
    if position.index > writer.state.cut.index { writer.append(cut: position) }
    Failpoints.reach(.logBeforeCut)
    try sync()
    Failpoints.reach(.logCutDurable)
    shared.withLock { $0.index.cut(through: position.index) }
    try recycleSegments()
  }

  /// Only after a durable cut or reset: until then recovery needs what stands in them.
  func recycleSegments() throws(LogError) {
    guard let active = writer.active else { throw .closed }
    let unused = shared.withLock { shared in
      let oldest = shared.index.runs.first?.segment ?? active.header.sequence
      let unused = shared.segments.values.filter { $0.header.sequence < oldest }
      for segment in unused { shared.segments[segment.header.sequence] = nil }
      return unused.sorted { $0.header.sequence < $1.header.sequence }
    }
    do throws(LogError) {
      try supply.recycle(unused.map { SegmentSupply.Spare(name: $0.name, file: $0.file) })
    } catch {
      throw poison(error)
    }
  }
}
