internal import Failpoints
internal import PlantedBugs
package import Raft

extension WriteAheadLog {
  /// Buffers; nothing is on disk before `sync`. Entries follow each other; the first follows the last that was
  /// appended, or replaces all from its index on, which must not be cut. `commit` is a hint: it goes out with the
  /// next batch that something waits for, and may be older than the truth after a crash.
  package func append(hardState: HardState?, entries: [Entry], commit: LogIndex) throws(LogError) {
    try checkUsable()
    for entry in entries where entry.payload.count > options.largestPayload {
      throw .entryTooLarge(bytes: entry.payload.count, limit: options.largestPayload)
    }
    let replaces = entries.first.map { $0.index <= writer.state.last.index } ?? false
    if let hardState { writer.append(hardState) }
    if hardState != nil { Failpoints.reach(.logHardStateBuffered) }
    for entry in entries { writer.append(entry) }
    if replaces { Failpoints.reach(.logSuffixReplaced) }
    writer.state.commit(upTo: commit)
  }

  /// A snapshot was installed whose position the log does not hold: forgets all entries, those only buffered
  /// too, and starts behind it. Durable on return; a crash leaves the old or the new state.
  package func reset(to position: LogPosition, hardState: HardState) throws(LogError) {
    try checkUsable()
    writer.append(reset: position, Planted.has(.resetLosesVote) ? HardState() : hardState)
    Failpoints.reach(.logResetBuffered)
    try sync()
    Failpoints.reach(.logResetDurable)
    try recycleSegments()
  }
}
