#ifndef FILE_RECORDER_H
#define FILE_RECORDER_H

#include <stddef.h>
#include <stdint.h>

/// Records what this process, its shared libraries included, does to the files below one directory. The calls are
/// defined here and so take the place of libc's; while nothing is recorded they only pass on. One recording at a
/// time. Only calls that succeeded are recorded, in the order in which they were made.

enum file_event_kind {
  FILE_OPENED,
  FILE_CLOSED,
  FILE_WRITTEN,
  FILE_TRUNCATED,
  /// `offset` is where the allocated range ends.
  FILE_ALLOCATED,
  FILE_SYNCED,
  FILE_RENAMED,
  FILE_REMOVED,
  DIRECTORY_MADE,
  /// A call whose effect on a crash this recorder does not know.
  FILE_UNSUPPORTED,
};

struct file_event {
  enum file_event_kind kind;
  int descriptor;
  /// Of open.
  int flags;
  int existed;
  int64_t offset;
  /// Of what was written.
  size_t length;
  const void *bytes;
  const char *path;
  const char *new_path;
};

/// Forgets the recording before, and records what happens below `directory`, an absolute path.
void file_recorder_start(const char *directory);
void file_recorder_stop(void);
size_t file_recorder_count(void);
/// Valid until the next start.
const struct file_event *file_recorder_event(size_t index);

/// From now on a signal that ends the process first prints `label` (kept, not copied; at most 4096 bytes).
void file_recorder_label(const char *label);

#endif
