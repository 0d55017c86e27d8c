internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

/// A thread that is started once and can be waited for.
final class PosixThread: Sendable {
  /// Of up to 15 bytes, for `top -H` and profilers.
  private let name: String
  /// nil before the start and after the join.
  private let running = Mutex<pthread_t?>(nil)

  init(name: String) {
    self.name = name
  }

  /// `body` is all that the thread runs.
  func start(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let start = ThreadStart(name: name, body: body)
    let result = pthread_create(&thread, nil, runThread, Unmanaged.passRetained(start).toOpaque())
    precondition(result == 0, "no thread for \(name): error \(result)")
    running.withLock { [thread] in $0 = thread }
  }

  /// Waits for its end; a second call returns at once.
  func join() {
    let thread = running.withLock { running in
      defer { running = nil }
      return running
    }
    if let thread { pthread_join(thread, nil) }
  }
}

private final class ThreadStart: Sendable {
  let name: String
  let body: @Sendable () -> Void

  init(name: String, body: @escaping @Sendable () -> Void) {
    self.name = name
    self.body = body
  }

  /// Through /proc, since Glibc's own call is hidden from Swift; a name that cannot be set is no fault.
  func setName() {
    let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = name.withCString { write(file, $0, strlen($0)) }
    close(file)
  }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
  start.setName()
  SignalStack.install()
  defer { SignalStack.remove() }
  start.body()
  return nil
}
