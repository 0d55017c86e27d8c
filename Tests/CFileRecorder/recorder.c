#define _GNU_SOURCE
#undef _FORTIFY_SOURCE
#include "file_recorder.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// The lock makes the call and its place in the recording one step, so that the order is the kernel's.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int active;
static char root[4096];
static size_t root_length;
static struct file_event *events;
static size_t count, capacity;

#define MAX_DESCRIPTORS 65536
static atomic_uchar tracked[MAX_DESCRIPTORS];

static int is_tracked(int descriptor) {
  return atomic_load_explicit(&active, memory_order_acquire) && descriptor >= 0 &&
         descriptor < MAX_DESCRIPTORS && atomic_load(&tracked[descriptor]);
}

static int is_below_root(const char *path) {
  return atomic_load_explicit(&active, memory_order_acquire) && path &&
         strncmp(path, root, root_length) == 0 && (path[root_length] == '/' || path[root_length] == 0);
}

static char *copy(const char *text) { return text ? strdup(text) : NULL; }

/// The lock is held.
static struct file_event *add(enum file_event_kind kind) {
  if (count == capacity) {
    capacity = capacity ? capacity * 2 : 4096;
    events = realloc(events, capacity * sizeof *events);
    if (!events) abort();
  }
  struct file_event *event = &events[count++];
  memset(event, 0, sizeof *event);
  event->kind = kind;
  event->descriptor = -1;
  return event;
}

static void add_written(int descriptor, const struct iovec *pieces, int number, ssize_t written, int64_t offset) {
  struct file_event *event = add(FILE_WRITTEN);
  char *bytes = malloc(written ? (size_t)written : 1);
  if (!bytes) abort();
  size_t at = 0;
  for (int piece = 0; piece < number && at < (size_t)written; piece++) {
    size_t length = pieces[piece].iov_len;
    if (length > (size_t)written - at) length = (size_t)written - at;
    memcpy(bytes + at, pieces[piece].iov_base, length);
    at += length;
  }
  event->descriptor = descriptor;
  event->offset = offset;
  event->length = (size_t)written;
  event->bytes = bytes;
}

// MARK: The recording

static void forget(void) {
  for (size_t index = 0; index < count; index++) {
    free((void *)events[index].bytes);
    free((void *)events[index].path);
    free((void *)events[index].new_path);
  }
  count = 0;
  for (int descriptor = 0; descriptor < MAX_DESCRIPTORS; descriptor++) atomic_store(&tracked[descriptor], 0);
}

void file_recorder_start(const char *directory) {
  pthread_mutex_lock(&lock);
  forget();
  root_length = strlen(directory);
  if (root_length >= sizeof root) abort();
  memcpy(root, directory, root_length + 1);
  atomic_store_explicit(&active, 1, memory_order_release);
  pthread_mutex_unlock(&lock);
}

void file_recorder_stop(void) { atomic_store_explicit(&active, 0, memory_order_release); }

size_t file_recorder_count(void) {
  pthread_mutex_lock(&lock);
  size_t result = count;
  pthread_mutex_unlock(&lock);
  return result;
}

const struct file_event *file_recorder_event(size_t index) { return index < count ? &events[index] : NULL; }

// MARK: Files

static int opened(const char *path, int flags, mode_t mode) {
  if (!is_below_root(path)) return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  pthread_mutex_lock(&lock);
  int existed = syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
  int descriptor = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  if (descriptor >= 0) {
    int failure = errno;
    struct file_event *event = add(FILE_OPENED);
    event->descriptor = descriptor;
    event->flags = flags;
    event->existed = existed;
    event->path = copy(path);
    if (descriptor < MAX_DESCRIPTORS) atomic_store(&tracked[descriptor], 1);
    else event->kind = FILE_UNSUPPORTED;
    errno = failure;
  }
  pthread_mutex_unlock(&lock);
  return descriptor;
}

static mode_t mode_of(int flags, va_list arguments) {
  return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return opened(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return opened(path, flags, mode);
}

int close(int descriptor) {
  if (!is_tracked(descriptor)) return (int)syscall(SYS_close, descriptor);
  pthread_mutex_lock(&lock);
  atomic_store(&tracked[descriptor], 0);
  add(FILE_CLOSED)->descriptor = descriptor;
  int result = (int)syscall(SYS_close, descriptor);
  pthread_mutex_unlock(&lock);
  return result;
}

static ssize_t written_at(int descriptor, const struct iovec *pieces, int number, off_t offset) {
  if (!is_tracked(descriptor)) {
    return number == 1 ? syscall(SYS_pwrite64, descriptor, pieces->iov_base, pieces->iov_len, offset)
                       : syscall(SYS_pwritev, descriptor, pieces, number, offset, 0L);
  }
  pthread_mutex_lock(&lock);
  ssize_t written = number == 1 ? syscall(SYS_pwrite64, descriptor, pieces->iov_base, pieces->iov_len, offset)
                                : syscall(SYS_pwritev, descriptor, pieces, number, offset, 0L);
  if (written > 0) add_written(descriptor, pieces, number, written, offset);
  pthread_mutex_unlock(&lock);
  return written;
}

static ssize_t written_on(int descriptor, const struct iovec *pieces, int number) {
  if (!is_tracked(descriptor)) {
    return number == 1 ? syscall(SYS_write, descriptor, pieces->iov_base, pieces->iov_len)
                       : syscall(SYS_writev, descriptor, pieces, number);
  }
  pthread_mutex_lock(&lock);
  ssize_t written = number == 1 ? syscall(SYS_write, descriptor, pieces->iov_base, pieces->iov_len)
                                : syscall(SYS_writev, descriptor, pieces, number);
  if (written > 0) {
    off_t end = (off_t)syscall(SYS_lseek, descriptor, 0L, SEEK_CUR);
    add_written(descriptor, pieces, number, written, end - written);
  }
  pthread_mutex_unlock(&lock);
  return written;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
  struct iovec piece = {(void *)bytes, length};
  return written_at(descriptor, &piece, 1, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off_t offset) {
  struct iovec piece = {(void *)bytes, length};
  return written_at(descriptor, &piece, 1, offset);
}

ssize_t pwritev(int descriptor, const struct iovec *pieces, int number, off_t offset) {
  return written_at(descriptor, pieces, number, offset);
}

ssize_t pwritev64(int descriptor, const struct iovec *pieces, int number, off_t offset) {
  return written_at(descriptor, pieces, number, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
  struct iovec piece = {(void *)bytes, length};
  return written_on(descriptor, &piece, 1);
}

ssize_t writev(int descriptor, const struct iovec *pieces, int number) {
  return written_on(descriptor, pieces, number);
}

/// Makes a system call on a descriptor and, if it succeeds, an event of it.
static int called(long number, enum file_event_kind kind, int descriptor, long first, long second, long third,
                  int64_t offset) {
  if (!is_tracked(descriptor)) return (int)syscall(number, descriptor, first, second, third);
  pthread_mutex_lock(&lock);
  int result = (int)syscall(number, descriptor, first, second, third);
  if (result == 0) {
    struct file_event *event = add(kind);
    event->descriptor = descriptor;
    event->offset = offset;
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int fsync(int descriptor) { return called(SYS_fsync, FILE_SYNCED, descriptor, 0, 0, 0, 0); }
int fdatasync(int descriptor) { return called(SYS_fdatasync, FILE_SYNCED, descriptor, 0, 0, 0, 0); }

int ftruncate(int descriptor, off_t size) {
  return called(SYS_ftruncate, FILE_TRUNCATED, descriptor, size, 0, 0, size);
}

int ftruncate64(int descriptor, off_t size) {
  return called(SYS_ftruncate, FILE_TRUNCATED, descriptor, size, 0, 0, size);
}

int fallocate(int descriptor, int mode, off_t offset, off_t length) {
  return called(SYS_fallocate, mode == 0 ? FILE_ALLOCATED : FILE_UNSUPPORTED, descriptor, mode, offset, length,
                offset + length);
}

int fallocate64(int descriptor, int mode, off_t offset, off_t length) {
  return called(SYS_fallocate, mode == 0 ? FILE_ALLOCATED : FILE_UNSUPPORTED, descriptor, mode, offset, length,
                offset + length);
}

int posix_fallocate(int descriptor, off_t offset, off_t length) {
  return fallocate(descriptor, 0, offset, length) == 0 ? 0 : errno;
}

/// Whose pages a map was written through is not followed: the stores recorded here write no map.
int msync(void *address, size_t length, int flags) {
  if (atomic_load_explicit(&active, memory_order_acquire)) {
    pthread_mutex_lock(&lock);
    add(FILE_UNSUPPORTED);
    pthread_mutex_unlock(&lock);
  }
  return (int)syscall(SYS_msync, address, length, flags);
}

// MARK: Names

int rename(const char *path, const char *new_path) {
  int is_ours = is_below_root(path) || is_below_root(new_path);
  if (!is_ours) return (int)syscall(SYS_renameat2, AT_FDCWD, path, AT_FDCWD, new_path, 0);
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_renameat2, AT_FDCWD, path, AT_FDCWD, new_path, 0);
  if (result == 0) {
    struct file_event *event = add(FILE_RENAMED);
    event->path = copy(path);
    event->new_path = copy(new_path);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int unlink(const char *path) {
  if (!is_below_root(path)) return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  if (result == 0) add(FILE_REMOVED)->path = copy(path);
  pthread_mutex_unlock(&lock);
  return result;
}

int rmdir(const char *path) {
  if (!is_below_root(path)) return (int)syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
  if (result == 0) add(FILE_REMOVED)->path = copy(path);
  pthread_mutex_unlock(&lock);
  return result;
}

int mkdir(const char *path, mode_t mode) {
  if (!is_below_root(path)) return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  if (result == 0) add(DIRECTORY_MADE)->path = copy(path);
  pthread_mutex_unlock(&lock);
  return result;
}

// MARK: Dying words

static const char *_Atomic last_label;

static void die(int signal_number) {
  const char *label = atomic_load(&last_label);
  if (label) {
    syscall(SYS_write, 2, label, strnlen(label, 4096));
    syscall(SYS_write, 2, "\n", 1L);
  }
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

void file_recorder_label(const char *label) {
  static atomic_int is_installed;
  atomic_store(&last_label, label);
  if (atomic_exchange(&is_installed, 1)) return;
  const int signals[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
  for (size_t index = 0; index < sizeof signals / sizeof *signals; index++) signal(signals[index], die);
}
