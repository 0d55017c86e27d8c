internal import CFileRecorder

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

/// One change of the disk. Paths are relative to the recorded directory; a file keeps its number (as an inode
/// does) when its name changes.
enum DiskEvent {
  case create(file: Int, path: String)
  case makeDirectory(path: String)
  case rename(file: Int, from: String, to: String)
  case remove(path: String)
  /// `isDurable`: the descriptor was opened with O_DSYNC.
  case write(file: Int, offset: Int, bytes: [UInt8], isDurable: Bool)
  case resize(file: Int, size: Int)
  /// fsync or fdatasync: for what a crash leaves of a file's bytes and size there is no difference.
  case sync(file: Int)
  case syncDirectory(path: String)
}

struct HarnessError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// The file operations of this process below one directory, from `start` to `stop`.
struct Recording {
  /// One for each recorded call; nil for one that changes nothing that a crash could take back.
  private(set) var events: [DiskEvent?] = []
  /// For messages: what each call was.
  private(set) var paths: [String] = []

  static func start(directory: String) { file_recorder_start(directory) }
  static var count: Int { file_recorder_count() }

  /// Ends the recording. `names` are those that `directory` had when it began, with the files' numbers.
  init(stopping directory: String, names: [String: Int], nextFile: Int) throws {
    file_recorder_stop()
    var decoding = Decoding(root: directory, names: names, nextFile: nextFile)
    for index in 0..<file_recorder_count() {
      guard let event = file_recorder_event(index)?.pointee else { break }
      let decoded = try decoding.decode(event)
      events.append(decoded)
      paths.append(decoding.lastPath)
    }
  }

  private struct Decoding {
    let root: String
    var names: [String: Int]
    var nextFile: Int
    /// nil for a directory.
    var descriptors: [Int32: (path: String, file: Int?, isDurable: Bool)] = [:]
    var lastPath = ""

    mutating func decode(_ event: file_event) throws -> DiskEvent? {
      let path = event.path.map { relative(String(cString: $0)) } ?? ""
      lastPath = path
      switch event.kind {
      case FILE_OPENED: return opened(event, path)
      case FILE_CLOSED:
        descriptors[event.descriptor] = nil
        return nil
      case FILE_RENAMED:
        let target = relative(String(cString: event.new_path))
        guard let file = names.removeValue(forKey: path) else { throw HarnessError("renamed \(path)") }
        names[target] = file
        lastPath = "\(path) to \(target)"
        return .rename(file: file, from: path, to: target)
      case FILE_REMOVED:
        if DiskModel.isIgnored(path) { return nil }
        names[path] = nil
        return .remove(path: path)
      case DIRECTORY_MADE: return .makeDirectory(path: path)
      case FILE_WRITTEN, FILE_TRUNCATED, FILE_ALLOCATED, FILE_SYNCED: return try changed(event)
      default: throw HarnessError("a call was recorded whose effect on a crash is not modelled (\(path))")
      }
    }

    private mutating func opened(_ event: file_event, _ path: String) -> DiskEvent? {
      let isDurable = event.flags & O_DSYNC == O_DSYNC
      if DiskModel.isIgnored(path) || event.flags & O_DIRECTORY != 0 {
        descriptors[event.descriptor] = (path, nil, false)
        return nil
      }
      if event.existed == 0 {
        names[path] = nextFile
        descriptors[event.descriptor] = (path, nextFile, isDurable)
        defer { nextFile += 1 }
        return .create(file: nextFile, path: path)
      }
      let file = names[path]
      descriptors[event.descriptor] = (path, file, isDurable)
      guard let file, event.flags & O_TRUNC != 0 else { return nil }
      return .resize(file: file, size: 0)
    }

    private mutating func changed(_ event: file_event) throws -> DiskEvent? {
      guard let open = descriptors[event.descriptor] else {
        throw HarnessError("a call on a descriptor that was not seen being opened")
      }
      lastPath = open.path
      guard let file = open.file else {
        return event.kind == FILE_SYNCED && !DiskModel.isIgnored(open.path)
          ? .syncDirectory(path: open.path) : nil
      }
      switch event.kind {
      case FILE_WRITTEN:
        let bytes = [UInt8](UnsafeRawBufferPointer(start: event.bytes, count: event.length))
        return .write(file: file, offset: Int(event.offset), bytes: bytes, isDurable: open.isDurable)
      case FILE_SYNCED: return .sync(file: file)
      default: return .resize(file: file, size: Int(event.offset))
      }
    }

    private func relative(_ path: String) -> String {
      var parts: [Substring] = []
      for part in path.dropFirst(root.count).split(separator: "/") {
        if part == ".." { parts.removeLast() } else if part != "." { parts.append(part) }
      }
      return parts.joined(separator: "/")
    }
  }
}
