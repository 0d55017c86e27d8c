#include "COpenSSL.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

static const tern_bytes no_bytes = {NULL, 0};

/// What an i2d function wrote.
static tern_bytes written(unsigned char *data, int length) {
  ERR_clear_error();
  if (data == NULL || length < 0) return no_bytes;
  return (tern_bytes){data, (size_t)length};
}

void tern_bytes_free(tern_bytes bytes) { OPENSSL_free(bytes.data); }

int tern_random(void *out, size_t length) {
  unsigned char *place = out;
  while (length > 0) {
    int part = length > (1 << 20) ? (1 << 20) : (int)length;
    if (RAND_bytes(place, part) != 1) return 0;
    place += part;
    length -= (size_t)part;
  }
  return 1;
}

void tern_sha256(const void *bytes, size_t length, unsigned char out[32]) {
  unsigned size = 32;
  if (EVP_Digest(bytes, length, out, &size, EVP_sha256(), NULL) != 1) memset(out, 0, 32);
}

int tern_hmac_sha256(
  const void *key, size_t key_length, const void *bytes, size_t length, unsigned char out[32]) {
  unsigned size = 32;
  if (key_length > INT32_MAX) return 0;
  return HMAC(EVP_sha256(), key, (int)key_length, bytes, length, out, &size) != NULL;
}

EVP_PKEY *tern_key_p256(void) {
  EVP_PKEY *key = EVP_EC_gen("P-256");
  ERR_clear_error();
  return key;
}

EVP_PKEY *tern_key_rsa(unsigned bits) {
  EVP_PKEY *key = EVP_RSA_gen(bits);
  ERR_clear_error();
  return key;
}

EVP_PKEY *tern_key_private_from_der(const void *der, size_t length) {
  if (length > INT32_MAX) return NULL;
  const unsigned char *place = der;
  EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &place, (long)length);
  ERR_clear_error();
  return key;
}

EVP_PKEY *tern_key_public_from_der(const void *der, size_t length) {
  if (length > INT32_MAX) return NULL;
  const unsigned char *place = der;
  EVP_PKEY *key = d2i_PUBKEY(NULL, &place, (long)length);
  ERR_clear_error();
  return key;
}

EVP_PKEY *tern_key_rsa_public_from_der(const void *der, size_t length) {
  if (length > INT32_MAX) return NULL;
  const unsigned char *place = der;
  EVP_PKEY *key = d2i_PublicKey(EVP_PKEY_RSA, NULL, &place, (long)length);
  ERR_clear_error();
  return key;
}

void tern_key_free(EVP_PKEY *key) { EVP_PKEY_free(key); }

int tern_key_kind(const EVP_PKEY *key) {
  switch (EVP_PKEY_get_base_id(key)) {
  case EVP_PKEY_RSA: return TERN_KEY_RSA;
  case EVP_PKEY_ED25519: return TERN_KEY_ED25519;
  case EVP_PKEY_EC: break;
  default: return TERN_KEY_OTHER;
  }
  char group[32];
  size_t length = 0;
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, &length) != 1) {
    ERR_clear_error();
    return TERN_KEY_OTHER;
  }
  if (strcmp(group, "prime256v1") == 0 || strcmp(group, "P-256") == 0) return TERN_KEY_P256;
  if (strcmp(group, "secp384r1") == 0 || strcmp(group, "P-384") == 0) return TERN_KEY_P384;
  if (strcmp(group, "secp521r1") == 0 || strcmp(group, "P-521") == 0) return TERN_KEY_P521;
  return TERN_KEY_OTHER;
}

int tern_key_bits(const EVP_PKEY *key) { return EVP_PKEY_get_bits(key); }

tern_bytes tern_key_pkcs8(const EVP_PKEY *key) {
  PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
  if (info == NULL) return written(NULL, -1);
  unsigned char *der = NULL;
  int length = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
  PKCS8_PRIV_KEY_INFO_free(info);
  return written(der, length);
}

tern_bytes tern_key_traditional(const EVP_PKEY *key) {
  unsigned char *der = NULL;
  int length = i2d_PrivateKey(key, &der);
  return written(der, length);
}

tern_bytes tern_key_public_der(const EVP_PKEY *key) {
  unsigned char *der = NULL;
  int length = i2d_PUBKEY(key, &der);
  return written(der, length);
}

tern_bytes tern_key_number(const EVP_PKEY *key, const char *name) {
  BIGNUM *number = NULL;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return written(NULL, -1);
  int length = BN_num_bytes(number);
  unsigned char *bytes = OPENSSL_malloc(length > 0 ? (size_t)length : 1);
  if (bytes != NULL) BN_bn2bin(number, bytes);
  BN_free(number);
  return written(bytes, length);
}

EVP_PKEY *tern_key_rsa_public(const void *n, size_t n_length, const void *e, size_t e_length) {
  if (n_length > 4096 || e_length > 64) return NULL;
  EVP_PKEY *key = NULL;
  BIGNUM *modulus = BN_bin2bn(n, (int)n_length, NULL);
  BIGNUM *exponent = BN_bin2bn(e, (int)e_length, NULL);
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  OSSL_PARAM *parameters = NULL;
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
  if (modulus && exponent && builder && context
      && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) == 1
      && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) == 1
      && (parameters = OSSL_PARAM_BLD_to_param(builder)) != NULL && EVP_PKEY_fromdata_init(context) == 1)
    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters);
  OSSL_PARAM_free(parameters);
  OSSL_PARAM_BLD_free(builder);
  EVP_PKEY_CTX_free(context);
  BN_free(modulus);
  BN_free(exponent);
  ERR_clear_error();
  return key;
}

tern_bytes tern_key_sign(EVP_PKEY *key, const void *bytes, size_t length) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  const EVP_MD *digest = EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 ? NULL : EVP_sha256();
  size_t size = 0;
  tern_bytes signature = no_bytes;
  if (context != NULL && EVP_DigestSignInit(context, NULL, digest, NULL, key) == 1
      && EVP_DigestSign(context, NULL, &size, bytes, length) == 1) {
    signature.data = OPENSSL_malloc(size);
    if (signature.data != NULL && EVP_DigestSign(context, signature.data, &size, bytes, length) == 1) {
      signature.length = size;
    } else {
      OPENSSL_free(signature.data);
      signature = no_bytes;
    }
  }
  EVP_MD_CTX_free(context);
  ERR_clear_error();
  return signature;
}

int tern_key_verify(
  EVP_PKEY *key, const void *bytes, size_t length, const void *signature, size_t signature_length) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  const EVP_MD *digest = EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 ? NULL : EVP_sha256();
  int good = context != NULL && EVP_DigestVerifyInit(context, NULL, digest, NULL, key) == 1
             && EVP_DigestVerify(context, signature, signature_length, bytes, length) == 1;
  EVP_MD_CTX_free(context);
  ERR_clear_error();
  return good;
}

tern_bytes tern_ecdsa_raw(const void *der, size_t length, size_t width) {
  if (length > 1024 || width > 128) return no_bytes;
  const unsigned char *place = der;
  ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &place, (long)length);
  if (signature == NULL) return written(NULL, -1);
  unsigned char *raw = OPENSSL_malloc(width * 2);
  int good = raw != NULL
             && BN_bn2binpad(ECDSA_SIG_get0_r(signature), raw, (int)width) == (int)width
             && BN_bn2binpad(ECDSA_SIG_get0_s(signature), raw + width, (int)width) == (int)width;
  ECDSA_SIG_free(signature);
  if (!good) {
    OPENSSL_free(raw);
    raw = NULL;
  }
  return written(raw, (int)(width * 2));
}

tern_bytes tern_ecdsa_der(const void *raw, size_t length) {
  if (length == 0 || length % 2 != 0 || length > 256) return no_bytes;
  const unsigned char *bytes = raw;
  int half = (int)(length / 2);
  ECDSA_SIG *signature = ECDSA_SIG_new();
  BIGNUM *r = BN_bin2bn(bytes, half, NULL);
  BIGNUM *s = BN_bin2bn(bytes + half, half, NULL);
  unsigned char *der = NULL;
  int size = -1;
  if (signature != NULL && r != NULL && s != NULL && ECDSA_SIG_set0(signature, r, s) == 1) {
    r = s = NULL;
    size = i2d_ECDSA_SIG(signature, &der);
  }
  BN_free(r);
  BN_free(s);
  ECDSA_SIG_free(signature);
  return written(der, size);
}
