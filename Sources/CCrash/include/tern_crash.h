#ifndef TERN_CRASH_H
#define TERN_CRASH_H

#include <spawn.h>

/// From now on a signal that ends the process for a fault of its own (SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGTRAP,
/// SIGFPE) first writes `line` with the signal and the address, durably, to the file `note` in `directory`, and
/// then the same to standard error. Then it takes its course: to whoever handled it before when `keeps_handlers`,
/// else to the kernel, so that the process and all that it holds are gone at once; after some seconds in any case,
/// whatever holds up the note. A thread whose stack is full needs another one (sigaltstack(2)) for it.
///
/// To be called once; the strings are copied. Returns 0, or -1 when they are too long.
int tern_crash_install(const char *directory, const char *note, const char *line, int keeps_handlers);

/// For a process that works for another: it is killed when the thread that started it ends. Returns 0, or -1 when
/// `parent`, the process that started it, is gone already.
int tern_belong_to(int parent);

/// Has a process that is started with `actions` begin with no files and sockets but the standard ones. Swift's Glibc
/// leaves this call out.
int tern_pass_no_files(posix_spawn_file_actions_t *actions);

#endif
