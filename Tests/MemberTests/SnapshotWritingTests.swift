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
}
