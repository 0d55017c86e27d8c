#include "checksum.h"

#include <pthread.h>
#include <string.h>

// Swift has no way to name the CRC32 instructions, which is why this one file is C.

static uint32_t table[8][256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fill_table(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0x82F63B78u & (0u - (crc & 1)));
    table[0][i] = crc;
  }
  for (uint32_t i = 0; i < 256; i++)
    for (int slice = 1; slice < 8; slice++)
      table[slice][i] = (table[slice - 1][i] >> 8) ^ table[0][table[slice - 1][i] & 0xFF];
}

uint32_t tern_crc32c_portable(uint32_t crc, const void *bytes, size_t length) {
  pthread_once(&once, fill_table);
  const uint8_t *p = bytes;
  crc = ~crc;
  while (length >= 8) {
    uint32_t low, high;
    memcpy(&low, p, 4);
    memcpy(&high, p + 4, 4);
    low ^= crc;
    crc = table[7][low & 0xFF] ^ table[6][(low >> 8) & 0xFF] ^ table[5][(low >> 16) & 0xFF] ^
          table[4][low >> 24] ^ table[3][high & 0xFF] ^ table[2][(high >> 8) & 0xFF] ^
          table[1][(high >> 16) & 0xFF] ^ table[0][high >> 24];
    p += 8;
    length -= 8;
  }
  while (length--) crc = (crc >> 8) ^ table[0][(crc ^ *p++) & 0xFF];
  return ~crc;
}

#if defined(__x86_64__)

#include <nmmintrin.h>

__attribute__((target("sse4.2"))) static uint32_t by_instruction(uint32_t crc, const void *bytes, size_t length) {
  const uint8_t *p = bytes;
  uint64_t sum = ~crc;
  while (length >= 8) {
    uint64_t word;
    memcpy(&word, p, 8);
    sum = _mm_crc32_u64(sum, word);
    p += 8;
    length -= 8;
  }
  uint32_t rest = (uint32_t)sum;
  while (length--) rest = _mm_crc32_u8(rest, *p++);
  return ~rest;
}

uint32_t tern_crc32c(uint32_t crc, const void *bytes, size_t length) {
  if (__builtin_cpu_supports("sse4.2")) return by_instruction(crc, bytes, length);
  return tern_crc32c_portable(crc, bytes, length);
}

#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)

#include <arm_acle.h>

uint32_t tern_crc32c(uint32_t crc, const void *bytes, size_t length) {
  const uint8_t *p = bytes;
  crc = ~crc;
  while (length >= 8) {
    uint64_t word;
    memcpy(&word, p, 8);
    crc = __crc32cd(crc, word);
    p += 8;
    length -= 8;
  }
  while (length--) crc = __crc32cb(crc, *p++);
  return ~crc;
}

#else

uint32_t tern_crc32c(uint32_t crc, const void *bytes, size_t length) {
  return tern_crc32c_portable(crc, bytes, length);
}

#endif
