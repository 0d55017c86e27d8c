#if canImport(Glibc)
  internal import Glibc
#endif

/// A stack of its own for a thread's signal handlers: a thread that has filled its usual one could else not even
/// leave a note of its fall.
package enum SignalStack {
  private static let size = 64 << 10

  /// For the thread that calls it.
  package static func install() {
    var stack = stack_t()
    stack.ss_sp = malloc(size)
    stack.ss_size = size
    guard stack.ss_sp != nil else { return }
    if sigaltstack(&stack, nil) != 0 { free(stack.ss_sp) }
  }

  /// What `install` made, before the thread ends.
  static func remove() {
    var none = stack_t()
    var stack = stack_t()
    none.ss_flags = Int32(SS_DISABLE)
    guard sigaltstack(&none, &stack) == 0, stack.ss_size == size else { return }
    free(stack.ss_sp)
  }
}
