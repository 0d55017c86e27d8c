import Glibc
import Synchronization

/// Signals as values on a pipe, so that they are handled outside the handler, where anything may be done.
enum Signals {
  /// Written by the handler, which may touch nothing but this and `write`. Set once, before any handler is.
  private static let writeEnd = Atomic<Int32>(-1)

  /// Sends every one of `signals` into a pipe from now on, a byte each; its reading end, non-blocking.
  static func pipe(_ signals: [Int32]) -> Int32 {
    var ends: [Int32] = [-1, -1]
    precondition(Glibc.pipe(&ends) == 0, "no file descriptor is left for a pipe")
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    writeEnd.store(ends[1], ordering: .releasing)
    for signal in signals {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(Signals.writeEnd.load(ordering: .acquiring), &byte, 1)
        errno = saved
      }
      action.sa_flags = Int32(SA_RESTART)
      sigaction(signal, &action, nil)
    }
    return ends[0]
  }

  /// The signals that have come since the last call.
  static func drain(_ pipe: Int32) -> [Int32] {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(pipe, &bytes, bytes.count)
    return count > 0 ? bytes[..<count].map(Int32.init) : []
  }

  /// Writing to a connection that is closed is an error at the call, not a death.
  static func ignoreBrokenPipes() {
    _ = Glibc.signal(SIGPIPE, SIG_IGN)
  }

  /// Calls `first` on the first signal that comes out of `pipe`, from a thread of its own. The second ends the
  /// process at once, with 128 + its number as shells have it: whoever asks twice doesn't want to wait.
  static func watch(_ pipe: Int32, _ first: @escaping @Sendable (Int32) -> Void) {
    let watcher = SignalWatcher(pipe: pipe, first: first)
    var thread = pthread_t()
    let context = Unmanaged.passRetained(watcher).toOpaque()
    let status = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<SignalWatcher>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context)
    precondition(status == 0, "no thread can be started for signals")
    pthread_detach(thread)
  }
}

private final class SignalWatcher: Sendable {
  private let pipe: Int32
  private let first: @Sendable (Int32) -> Void

  init(pipe: Int32, first: @escaping @Sendable (Int32) -> Void) {
    self.pipe = pipe
    self.first = first
  }

  func run() {
    var asked = false
    while true {
      var waiting = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, -1) > 0 else { continue }
      for signal in Signals.drain(pipe) {
        if asked { _exit(128 + signal) }
        asked = true
        first(signal)
      }
    }
  }
}
