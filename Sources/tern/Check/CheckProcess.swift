import Glibc
import Synchronization

/// `tern check data` in a process of its own, since what is damaged may end it. It ends with this process, and
/// holds nothing that this one has open.
final class CheckProcess: Sendable {
  struct Outcome {
    var ending: MemberProcess.Ending
    /// All that it printed, in one line.
    var said: String
  }

  private struct State {
    var process: pid_t?
    var isEnded = false
  }

  private let state = Mutex(State())

  /// Ends it, if it runs or is yet to.
  func end() {
    state.withLock { state in
      state.isEnded = true
      if let process = state.process { kill(process, SIGKILL) }
    }
  }

  /// Returns when it has ended. To be called once.
  func run(_ arguments: [String]) throws(MemberProcess.StartFailure) -> Outcome {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw failure("no file descriptor is left for a pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (input, output) = (ends[0], ends[1])
    defer { close(input) }
    let status = state.withLock { state in
      guard !state.isEnded else { return ECANCELED }
      var process: pid_t = 0
      let status = Self.spawn(arguments, output: output, &process)
      if status == 0 { state.process = process }
      return status
    }
    close(output)
    guard status == 0 else {
      throw failure("a check cannot be started: \(String(cString: strerror(status)))")
    }
    var said: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(input, &bytes, bytes.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      if said.count < 1 << 14 { said += bytes[..<count] }
    }
    let text = String(decoding: said, as: UTF8.self).split(separator: "\n").joined(separator: " ")
    return Outcome(ending: try reap(), said: text)
  }

  private func reap() throws(MemberProcess.StartFailure) -> MemberProcess.Ending {
    var waitStatus: Int32 = 0
    let code = state.withLock { state in
      guard let process = state.process else { return ECHILD }
      state.process = nil
      while waitpid(process, &waitStatus, 0) < 0 {
        // Who started this process may have had it ignore its children's ends.
        guard errno == EINTR else { return errno }
      }
      return 0
    }
    guard code == 0 else {
      throw failure("what a check came to is not known: \(String(cString: strerror(code)))")
    }
    return MemberProcess.Ending(waitStatus: waitStatus)
  }

  private func failure(_ text: String) -> MemberProcess.StartFailure {
    MemberProcess.StartFailure(description: text)
  }

  /// An errno; 0: it runs.
  private static func spawn(_ arguments: [String], output: Int32, _ process: inout pid_t) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A Ctrl-C in the terminal is for this process, which knows what to do.
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    let words = ["tern", "check", "data", "--for-process", "\(getpid())"] + arguments
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var environment = Self.environment
    defer { for text in argv + environment { free(text) } }
    signal(SIGCHLD, SIG_DFL)
    return posix_spawn(&process, "/proc/self/exe", &actions, &attributes, &argv, &environment)
  }

  /// This process's, but that the other one ends at once when it falls.
  private static var environment: [UnsafeMutablePointer<CChar>?] {
    let name = "SWIFT_BACKTRACE="
    var texts: [UnsafeMutablePointer<CChar>?] = [strdup(name + "enable=no")]
    var at = 0
    while let text = environ[at] {
      if strncmp(text, name, name.utf8.count) != 0 { texts.append(strdup(text)) }
      at += 1
    }
    return texts + [nil]
  }
}
