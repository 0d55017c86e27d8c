import ArgumentParser
import Glibc
import Logging
import Member

/// Checks data that an earlier life left under suspicion, before anything is done with it.
enum SuspectData {
  /// What is wrong with the data; nil: nothing, or there was no suspicion.
  static func check(_ directory: String, _ logger: Logger) async throws -> String? {
    guard let reason = try Suspicion.read(in: directory) else { return nil }
    logger.warning("checking the data before it is used", metadata: ["reason": "\(reason)"])
    let process = CheckProcess()
    let outcome = try await withTaskCancellationHandler {
      try process.run(["--held-directory", directory])
    } onCancel: {
      process.end()
    }
    try Task.checkCancellation()
    switch outcome.ending {
    case .code(0): break
    case .code(ExitCode.failure.rawValue): return outcome.said
    case .signal(SIGSEGV), .signal(SIGBUS), .signal(SIGFPE):
      // The file can be read: that was tried first.
      return "the check of it \(outcome.ending) \(outcome.said)"
    case .signal(SIGABRT) where outcome.said.contains("mdb.c:"):
      // LMDB's own assertions are about its pages, and name their place.
      return "the check of it \(outcome.ending) \(outcome.said)"
    case .code, .signal:
      // Its own traps too: all members may meet one, and have data that is whole.
      throw ChildProcess.StartFailure(
        description:
          """
          the data in \(directory) is suspect and could not be checked: the check \(outcome.ending) \
          \(outcome.said). See what `tern check data` says of it; the member starts without the check when \
          \(directory)/\(Suspicion.fileName) is removed.
          """)
    }
    try Suspicion.remove(in: directory)
    logger.notice("the data is whole")
    return nil
  }
}
