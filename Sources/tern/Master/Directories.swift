import Glibc

enum Directories {
  /// Makes the directory and those above it where they are missing; what went wrong, in words for the user.
  static func make(_ directory: String) -> String? {
    var path = directory.hasPrefix("/") ? "/" : ""
    for part in directory.split(separator: "/") {
      path += path.isEmpty || path.hasSuffix("/") ? String(part) : "/" + part
      guard mkdir(path, 0o700) != 0, errno != EEXIST else { continue }
      return "cannot make the directory \(path): \(String(cString: strerror(errno))). "
        + "Give one that this user may write to, in cluster.conf or with --data-dir."
    }
    return nil
  }

  /// The directory's path from the root; as it was given where it can't be resolved.
  static func absolute(_ directory: String) -> String {
    guard let resolved = realpath(directory, nil) else { return directory }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
