import Raft
import Testing
import WriteAheadLog

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct `A log in a directory` {
  private func withDirectory(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/tern-log-XXXXXX\0".utf8CString.dropLast())
    guard mkdtemp(&template) != nil else {
      Issue.record("no temporary directory")
      return
    }
    let path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
      if let storage = try? FileStorage(path: path), let names = try? storage.list() {
        for name in names { unlink("\(path)/\(name)") }
      }
      rmdir(path)
    }
    try body(path)
  }

  private let options = LogOptions(segmentBytes: 1 << 20, batchBytes: 64 << 10)

  @Test func `is there when it is opened again`() throws {
    try withDirectory { path in
      do {
        let (log, recovered) = try WriteAheadLog.open(directory: path, options: options)
        #expect(recovered.isFresh)
        while try log.prepareSpare() {}
        for index in 1...600 {
          try log.append(
            hardState: nil, entries: [entry(LogIndex(index), .init(repeating: 3, count: 5000))],
            commit: LogIndex(index))
          if index % 50 == 0 { try log.sync() }
        }
        try log.cut(through: LogPosition(index: 400, term: 1))
        #expect(log.metrics.segments <= 2)
        try log.close()
      }
      let (log, recovered) = try WriteAheadLog.open(directory: path, options: options)
      #expect(recovered.last.index == 600)
      #expect(recovered.cut.index == 400)
      #expect(recovered.commit == 600)
      #expect(try log.read(from: 401, through: 600, maxBytes: .max)?.count == 200)
    }
  }

  @Test func `is open once at a time`() throws {
    try withDirectory { path in
      let (log, _) = try WriteAheadLog.open(directory: path, options: options)
      #expect(throws: LogError.inUse(path: path)) {
        try WriteAheadLog.open(directory: path, options: options)
      }
      try log.close()
      let (again, _) = try WriteAheadLog.open(directory: path, options: options)
      try again.close()
    }
  }

  @Test func `is read by other threads while it is written and cut`() async throws {
    let (log, _) = try WriteAheadLog.open(storage: CrashDisk(), options: .tiny())
    let reader = Task.detached {
      var from: LogIndex = 1
      while from < 500 {
        guard let entries = try log.read(from: from, through: .max, maxBytes: 2000) else {
          from += 1
          continue
        }
        for (offset, entry) in entries.enumerated() {
          guard entry.index == from + LogIndex(offset),
            entry.payload.allSatisfy({ $0 == UInt8(entry.index & 255) })
          else {
            Issue.record("entry \(entry.index) read at \(from)")
            return
          }
        }
        from = entries.last.map { $0.index + 1 } ?? from
      }
    }
    for index in LogIndex(1)...500 {
      let payload = [UInt8](repeating: UInt8(index & 255), count: 300)
      try log.append(hardState: nil, entries: [entry(index, payload)], commit: index)
      try log.sync()
      if index % 20 == 0 { try log.cut(through: LogPosition(index: index - 8, term: 1)) }
    }
    try await reader.value
  }
}
