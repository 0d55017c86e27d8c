#if canImport(Glibc)
  internal import Glibc
#endif

/// The few things that a simulation does with real files: LMDB's lie in memory, but they are files.
enum Files {
  static func make(_ directory: String) {
    mkdir(directory, 0o700)
  }

  /// With all that is in it.
  static func remove(_ path: String) {
    if let entries = opendir(path) {
      while let entry = readdir(entries) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != "." && name != ".." { remove(path + "/" + name) }
      }
      closedir(entries)
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}
