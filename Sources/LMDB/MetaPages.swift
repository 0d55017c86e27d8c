#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

/// The two pages that an LMDB file begins with, of which each commit writes one (mdb.c: MDB_meta). Read without LMDB,
/// which doesn't say which of them it doesn't like.
enum MetaPages {
  private static let version = 20
  private static let pageSize = 40

  /// Whether they name different versions of the format. No version of LMDB writes one so: one of them is damaged.
  static func disagreeOnVersion(in path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard let size = number(at: pageSize, in: descriptor),
      let first = number(at: version, in: descriptor),
      let second = number(at: Int(size) + version, in: descriptor)
    else { return false }
    return first != second
  }

  private static func number(at offset: Int, in descriptor: Int32) -> UInt32? {
    var number: UInt32 = 0
    let count = withUnsafeMutableBytes(of: &number) {
      pread(descriptor, $0.baseAddress, $0.count, off_t(offset))
    }
    return count == MemoryLayout<UInt32>.size ? number : nil
  }
}
