import ArgumentParser
import Glibc
import Logging
import Member

/// Checks data that an earlier life left under suspicion, before anything is done with it.
enum SuspectData {
  /// What is wrong with the data; nil: nothing, or there was no suspicion.
  static func check(_ directory: String, _ logger: Logger) throws -> String? {
    guard let reason = Suspicion.read(in: directory) else { return nil }
    logger.warning("checking the data before it is used", metadata: ["reason": "\(reason)"])
    let outcome = try run(directory)
    switch outcome.ending {
    case .code(0): break
    case .code(ExitCode.failure.rawValue): return outcome.said
    case .signal(SIGSEGV), .signal(SIGBUS), .signal(SIGABRT), .signal(SIGILL), .signal(SIGTRAP),
      .signal(SIGFPE):
      return "the check of it \(outcome.ending) \(outcome.said)"
    case .code, .signal:
      throw MemberProcess.StartFailure(
        description:
          "the data in \(directory) is suspect and could not be checked: \(outcome.ending) \(outcome.said)")
    }
    try Suspicion.remove(in: directory)
    logger.notice("the data is whole")
    return nil
  }

  /// In a process of its own, since what is damaged may end it.
  private static func run(_ directory: String) throws -> (ending: MemberProcess.Ending, said: String) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else {
      throw MemberProcess.StartFailure(description: "no file descriptor is left for a pipe")
    }
    let (input, output) = (ends[0], ends[1])
    _ = fcntl(input, F_SETFD, FD_CLOEXEC)
    defer { close(input) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
    posix_spawn_file_actions_addclose(&actions, output)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    let arguments = ["tern", "check", "data", "--held-directory", directory]
    var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    // It ends at once, too, and its fall is not this process's.
    var environment: [UnsafeMutablePointer<CChar>?] = [strdup("SWIFT_BACKTRACE=enable=no"), nil]
    defer { for text in argv + environment { free(text) } }
    var process: pid_t = 0
    signal(SIGCHLD, SIG_DFL)
    let status = posix_spawn(&process, "/proc/self/exe", &actions, nil, &argv, &environment)
    close(output)
    guard status == 0 else {
      throw MemberProcess.StartFailure(
        description: "cannot start the check of \(directory): \(String(cString: strerror(status)))")
    }
    var said: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(input, &bytes, bytes.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      if said.count < 1 << 14 { said += bytes[..<count] }
    }
    var waitStatus: Int32 = 0
    while waitpid(process, &waitStatus, 0) < 0 {
      // Who started this process may have had it ignore its children's ends.
      guard errno == EINTR else {
        throw MemberProcess.StartFailure(
          description:
            "what the check of \(directory) came to is not known: \(String(cString: strerror(errno)))")
      }
    }
    let text = String(decoding: said, as: UTF8.self).split(separator: "\n").joined(separator: " ")
    return (MemberProcess.Ending(waitStatus: waitStatus), text)
  }
}
