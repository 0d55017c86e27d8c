import Configuration
import Glibc

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

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

  enum Ending: Hashable, CustomStringConvertible {
    case code(Int32)
    case signal(Int32)

    init(waitStatus: Int32) {
      let signal = waitStatus & 0x7F
      self = signal == 0 ? .code((waitStatus >> 8) & 0xFF) : .signal(signal)
    }

    var isClean: Bool { self == .code(0) }

    var description: String {
      switch self {
      case .code(0): "stopped"
      case .code(let code): "ended with exit code \(code)"
      case .signal(SIGKILL): "was killed (signal 9)"
      case .signal(let number): "was ended by signal \(number)"
      }
    }
  }

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

  struct StartFailure: Error, CustomStringConvertible {
    var description: String
  }

  /// Starts `tern master` for it with the given choice of cluster.
  mutating func start(_ clusterArguments: [String]) throws(StartFailure) {
    precondition(process == nil, "a member that runs can't be started")
    let process = try Self.spawn(
      ["master", "--name", name] + clusterArguments, output: logFile)
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

  private static func spawn(_ arguments: [String], output: String) throws(StartFailure) -> Int32 {
    let executable = try ownExecutable()
    keepDescriptors()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What this process ignores or blocks, its members must not.
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | 0x80  // POSIX_SPAWN_SETSID
    posix_spawnattr_setflags(&attributes, Int16(flags))

    var argv: [UnsafeMutablePointer<CChar>?] = (["tern"] + arguments).map { strdup($0) } + [nil]
    defer { for argument in argv { free(argument) } }
    var process: pid_t = 0
    let status = posix_spawn(&process, executable, &actions, &attributes, &argv, environ)
    guard status == 0 else {
      throw StartFailure(
        description: "cannot start \(executable) with its output in \(output): "
          + "\(String(cString: strerror(status))). Check that both are there and allowed to this user.")
    }
    return process
  }

  /// What this process has open isn't passed on: a connection that a member held too would not end for its
  /// other side when this process closes it. (NIO leaves its sockets to be inherited.)
  private static func keepDescriptors() {
    let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    for case let descriptor? in open.map({ Int32($0) }) where descriptor > STDERR_FILENO {
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
  }

  /// By its path, so that it shows as `tern` in a process list; a program replaced since it started is run
  /// from the kernel's link to it.
  private static func ownExecutable() throws(StartFailure) -> String {
    let link = "/proc/self/exe"
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { bytes in
        bytes.baseAddress.map { readlink(link, $0, bytes.count) } ?? 0
      }
    }
    guard count > 0 else { return link }
    let path = String(decoding: buffer[..<count], as: UTF8.self)
    return access(path, X_OK) == 0 ? path : link
  }
}
