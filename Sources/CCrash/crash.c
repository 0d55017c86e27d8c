#define _GNU_SOURCE
#include "tern_crash.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

// What the handler uses is made beforehand: it may call nothing but what signal-safety(7) lists.
static char directory_path[4096];
static char note_path[4200];
static char first_words[512];
static atomic_int is_falling;
static pthread_t falling_thread;

static const int signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGTRAP, SIGFPE};
enum { signal_count = sizeof signals / sizeof signals[0] };
static struct sigaction before[signal_count];
// What writing the note may take, on a disk or a pipe that hangs.
enum { seconds_to_live = 5 };

static char *add_text(char *at, const char *end, const char *text) {
    while (*text && at < end) *at++ = *text++;
    return at;
}

static char *add_number(char *at, const char *end, uint64_t number, unsigned base) {
    char digits[20];
    int count = 0;
    do {
        digits[count++] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number && count < (int)sizeof digits);
    while (count > 0 && at < end) *at++ = digits[--count];
    return at;
}

static void write_all(int file, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t written = write(file, bytes, length);
        if (written <= 0) return;
        bytes += written;
        length -= (size_t)written;
    }
}

static void leave_note(const char *text, size_t length) {
    int file = open(note_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return;
    write_all(file, text, length);
    fsync(file);
    close(file);
    int directory = open(directory_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return;
    fsync(directory);
    close(directory);
}

// A second signal that ends the process, by its default action, whoever had another in mind for it.
static void limit_time(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    sigaction(SIGALRM, &action, NULL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    alarm(seconds_to_live);
}

static void fall(int number, siginfo_t *info, void *context) {
    (void)context;
    int expected = 0;
    if (atomic_compare_exchange_strong(&is_falling, &expected, 1)) {
        falling_thread = pthread_self();
        limit_time();
        char text[1024];
        const char *end = text + sizeof text - 1;
        char *at = add_text(text, end, first_words);
        at = add_text(at, end, "signal ");
        at = add_number(at, end, (uint64_t)number, 10);
        // Another process's signal has none.
        if (info->si_code > 0 && number != SIGABRT && number != SIGTRAP) {
            at = add_text(at, end, " at address 0x");
            at = add_number(at, end, (uint64_t)(uintptr_t)info->si_addr, 16);
        }
        at = add_text(at, end, "\n");
        leave_note(text, (size_t)(at - text));
        write_all(STDERR_FILENO, text, (size_t)(at - text));
        alarm(0);
    } else if (!pthread_equal(falling_thread, pthread_self())) {
        // The first one ends the process.
        while (1) pause();
    }
    for (int i = 0; i < signal_count; i++) sigaction(signals[i], &before[i], NULL);
    // Comes when this handler returns.
    raise(number);
}

int tern_crash_install(const char *directory, const char *note, const char *line, int keeps_handlers) {
    if (strlen(directory) >= sizeof directory_path || strlen(line) >= sizeof first_words) return -1;
    strcpy(directory_path, directory);
    strcpy(first_words, line);
    int length = snprintf(note_path, sizeof note_path, "%s/%s", directory, note);
    if (length < 0 || (size_t)length >= sizeof note_path) return -1;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = fall;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < signal_count; i++) {
        sigaction(signals[i], &action, &before[i]);
        if (!keeps_handlers) {
            memset(&before[i], 0, sizeof before[i]);
            before[i].sa_handler = SIG_DFL;
        }
    }
    if (!keeps_handlers) signal(SIGQUIT, SIG_DFL);
    return 0;
}

int tern_belong_to(int parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return -1;
    // It may have ended before.
    return getppid() == parent ? 0 : -1;
}

int tern_pass_no_files(posix_spawn_file_actions_t *actions) {
    return posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
}
