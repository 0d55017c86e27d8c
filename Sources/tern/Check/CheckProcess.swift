import Glibc
import Synchronization

/// `tern check data` in a process of its own, since what is damaged may end it. It ends with this process, and
/// holds nothing that this one has open.
final class CheckProcess: Sendable {
  struct Outcome {
    var ending: ChildProcess.Ending
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
  func run(_ arguments: [String]) throws(ChildProcess.StartFailure) -> Outcome {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw failure("no file descriptor is left for a pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (input, output) = (ends[0], ends[1])
    defer { close(input) }
    let started = Result { () throws(ChildProcess.StartFailure) in try start(arguments, output: output) }
    // Or the end of what the child says would never come.
    close(output)
    try started.get()
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

  private func reap() throws(ChildProcess.StartFailure) -> ChildProcess.Ending {
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
    return ChildProcess.Ending(waitStatus: waitStatus)
  }

  private func start(_ arguments: [String], output: Int32) throws(ChildProcess.StartFailure) {
    try state.withLock { state throws(ChildProcess.StartFailure) in
      guard !state.isEnded else { throw failure("the check was given up before it began") }
      // Or nobody could tell what it came to.
      signal(SIGCHLD, SIG_DFL)
      state.process = try ChildProcess.start(
        ["check", "data", "--for-process", "\(getpid())"] + arguments, output: .descriptor(output),
        // It ends at once when it falls.
        environment: ["SWIFT_BACKTRACE=enable=no"])
    }
  }

  private func failure(_ text: String) -> ChildProcess.StartFailure {
    ChildProcess.StartFailure(description: text)
  }
}
