import Foundation
import Keyspace
import Synchronization

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

/// Directories below .build, on the disk that holds this package. They stay until the next run.
enum Scratch {
  private static let base = ".build/micro"
  private static let number = Mutex(0)
  private static let removeLastRun: Void = { try? FileManager.default.removeItem(atPath: base) }()

  static func directory(_ name: String) throws -> String {
    removeLastRun
    let number = number.withLock { number in
      number += 1
      return number
    }
    let path = "\(base)/\(name)-\(number)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }
}
