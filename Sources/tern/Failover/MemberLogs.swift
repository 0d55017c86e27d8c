#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What members log from now on, to be kept for whoever wants to know why a gap was long.
struct MemberLogs {
  private let directory: String
  /// With the bytes that each file had before.
  private let files: [(name: String, path: String, before: Int)]

  init(of victim: some VictimCluster, into directory: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw FailoverError(description: "cannot make the directory \(directory) for --save-logs: \(error)")
    }
    self.directory = directory
    files = victim.members.map { member in
      let path = victim.logFile(of: member.name)
      return ("\(victim.title)-\(member.name).log", path, Self.contents(path)?.count ?? 0)
    }
  }

  /// Returns what could not be saved, a sentence each.
  func save() -> [String] {
    files.compactMap { file in
      guard let log = Self.contents(file.path) else { return "there is no log at \(file.path) to save" }
      // A shorter one is a new one.
      let fresh = log.count >= file.before ? log.dropFirst(file.before) : log[...]
      do {
        try fresh.write(to: URL(fileURLWithPath: "\(directory)/\(file.name)"))
        return nil
      } catch {
        return "cannot write \(directory)/\(file.name): \(error)"
      }
    }
  }

  private static func contents(_ path: String) -> Data? {
    try? Data(contentsOf: URL(fileURLWithPath: path))
  }
}
