/// gzip (RFC 1952) by zlib, as functions that Swift can call: zlib's own entry points are macros.
#ifndef TERN_CZLIB_H
#define TERN_CZLIB_H

#include <stddef.h>

typedef struct tern_zlib tern_zlib;

/// NULL without memory. `level`: 1 (fast) to 9.
tern_zlib *tern_gzip_new(int level);
/// Takes gzip or zlib streams.
tern_zlib *tern_gunzip_new(void);
void tern_zlib_free(tern_zlib *stream);
/// What to do next works on; the bytes must live until it is all taken.
void tern_zlib_input(tern_zlib *stream, const void *bytes, size_t length);
enum { TERN_ZLIB_MORE = 0, TERN_ZLIB_END = 1, TERN_ZLIB_FAILED = -1 };
enum { TERN_ZLIB_NO_FLUSH = 0, TERN_ZLIB_SYNC = 1, TERN_ZLIB_FINISH = 2 };
/// Fills `out` as far as it can; `count` is what was written. MORE with a full `out`: call again.
int tern_gzip_next(tern_zlib *stream, void *out, size_t capacity, int flush, size_t *count);
int tern_gunzip_next(tern_zlib *stream, void *out, size_t capacity, size_t *count);

#endif
