import Glibc

enum TextFile {
  /// More than any sensible file, so that a mistaken path (a data file, /dev/zero) ends in an error.
  private static let largestFile = 1 << 20

  static func read(_ path: String) throws(ConfigurationError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path, why: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= largestFile {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw unreadable(path, why: String(cString: strerror(errno))) }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    guard bytes.count <= largestFile else { throw unreadable(path, why: "it is larger than 1 MiB") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw unreadable(path, why: "it is not UTF-8 text")
    }
    return text
  }

  private static func unreadable(_ path: String, why: String) -> ConfigurationError {
    ConfigurationError(
      file: path,
      issues: [
        ConfigurationIssue(
          kind: .unreadable, problem: "can't be read: \(why)",
          remedy: "Give a readable file with --config; cluster.conf.example is one to start from.")
      ])
  }
}
