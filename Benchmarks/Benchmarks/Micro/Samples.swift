import Keyspace

#if canImport(Glibc)
  import Glibc
#endif

/// What the benchmarks work on: sizes as in the comparison with etcd.
enum Samples {
  static let value = [UInt8](repeating: 0x76, count: 256)

  /// 32 bytes, in the order of their numbers.
  static func key(_ number: Int) -> [UInt8] {
    let digits = String(number)
    return Array("bench/".utf8) + [UInt8](repeating: 0x30, count: 26 - digits.utf8.count) + Array(digits.utf8)
  }

  static func put(_ number: Int) -> Command {
    .put(PutRequest(key: key(number), value: value))
  }
}

/// A new directory on the disk that holds the working directory, gone with the process.
enum Scratch {
  static func directory(_ name: String) -> String {
    var template = Array(".build/micro-\(name)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("cannot make a directory below .build: errno \(errno)") }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func remove(_ directory: String) {
    guard let entries = opendir(directory) else { return }
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { unlink("\(directory)/\(name)") }
    }
    closedir(entries)
    rmdir(directory)
  }
}
