internal import Failpoints
internal import Keyspace
internal import Logging
internal import Raft
internal import WriteAheadLog

#if canImport(Glibc)
  internal import Glibc
#endif

/// What a data directory holds of a member whose data has changed or is missing is never mended in place: all of
/// it is set aside, and the member comes back from its peers under an identity of its own. The damage may have
/// cost it a vote or an entry that it acknowledged, so it must not go on as who it was.
package enum DamagedData {
  private static let noteName = "damage"
  private static let prefix = "damaged-"
  /// Stays: it locks the directory while the process lives.
  private static let claimName = "tern.pid"
  private static let staying = [claimName, "identity", noteName]

  /// Whether the error says that what was durable has changed or is missing. A disk that refuses, is full or is
  /// not allowed, data of another program's version, or data in use are no damage: they may be there again
  /// tomorrow, whole.
  package static func isDamage(_ error: any Error) -> Bool {
    switch error {
    case let error as LogError:
      if case .corrupted = error { true } else { false }
    case let error as StoreError:
      if case .corrupt = error { true } else { false }
    case let error as KeyspaceError:
      if case .corrupt = error { true } else { false }
    case is DamagedFile, is LostData, is LostEntries, is NotedDamage: true
    default: false
    }
  }

  /// Writes down durably, for the next start, that this directory's data is damaged: for damage that is found
  /// while its files are in use, and that opening them might not show.
  package static func note(_ reason: String, in directory: String) throws {
    try SmallFile.replace("\(directory)/\(noteName)", with: Array(reason.utf8))
  }

  /// For who is about to end because of it. Where there is no room for the note, an empty file in its place may still
  /// find some, and says enough; if not even that does, a start after that at least checks everything.
  static func note(_ reason: String, in directory: String, _ logger: Logger) {
    do {
      try note(reason, in: directory)
    } catch {
      logger.error("the damage could not be written down for the next start", metadata: ["error": "\(error)"])
      let path = "\(directory)/\(noteName)"
      do {
        try SmallFile.write([], to: path)
        try SmallFile.syncFolder(of: path)
      } catch {
        Suspicion.write(reason, in: directory)
      }
    }
  }

  /// Throws `NotedDamage` if `note` was called in an earlier life.
  static func checkNote(in directory: String) throws {
    let path = "\(directory)/\(noteName)"
    do {
      guard let reason = try SmallFile.read(path) else { return }
      throw NotedDamage(reason: String(decoding: reason, as: UTF8.self))
    } catch is DamagedFile {
      // Whatever it said, it was written for one reason only.
      throw NotedDamage(reason: "an earlier start found it so")
    }
  }

  /// Moves all that the directory holds into a folder in it, `damaged-TIME`, and gives that folder's path.
  /// `replaceIdentity` puts a new identity in the old one's place, of which a copy has been kept.
  ///
  /// It may be cut short anywhere, and is then found and done again: the note is there before anything is moved, and
  /// goes last; and at no time is the directory one of a member that starts for the first time, since three such
  /// members would found an empty cluster.
  static func setAside(
    directory: String, because reason: String, at secondsSince1970: UInt64,
    moveLog: (_ target: String) throws -> Void, replaceIdentity: () throws -> Void
  ) throws -> String {
    if access("\(directory)/\(noteName)", F_OK) != 0 { try note(reason, in: directory) }
    let folder = try makeFolder(in: directory, at: secondsSince1970)
    Failpoints.reach(.setAsideFolderMade)
    do {
      try moveLog(folder + "/log")
    } catch {
      // Each start tries again: none is to leave a folder. (One that holds something stays.)
      rmdir(folder)
      throw error
    }
    Failpoints.reach(.setAsideLogMoved)
    for name in try names(in: directory) where !staying.contains(name) && !name.hasPrefix(prefix) {
      try move("\(directory)/\(name)", to: "\(folder)/\(name)")
    }
    Failpoints.reach(.setAsideFilesMoved)
    try SmallFile.copy("\(directory)/identity", to: "\(folder)/identity")
    try SmallFile.syncFolder(of: folder + "/log")
    try SmallFile.syncFolder(of: folder)
    Failpoints.reach(.setAsideIdentityCopied)
    try replaceIdentity()
    Failpoints.reach(.setAsideIdentityReplaced)
    try SmallFile.remove("\(directory)/\(noteName)")
    Failpoints.reach(.setAsideNoteRemoved)
    try SmallFile.syncFolder(of: folder)
    return folder
  }

  /// Renames within the directory; nothing is there to be moved when an earlier try got so far.
  static func move(_ path: String, to target: String) throws {
    guard rename(path, target) == 0 || errno == ENOENT else {
      throw FileError(action: "set aside", path: path, errno: errno)
    }
  }

  /// Whether anything is there that a member makes only after its identity.
  static func holdsData(_ directory: String) throws -> Bool {
    guard access(directory, F_OK) == 0 else { return false }
    let names = try names(in: directory)
    return names.contains("log") || names.contains("keyspace")
  }

  /// Throws for a folder that is empty where a member that took part keeps its log or keyspace: most likely a disk
  /// that is not mounted, with all that is missed.
  static func checkMounts(_ directory: String) throws {
    for name in ["log", "keyspace"] {
      let path = "\(directory)/\(name)"
      guard access(path, F_OK) == 0, try names(in: path).isEmpty else { continue }
      throw EmptyFolder(path: path)
    }
  }

  /// Throws for what can't be moved within the directory, and when so much has been set aside within a day that it
  /// would only fill the disk.
  static func checkMovable(_ directory: String, _ cause: any Error, now: UInt64) throws {
    guard access(directory, F_OK) == 0 else { return }
    var folder = stat()
    guard stat(directory, &folder) == 0 else {
      throw FileError(action: "look at", path: directory, errno: errno)
    }
    let names = try names(in: directory)
    for name in names where !staying.contains(name) && !name.hasPrefix(prefix) {
      let path = "\(directory)/\(name)"
      var found = stat()
      guard lstat(path, &found) == 0 else { throw FileError(action: "look at", path: path, errno: errno) }
      if found.st_mode & S_IFMT == S_IFLNK {
        throw Unmovable(cause: cause, path: path, what: "a symbolic link")
      }
      if found.st_dev != folder.st_dev {
        throw Unmovable(cause: cause, path: path, what: "a disk of its own")
      }
    }
    let day = prefix + timestamp(now < 86400 ? 0 : now - 86400)...prefix + timestamp(now) + "~"
    // A try that was cut short left none of the identity, which is copied after all else.
    let setAside = names.count { day.contains($0) && access("\(directory)/\($0)/identity", F_OK) == 0 }
    guard setAside < 2 else { throw DamagedAgain(cause: cause, directory: directory) }
  }

  private static func makeFolder(in directory: String, at seconds: UInt64) throws -> String {
    let base = "\(directory)/\(prefix)\(timestamp(seconds))"
    var path = base
    var count = 1
    while mkdir(path, 0o700) != 0 {
      guard errno == EEXIST else { throw FileError(action: "create folder", path: path, errno: errno) }
      count += 1
      path = "\(base)-\(count)"
    }
    try SmallFile.syncFolder(of: path)
    return path
  }

  /// UTC, as `20260131T120000Z`: it sorts, and no shell needs it quoted.
  private static func timestamp(_ seconds: UInt64) -> String {
    var time = time_t(truncatingIfNeeded: seconds & 0xFF_FFFF_FFFF)
    var parts = tm()
    gmtime_r(&time, &parts)
    func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = "\(parts.tm_year + 1900)\(padded(parts.tm_mon + 1))\(padded(parts.tm_mday))"
    return "\(date)T\(padded(parts.tm_hour))\(padded(parts.tm_min))\(padded(parts.tm_sec))Z"
  }

  private static func names(in directory: String) throws -> [String] {
    guard let entries = opendir(directory) else {
      throw FileError(action: "list", path: directory, errno: errno)
    }
    defer { closedir(entries) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(entries) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw FileError(action: "list", path: directory, errno: errno) }
    return names.sorted()
  }
}

/// A part of what the data directory held is gone: without it the rest must not be gone on with.
package struct LostData: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}

/// The log has lost its end, as the leader says: nothing in the log itself tells that from a write that a crash
/// cut short.
package struct LostEntries: Error, CustomStringConvertible {
  let last: LogIndex
  let promised: LogIndex

  package var description: String {
    "the log ends at entry \(last), and this member has acknowledged all up to \(promised) as durable"
  }
}

/// Nothing is where a part of a member's data was.
struct EmptyFolder: Error, CustomStringConvertible {
  let path: String

  var description: String {
    """
    \(path) is empty, and this member had data there. If a disk belongs there, mount it. If what was there is lost \
    for good, remove the empty folder: the member then sets the rest aside and comes back from the others.
    """
  }
}

/// Damage of what can't be set aside where it lies.
struct Unmovable: Error, CustomStringConvertible {
  let cause: any Error
  let path: String
  let what: String

  var description: String {
    """
    \(cause). It can't be set aside, as \(path) is \(what). Nothing was changed. To get everything from the other \
    members again, move all that this member's data directory and \(path) hold away, and start it with them empty.
    """
  }
}

/// Damage as there has been again and again lately.
struct DamagedAgain: Error, CustomStringConvertible {
  let cause: any Error
  let directory: String

  var description: String {
    """
    \(cause). This member's data was set aside twice within a day already, so its disk or memory may be failing. \
    Nothing was changed. Check them, and delete the folders damaged-* in \(directory), or move them away: this \
    member then sets its data aside again.
    """
  }
}

/// An earlier process found the data damaged and wrote that down.
package struct NotedDamage: Error, CustomStringConvertible {
  let reason: String

  package var description: String { "the data was found damaged before: \(reason)" }
}
