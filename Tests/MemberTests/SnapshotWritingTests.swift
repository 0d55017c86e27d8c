import Foundation
import Raft
import Synchronization
import Testing

@testable import Member

@Suite("A snapshot's file")
struct SnapshotWritingTests {
  @Test("is given up when its sync found no space, and the next one is taken")
  func failedSync() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let syncs = Atomic(0)
      let writing = SnapshotWriting(folder: folder, inspect: DataCheck.inspect(snapshot:)) { file in
        guard syncs.wrappingAdd(1, ordering: .relaxed).newValue == 1 else { return fsync(file) }
        errno = ENOSPC
        return -1
      }
      let problems = Mutex<[any Error]>([])
      func send(_ name: String) throws {
        let path = "\(folder)/\(name)"
        try writing.perform([
          .begin(path: path), .chunk([1, 2, 3]) {},
          .finish(position: LogPosition(index: 7, term: 1)) { problem in
            if let problem { problems.withLock { $0.append(problem) } }
          },
        ])
        #expect(!FileManager.default.fileExists(atPath: path))
      }

      try send("first")
      #expect(syncs.load(ordering: .relaxed) == 1)
      #expect((problems.withLock { $0.last } as? FileError)?.isOutOfSpace == true)
      try send("second")
      #expect(syncs.load(ordering: .relaxed) == 2)
      // Three bytes are no snapshot.
      #expect(!(problems.withLock { $0.last } is FileError))
    }
  }

  @Test(
    "that waits for space gives way to the next one, whether they came in one batch or two",
    arguments: [1, 2])
  func givesWay(batches: Int) throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      // What can't be written to: /dev/full answers every write with ENOSPC.
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/first", withDestinationPath: "/dev/full")
      let said = Mutex<[String]>([])
      let writing = SnapshotWriting(folder: folder + "/none") { path in
        said.withLock { $0.append("looks through \(path.split(separator: "/").last ?? "")") }
        return LogPosition(index: 7, term: 1)
      }
      func jobs(_ name: String) -> [SnapshotWriting.Job] {
        [
          .begin(path: "\(folder)/\(name)"), .chunk([1, 2, 3]) {},
          .finish(
            position: LogPosition(index: 7, term: 1),
            begun: { said.withLock { $0.append("\(name) has begun") } },
            done: { problem in
              said.withLock { $0.append("\(name) \(problem is SnapshotGivenUp ? "is given up" : "is done")") }
            }),
        ]
      }

      #expect(throws: FileError.self) {
        try writing.perform(batches == 1 ? jobs("first") + jobs("second") : jobs("first"))
      }
      try writing.perform(batches == 1 ? [] : jobs("second"))

      #expect(
        said.withLock { $0 } == [
          "first is given up", "second has begun", "looks through second", "second is done",
        ])
    }
  }
}
