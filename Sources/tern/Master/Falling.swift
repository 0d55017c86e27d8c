import CCrash
import Glibc
import Member

/// What happens when the process falls: by a fault of the program's, or because LMDB believed a damaged page.
enum Falling {
  /// A process that falls says so in one line, leaves a note in its directory that its data may be damaged, and is
  /// gone. The Swift runtime would first have another program tell the whole story; until that is done, for up to
  /// minutes, the process keeps its ports and its directory. Whoever wants it sets SWIFT_BACKTRACE.
  static func prepare(member: String, directory: String) {
    SignalStack.install()
    let wantsBacktrace = getenv("SWIFT_BACKTRACE") != nil
    let line = "tern master \(member) has fallen, and checks its data when it is started again: "
    _ = tern_crash_install(
      Directories.absolute(directory), Suspicion.fileName, line, wantsBacktrace ? 1 : 0)
  }
}
