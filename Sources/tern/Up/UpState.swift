import Glibc

/// What `tern down` must know: which directories the members of a `tern up` hold, and whether that `up` is
/// still there to be asked. Kept in `tern.up` beside the members' directories.
///
/// An `up` in the foreground holds an flock on the file; a detached one leaves it unlocked. Members are found
/// by the locks on their own directories, so no process is ever taken for another that had its number.
struct UpState: Hashable {
  /// The `up` itself.
  var process: Int32
  /// The members' data directories, absolute.
  var directories: [String]

  static func file(in dataDirectory: String) -> String { dataDirectory + "/tern.up" }

  var text: String {
    (["up \(process)"] + directories.map { "member \($0)" }).joined(separator: "\n") + "\n"
  }

  init(process: Int32, directories: [String]) {
    self.process = process
    self.directories = directories
  }

  /// Nil for a text that isn't one.
  init?(_ text: String) {
    var lines = text.split(separator: "\n")
    guard let first = lines.first, first.hasPrefix("up "), let process = Int32(first.dropFirst(3)) else {
      return nil
    }
    lines.removeFirst()
    self.process = process
    directories = lines.filter { $0.hasPrefix("member ") }.map { String($0.dropFirst("member ".count)) }
  }
}

/// The open state file.
final class UpStateFile {
  private let descriptor: Int32
  private let path: String

  struct Refusal: Error, CustomStringConvertible {
    var isBusy: Bool
    var description: String
  }

  /// Takes the file for a new `up`, with the lock.
  init(in dataDirectory: String) throws(Refusal) {
    path = UpState.file(in: dataDirectory)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Refusal(isBusy: false, description: "cannot open \(path): \(String(cString: strerror(errno))).")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw Refusal(
        isBusy: true,
        description: "another `tern up` runs on \(dataDirectory). "
          + "Stop it with `tern down`, or give another directory with --data-dir.")
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  func write(_ state: UpState) {
    let text = state.text
    ftruncate(descriptor, 0)
    _ = pwrite(descriptor, text, text.utf8.count, 0)
  }

  func remove() {
    unlink(path)
  }

  /// What is written, and whether its `up` still runs; nil where there is none.
  static func read(in dataDirectory: String) -> (state: UpState, isAttended: Bool)? {
    let descriptor = open(UpState.file(in: dataDirectory), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0, let state = UpState(String(decoding: bytes[..<count], as: UTF8.self)) else { return nil }
    return (state, flock(descriptor, LOCK_SH | LOCK_NB) != 0)
  }
}
