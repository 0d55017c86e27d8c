#ifndef TERN_CHECKSUM_H
#define TERN_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/// CRC32C (Castagnoli, RFC 3720 appendix B.4) of `length` bytes, continued from `crc`.
/// `crc` is 0 for a fresh sum. Uses the processor's instruction where there is one.
uint32_t tern_crc32c(uint32_t crc, const void *bytes, size_t length);

/// The same sum by table alone, so that tests can hold the two against each other.
uint32_t tern_crc32c_portable(uint32_t crc, const void *bytes, size_t length);

#endif
