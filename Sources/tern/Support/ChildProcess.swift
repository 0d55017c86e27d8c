import CCrash
import Glibc

/// This program, run once more as a child of this process, in a session of its own: a Ctrl-C in the terminal is for
/// this process, which knows what to do. What this one ignores or blocks, the child does not.
enum ChildProcess {
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

  struct StartFailure: Error, CustomStringConvertible {
    var description: String
  }

  /// Where standard output and error go.
  enum Output {
    case appended(to: String)
    case descriptor(Int32)
  }

  /// `environment` takes the place of the variables of the same names, as `NAME=value`.
  static func start(
    _ arguments: [String], output: Output, environment changed: [String] = []
  ) throws(StartFailure) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    switch output {
    case .appended(let path):
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    case .descriptor(let descriptor):
      posix_spawn_file_actions_adddup2(&actions, descriptor, STDOUT_FILENO)
    }
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    // A connection that a child held too would not end for its other side when this process closes it, and NIO leaves
    // its sockets to be inherited.
    tern_pass_no_files(&actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | 0x80  // POSIX_SPAWN_SETSID
    posix_spawnattr_setflags(&attributes, Int16(flags))

    let executable = ownExecutable()
    var argv: [UnsafeMutablePointer<CChar>?] = (["tern"] + arguments).map { strdup($0) } + [nil]
    var environment = changed.map { strdup($0) } + inherited(except: changed) + [nil]
    defer { for text in argv + environment { free(text) } }
    var process: pid_t = 0
    let status = posix_spawn(&process, executable, &actions, &attributes, &argv, &environment)
    guard status == 0 else {
      let place = if case .appended(let path) = output { " with its output in \(path)" } else { "" }
      throw StartFailure(
        description: "cannot start \(executable)\(place): \(String(cString: strerror(status))). "
          + "Check that it is there and allowed to this user.")
    }
    return process
  }

  /// As they are: a variable need not be UTF-8.
  private static func inherited(except changed: [String]) -> [UnsafeMutablePointer<CChar>?] {
    let names = changed.map { $0.prefix { $0 != "=" } + "=" }
    var texts: [UnsafeMutablePointer<CChar>?] = []
    var at = 0
    while let text = environ[at] {
      if !names.contains(where: { strncmp(text, String($0), $0.utf8.count) == 0 }) {
        texts.append(strdup(text))
      }
      at += 1
    }
    return texts
  }

  /// By its path, so that it shows as `tern` in a process list; a program replaced since it started is run
  /// from the kernel's link to it.
  private static func ownExecutable() -> String {
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
