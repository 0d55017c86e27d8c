/* Preloaded into a member: a wall clock that is off by what a file says at the moment (CLOCK_FILE:
   nanoseconds, 8 bytes), and clocks that run at CLOCK_RATE times the true speed. Waits until a moment are
   told in these clocks, too. For tests only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const int64_t second = 1000000000;
static _Atomic int64_t *offset;
static double rate = 1;
/* True time of each clock when the process began. */
static int64_t begun[16];

static int64_t true_time(clockid_t clock) {
  struct timespec t;
  syscall(SYS_clock_gettime, clock, &t);
  return t.tv_sec * second + t.tv_nsec;
}

__attribute__((constructor)) static void begin(void) {
  for (int clock = 0; clock < 16; clock++) begun[clock] = true_time(clock);
  if (getenv("CLOCK_RATE")) rate = atof(getenv("CLOCK_RATE"));
  const char *path = getenv("CLOCK_FILE");
  int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *page = mmap(0, sizeof *offset, PROT_READ, MAP_SHARED, file, 0);
  if (page != MAP_FAILED) offset = page;
  close(file);
}

static int is_wall(clockid_t clock) { return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE; }

static int counts_cpu_time(clockid_t clock) {
  return clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID;
}

static int64_t told_time(clockid_t clock) {
  int64_t now = true_time(clock);
  if (clock < 0 || clock >= 16 || counts_cpu_time(clock)) return now;
  if (begun[clock]) now = begun[clock] + (int64_t)((now - begun[clock]) * rate);
  return now + (is_wall(clock) && offset ? *offset : 0);
}

int clock_gettime(clockid_t clock, struct timespec *t) {
  int64_t now = told_time(clock);
  t->tv_sec = now / second;
  t->tv_nsec = now % second;
  return 0;
}

int gettimeofday(struct timeval *restrict t, void *restrict zone) {
  int64_t now = told_time(CLOCK_REALTIME);
  t->tv_sec = now / second;
  t->tv_usec = now % second / 1000;
  return 0;
}

time_t time(time_t *t) {
  time_t now = told_time(CLOCK_REALTIME) / second;
  if (t) *t = now;
  return now;
}

/* In steps, so that a jump of the clock is felt as the kernel would have it felt. */
static int wait_until(pthread_cond_t *c, pthread_mutex_t *m, clockid_t clock, const struct timespec *until) {
  static int (*wait)(pthread_cond_t *, pthread_mutex_t *, clockid_t, const struct timespec *);
  if (!wait) wait = dlsym(RTLD_NEXT, "pthread_cond_clockwait");
  for (;;) {
    int64_t left = until->tv_sec * second + until->tv_nsec - told_time(clock);
    if (left <= 0) return ETIMEDOUT;
    int64_t step = true_time(CLOCK_MONOTONIC) + (left < 20000000 ? left : 20000000);
    struct timespec end = {step / second, step % second};
    int result = wait(c, m, CLOCK_MONOTONIC, &end);
    if (result != ETIMEDOUT) return result;
  }
}

int pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m, const struct timespec *until) {
  return wait_until(c, m, CLOCK_REALTIME, until);
}

int pthread_cond_clockwait(pthread_cond_t *c, pthread_mutex_t *m, clockid_t k, const struct timespec *until) {
  return wait_until(c, m, k, until);
}
