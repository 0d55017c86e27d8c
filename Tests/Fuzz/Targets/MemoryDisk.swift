import Synchronization

@testable import WriteAheadLog

/// A log's directory in memory.
final class MemoryDisk: LogStorage {
  let path = "memory"
  private let files = Mutex<[String: MemoryFile]>([:])

  init() {}

  func list() -> [String] { files.withLock { Array($0.keys) } }

  func open(_ name: String) throws(LogError) -> any LogFile {
    guard let file = files.withLock({ $0[name] }) else { throw .io(operation: "open", path: name, code: 2) }
    return file
  }

  func create(_ name: String) -> any LogFile {
    let file = MemoryFile()
    files.withLock { $0[name] = file }
    return file
  }

  func rename(_ name: String, to newName: String) {
    files.withLock { files in files[newName] = files.removeValue(forKey: name) }
  }

  func remove(_ name: String) {
    files.withLock { _ = $0.removeValue(forKey: name) }
  }

  func syncDirectory() {}
  func close() {}

  func copy() -> MemoryDisk {
    let copy = MemoryDisk()
    for (name, file) in files.withLock({ $0 }) { copy.put(name, file.bytes) }
    return copy
  }

  func put(_ name: String, _ bytes: [UInt8]) {
    files.withLock { $0[name] = MemoryFile(bytes) }
  }

  func bytes(_ name: String) -> [UInt8] { files.withLock { $0[name]?.bytes ?? [] } }

  var segments: [String] { list().filter { $0.hasSuffix(".log") }.sorted() }
}

final class MemoryFile: LogFile {
  private let content: Mutex<[UInt8]>

  init(_ bytes: [UInt8] = []) {
    content = Mutex(bytes)
  }

  var bytes: [UInt8] { content.withLock { $0 } }
  var count: Int { content.withLock { $0.count } }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    content.withLock { content in
      let end = offset + bytes.count
      if end > content.count { content += repeatElement(0, count: end - content.count) }
      content.replaceSubrange(offset..<end, with: bytes)
    }
  }

  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
    content.withLock { content in
      guard offset < content.count else { return 0 }
      let length = min(bytes.count, content.count - offset)
      content.withUnsafeBytes { bytes.copyMemory(from: .init(rebasing: $0[offset..<offset + length])) }
      return length
    }
  }

  func sync() {}
}
