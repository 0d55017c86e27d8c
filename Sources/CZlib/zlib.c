#include "CZlib.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

struct tern_zlib {
  z_stream stream;
  int inflates;
  /// Input beyond what a z_stream's counter holds.
  size_t left;
};

tern_zlib *tern_gzip_new(int level) {
  tern_zlib *made = calloc(1, sizeof *made);
  if (made == NULL) return NULL;
  if (deflateInit2(&made->stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK) return made;
  free(made);
  return NULL;
}

tern_zlib *tern_gunzip_new(void) {
  tern_zlib *made = calloc(1, sizeof *made);
  if (made == NULL) return NULL;
  made->inflates = 1;
  if (inflateInit2(&made->stream, 15 + 32) == Z_OK) return made;
  free(made);
  return NULL;
}

void tern_zlib_free(tern_zlib *stream) {
  if (stream == NULL) return;
  if (stream->inflates) inflateEnd(&stream->stream);
  else deflateEnd(&stream->stream);
  free(stream);
}

static void refill(tern_zlib *stream) {
  if (stream->stream.avail_in > 0 || stream->left == 0) return;
  unsigned part = stream->left > (1u << 30) ? (1u << 30) : (unsigned)stream->left;
  stream->stream.avail_in = part;
  stream->left -= part;
}

void tern_zlib_input(tern_zlib *stream, const void *bytes, size_t length) {
  stream->stream.next_in = (Bytef *)bytes;
  stream->stream.avail_in = 0;
  stream->left = length;
}

static int step(tern_zlib *stream, void *out, size_t capacity, int flush, size_t *count) {
  unsigned room = capacity > (1u << 30) ? (1u << 30) : (unsigned)capacity;
  stream->stream.next_out = out;
  stream->stream.avail_out = room;
  int code = Z_OK;
  do {
    refill(stream);
    int how = stream->left > 0 ? Z_NO_FLUSH : flush;
    code = stream->inflates ? inflate(&stream->stream, Z_NO_FLUSH) : deflate(&stream->stream, how);
  } while (code == Z_OK && stream->stream.avail_out > 0 && (stream->left > 0 || stream->stream.avail_in > 0));
  *count = room - stream->stream.avail_out;
  if (code == Z_STREAM_END) return TERN_ZLIB_END;
  return code == Z_OK || code == Z_BUF_ERROR ? TERN_ZLIB_MORE : TERN_ZLIB_FAILED;
}

int tern_gzip_next(tern_zlib *stream, void *out, size_t capacity, int flush, size_t *count) {
  static const int ways[] = {Z_NO_FLUSH, Z_SYNC_FLUSH, Z_FINISH};
  return step(stream, out, capacity, flush >= 0 && flush <= 2 ? ways[flush] : Z_NO_FLUSH, count);
}

int tern_gunzip_next(tern_zlib *stream, void *out, size_t capacity, size_t *count) {
  return step(stream, out, capacity, 0, count);
}
