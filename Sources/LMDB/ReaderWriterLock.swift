#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

/// A lock that many may share or one may hold alone. Whoever wants it alone goes before newcomers that want
/// to share it, so a stream of readers cannot starve the one writer. Not recursive: a thread that shares it
/// must not ask for it again.
///
/// `@unchecked Sendable`: the lock's memory is touched by pthread calls only.
package final class ReaderWriterLock: @unchecked Sendable {
  private let lock: UnsafeMutablePointer<pthread_rwlock_t>

  package init() {
    lock = .allocate(capacity: 1)
    var attributes = pthread_rwlockattr_t()
    pthread_rwlockattr_init(&attributes)
    #if canImport(Glibc)
      pthread_rwlockattr_setkind_np(
        &attributes, Int32(PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP))
    #endif
    let code = pthread_rwlock_init(lock, &attributes)
    precondition(code == 0, "pthread_rwlock_init: \(code)")
    pthread_rwlockattr_destroy(&attributes)
  }

  deinit {
    pthread_rwlock_destroy(lock)
    lock.deallocate()
  }

  package func lockShared() {
    let code = pthread_rwlock_rdlock(lock)
    precondition(code == 0, "pthread_rwlock_rdlock: \(code)")
  }

  package func lockAlone() {
    let code = pthread_rwlock_wrlock(lock)
    precondition(code == 0, "pthread_rwlock_wrlock: \(code)")
  }

  package func tryLockAlone() -> Bool { pthread_rwlock_trywrlock(lock) == 0 }

  package func unlock() {
    let code = pthread_rwlock_unlock(lock)
    precondition(code == 0, "pthread_rwlock_unlock: \(code)")
  }
}
