import Configuration
import Glibc

/// One member as a child process of this one, in a session of its own: a Ctrl-C in the terminal reaches only
/// the parent, which then stops its members in good order.
struct MemberProcess {
  enum State: Hashable {
    case notStarted
    case running(Int32)
    /// Stopped by SIGSTOP.
    case paused(Int32)
    case ended(Ending)
  }

  typealias Ending = ChildProcess.Ending

  let name: String
  let directory: String
  private(set) var state = State.notStarted

  init(name: String, directory: String) {
    self.name = name
    self.directory = directory
  }

  /// Where its standard output and error go.
  var logFile: String { directory + "/tern.log" }

  var process: Int32? {
    switch state {
    case .running(let process), .paused(let process): process
    case .notStarted, .ended: nil
    }
  }

  /// Starts `tern master` for it with the given choice of cluster.
  mutating func start(_ clusterArguments: [String]) throws(ChildProcess.StartFailure) {
    precondition(process == nil, "a member that runs can't be started")
    let process = try ChildProcess.start(
      ["master", "--name", name] + clusterArguments, output: .appended(to: logFile))
    state = .running(process)
  }

  mutating func kill() { send(SIGKILL) }

  /// A paused process gets the signal only once it goes on.
  mutating func terminate() {
    send(SIGTERM)
    resume()
  }

  mutating func pause() {
    guard case .running(let process) = state, Glibc.kill(process, SIGSTOP) == 0 else { return }
    state = .paused(process)
  }

  mutating func resume() {
    guard case .paused(let process) = state, Glibc.kill(process, SIGCONT) == 0 else { return }
    state = .running(process)
  }

  /// How it ended, if it did since the last call.
  mutating func reap() -> Ending? {
    guard let process else { return nil }
    var status: Int32 = 0
    guard waitpid(process, &status, WNOHANG) == process else { return nil }
    let ending = Ending(waitStatus: status)
    state = .ended(ending)
    return ending
  }

  private func send(_ signal: Int32) {
    if let process { _ = Glibc.kill(process, signal) }
  }
}
