import LMDB
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A directory that is gone when the test ends.
final class TemporaryDirectory {
  let path: String

  init() {
    var template = Array("/tmp/tern-lmdb-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
  }

  deinit {
    for name in ["data.mdb", "lock.mdb", "copy.mdb"] { unlink(path + "/" + name) }
    rmdir(path)
  }
}

func bytes<R, E: Error>(
  _ text: String, _ body: (UnsafeRawBufferPointer) throws(E) -> R
) throws(E) -> R {
  let array = Array(text.utf8)
  let result: Result<R, E> = array.withUnsafeBytes { pointer in
    do throws(E) { return .success(try body(pointer)) } catch { return .failure(error) }
  }
  return try result.get()
}

@Suite struct EnvironmentTests {
  @Test func `what a write committed is read, what it threw away is not`() throws {
    let directory = TemporaryDirectory()
    let environment = try Environment(path: directory.path)
    let database = try environment.databases(["things"])[0]
    try environment.write { (transaction) throws(LMDBError) in
      try bytes("a") { (key) throws(LMDBError) in try transaction.put(key, key, in: database) }
    }
    #expect(throws: LMDBError.self) {
      try environment.write { (transaction) throws(LMDBError) in
        try bytes("b") { (key) throws(LMDBError) in try transaction.put(key, key, in: database) }
        throw LMDBError.corrupt("a test")
      }
    }
    let found = try environment.read { (transaction) throws(LMDBError) in
      [
        try bytes("a") { (key) throws(LMDBError) in try transaction.get(key, from: database) != nil },
        try bytes("b") { (key) throws(LMDBError) in try transaction.get(key, from: database) != nil },
      ]
    }
    #expect(found == [true, false])
  }

  @Test func `a full map grows and the write runs again`() throws {
    let directory = TemporaryDirectory()
    let environment = try Environment(
      path: directory.path, options: EnvironmentOptions(mapSize: 1 << 18))
    let database = try environment.databases(["things"])[0]
    let value = [UInt8](repeating: 7, count: 1 << 16)
    try environment.write { (transaction) throws(LMDBError) in
      for number in 0..<64 {
        try bytes("key \(number)") { (key) throws(LMDBError) in
          let put: Result<Void, LMDBError> = value.withUnsafeBytes { value in
            do throws(LMDBError) { return .success(try transaction.put(key, value, in: database)) } catch {
              return .failure(error)
            }
          }
          try put.get()
        }
      }
    }
    #expect(environment.mapSize >= 64 << 16)
    let count = try environment.read { (transaction) throws(LMDBError) in
      var cursor = try transaction.cursor(database)
      var count = 0
      var found = try cursor.first()
      while found {
        count += 1
        found = try cursor.next()
      }
      return count
    }
    #expect(count == 64)
  }

  @Test func `an idle read transaction sees the newest state once it is renewed`() throws {
    let directory = TemporaryDirectory()
    let environment = try Environment(path: directory.path)
    let database = try environment.databases(["things"])[0]
    var reader = try ReadTransaction(environment)
    var cursor = try reader.cursor(database)
    #expect(try !cursor.first())
    reader.reset()
    try environment.write { (transaction) throws(LMDBError) in
      try bytes("a") { (key) throws(LMDBError) in try transaction.put(key, key, in: database) }
    }
    try reader.renew()
    try cursor.renew(reader.handle)
    #expect(try cursor.first())
  }

  @Test func `a version that stands in one of two places is damage, in both that of another program`() throws
  {
    let directory = TemporaryDirectory()
    try { _ = try Environment(path: directory.path).databases(["things"]) }()
    let descriptor = open(directory.path + "/data.mdb", O_WRONLY)
    defer { close(descriptor) }
    var version: UInt32 = 3
    for page in [1, 0] {
      #expect(pwrite(descriptor, &version, 4, off_t(page * sysconf(Int32(_SC_PAGESIZE)) + 20)) == 4)
      let error = #expect(throws: LMDBError.self) { try Environment(path: directory.path) }
      #expect(error?.isCorruption == (page == 1), "\(String(describing: error))")
      #expect(error?.isIncompatible == (page == 0))
    }
  }

  @Test func `errors carry LMDB's own text`() {
    let error = #expect(throws: LMDBError.self) { try Environment(path: "/nonexistent/directory") }
    #expect(error?.description.contains("No such file or directory") == true)
  }
}
