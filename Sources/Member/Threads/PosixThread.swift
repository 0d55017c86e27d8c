#if canImport(Glibc)
  internal import Glibc
#endif

/// A thread that can be waited for.
final class PosixThread: Sendable {
  private let thread: pthread_t

  /// Starts it. `body` is all that it runs; `name` is for `top -H` and profilers, and 15 bytes of it count.
  init(name: String, body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let start = ThreadStart(name: name, body: body)
    let result = pthread_create(&thread, nil, runThread, Unmanaged.passRetained(start).toOpaque())
    precondition(result == 0, "no thread for \(name): error \(result)")
    self.thread = thread
  }

  /// Waits for its end; once.
  func join() {
    pthread_join(thread, nil)
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
  start.body()
  return nil
}
