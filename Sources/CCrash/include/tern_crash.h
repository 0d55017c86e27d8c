#ifndef TERN_CRASH_H
#define TERN_CRASH_H

/// From now on a signal that ends the process for a fault of its own (SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGTRAP,
/// SIGFPE) first writes `line` with the signal and the address to standard error, and the same, durably, to the
/// file `note` in `directory`. Then it takes its course: to whoever handled it before when `keeps_handlers`, else
/// to the kernel, so that the process and all that it holds are gone at once.
///
/// To be called once; the strings are copied. Returns 0, or -1 when they are too long.
int tern_crash_install(const char *directory, const char *note, const char *line, int keeps_handlers);

#endif
