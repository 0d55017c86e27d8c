/// What the modules PKI and Web need of OpenSSL 3, as functions that Swift can call: OpenSSL's own headers
/// are full of macros and stay out of Swift. Functions that give a pointer give NULL when they fail; those
/// that give an int give 1 for success and 0 for failure, unless they say otherwise. The error queue is left
/// empty.
#ifndef TERN_COPENSSL_H
#define TERN_COPENSSL_H

#include <openssl/types.h>
#include <stddef.h>
#include <stdint.h>

/// Bytes that the caller frees by tern_bytes_free. `data` is NULL where there are none.
typedef struct {
  unsigned char *data;
  size_t length;
} tern_bytes;

void tern_bytes_free(tern_bytes bytes);

/// Random, digests
int tern_random(void *out, size_t length);
void tern_sha256(const void *bytes, size_t length, unsigned char out[32]);
int tern_hmac_sha256(
  const void *key, size_t key_length, const void *bytes, size_t length, unsigned char out[32]);

/// Keys
enum { TERN_KEY_OTHER = 0, TERN_KEY_P256, TERN_KEY_P384, TERN_KEY_P521, TERN_KEY_RSA, TERN_KEY_ED25519 };
EVP_PKEY *tern_key_p256(void);
EVP_PKEY *tern_key_rsa(unsigned bits);
/// PKCS#8, SEC 1 or PKCS#1.
EVP_PKEY *tern_key_private_from_der(const void *der, size_t length);
/// SubjectPublicKeyInfo.
EVP_PKEY *tern_key_public_from_der(const void *der, size_t length);
/// PKCS#1.
EVP_PKEY *tern_key_rsa_public_from_der(const void *der, size_t length);
void tern_key_free(EVP_PKEY *key);
int tern_key_kind(const EVP_PKEY *key);
int tern_key_bits(const EVP_PKEY *key);
tern_bytes tern_key_pkcs8(const EVP_PKEY *key);
/// SEC 1 or PKCS#1.
tern_bytes tern_key_traditional(const EVP_PKEY *key);
tern_bytes tern_key_public_der(const EVP_PKEY *key);
/// "n", "e" of RSA; "qx", "qy" of an elliptic curve.
tern_bytes tern_key_number(const EVP_PKEY *key, const char *name);
EVP_PKEY *tern_key_rsa_public(const void *n, size_t n_length, const void *e, size_t e_length);
/// SHA-256; an elliptic curve's signature is a DER sequence.
tern_bytes tern_key_sign(EVP_PKEY *key, const void *bytes, size_t length);
int tern_key_verify(
  EVP_PKEY *key, const void *bytes, size_t length, const void *signature, size_t signature_length);
/// Between the DER sequence of an ECDSA signature and r || s, each `width` bytes (RFC 7518, 3.4).
tern_bytes tern_ecdsa_raw(const void *der, size_t length, size_t width);
tern_bytes tern_ecdsa_der(const void *raw, size_t length);

/// Names
X509_NAME *tern_name_new(void);
/// `type` is a short name: "CN", "O".
int tern_name_add(X509_NAME *name, const char *type, const void *utf8, size_t length);
void tern_name_free(X509_NAME *name);
int tern_name_count(const X509_NAME *name);
/// Writes the entry's value as UTF-8; `type` gets a static string, or "" for one OpenSSL doesn't know.
tern_bytes tern_name_entry(const X509_NAME *name, int index, const char **type);

enum { TERN_SAN_EMAIL = 1, TERN_SAN_DNS = 2, TERN_SAN_URI = 6, TERN_SAN_IP = 7 };
typedef struct stack_st_GENERAL_NAME tern_sans;
typedef struct X509_req_st X509_REQ;
tern_sans *tern_sans_new(void);
int tern_sans_add(tern_sans *sans, int type, const void *value, size_t length);
void tern_sans_free(tern_sans *sans);
int tern_sans_count(const tern_sans *sans);
/// Owned by `sans`. `type` gets -1 for kinds without a plain value.
const unsigned char *tern_sans_get(const tern_sans *sans, int index, int *type, size_t *length);

/// Certificates
enum { TERN_EKU_SERVER = 1, TERN_EKU_CLIENT = 2, TERN_EKU_ANY = 4, TERN_EKU_OTHER = 8 };
/// As X.509's bits are numbered from the left, with OpenSSL's values.
enum {
  TERN_KU_DIGITAL_SIGNATURE = 0x80,
  TERN_KU_KEY_ENCIPHERMENT = 0x20,
  TERN_KU_CERT_SIGN = 0x04,
  TERN_KU_CRL_SIGN = 0x02
};
typedef struct {
  int is_ca;
  /// -1 where the extension is absent.
  int key_usage;
  int extended_usage;
  int64_t not_before;
  int64_t not_after;
} tern_certificate_facts;

X509 *tern_certificate_from_der(const void *der, size_t length);
void tern_certificate_free(X509 *certificate);
tern_certificate_facts tern_certificate_facts_of(X509 *certificate);
tern_bytes tern_certificate_serial(X509 *certificate);
const X509_NAME *tern_certificate_subject(const X509 *certificate);
const X509_NAME *tern_certificate_issuer(const X509 *certificate);
/// NULL where it has none. The caller's.
tern_sans *tern_certificate_sans(X509 *certificate);
tern_bytes tern_certificate_spki(X509 *certificate);
EVP_PKEY *tern_certificate_key(X509 *certificate);
/// 1 where it matches; the subject's CN doesn't count.
int tern_certificate_matches_host(X509 *certificate, const char *host);
int tern_certificate_matches_ip(X509 *certificate, const char *ip);

typedef struct {
  const X509_NAME *subject;
  /// NULL for none.
  tern_sans *sans;
  EVP_PKEY *key;
  /// NULL for a certificate that signs itself.
  X509 *issuer;
  EVP_PKEY *issuer_key;
  const unsigned char *serial;
  size_t serial_length;
  int64_t not_before;
  int64_t not_after;
  int is_ca;
  int key_usage;
  int extended_usage;
} tern_certificate_request;
tern_bytes tern_certificate_make(const tern_certificate_request *request);

/// OpenSSL's X509_V_ code: 0 when the chain is good. `roots` are trusted as they are, self-signed or not.
enum { TERN_USE_SERVER = 1, TERN_USE_CLIENT = 2, TERN_USE_ANY = 0 };
enum {
  TERN_V_OK = 0,
  TERN_V_NOT_YET_VALID,
  TERN_V_EXPIRED,
  TERN_V_UNKNOWN_AUTHORITY,
  TERN_V_BAD_SIGNATURE,
  TERN_V_BAD_USAGE,
  TERN_V_OTHER
};
int tern_certificate_verify(
  X509 *leaf, X509 *const *between, size_t between_count, X509 *const *roots, size_t roots_count,
  int64_t now, int use);

/// Requests (PKCS#10)
X509_REQ *tern_csr_from_der(const void *der, size_t length);
void tern_csr_free(X509_REQ *csr);
const X509_NAME *tern_csr_subject(const X509_REQ *csr);
tern_sans *tern_csr_sans(X509_REQ *csr);
int tern_csr_verify(X509_REQ *csr);
EVP_PKEY *tern_csr_key(X509_REQ *csr);
tern_bytes tern_csr_make(EVP_PKEY *key, const X509_NAME *subject, tern_sans *sans);

/// TLS
SSL_CTX *tern_tls_context(int is_server);
void tern_tls_context_free(SSL_CTX *context);
void tern_tls_context_retain(SSL_CTX *context);
/// The leaf comes first. The key must be the leaf's.
int tern_tls_use(SSL_CTX *context, X509 *const *chain, size_t count, EVP_PKEY *key);
/// A server's: asks for the client's certificate, and takes any; and none, unless `required`.
int tern_tls_request_client_certificate(
  SSL_CTX *context, X509 *const *issuers, size_t count, int required);
/// A client's: `roots` instead of the system's; with none given, the system's.
int tern_tls_trust(SSL_CTX *context, X509 *const *roots, size_t count, int system);
void tern_tls_verify_server(SSL_CTX *context, int verify);
/// Protocols in ALPN's form (length-prefixed names), most wanted first.
int tern_tls_alpn_offer(SSL_CTX *context, const unsigned char *protocols, size_t length);
/// A server's: HTTP/2, where it is wanted, before HTTP/1.1.
int tern_tls_alpn_accept(SSL_CTX *context, int http2);

/// A server's: `other` answers clients that name a host that `name` is ("a.b", or "*.b" for one label more).
/// `context` holds a reference to it.
int tern_tls_sni_add(SSL_CTX *context, const char *name, SSL_CTX *other);

/// One connection, between two memory BIOs.
SSL *tern_tls_new(SSL_CTX *context, int is_server);
void tern_tls_free(SSL *tls);
int tern_tls_set_host(SSL *tls, const char *host, int is_ip, int verify);
/// A client's that wants HTTP/1.1 and nothing else: only that has upgrades.
int tern_tls_offer_http1(SSL *tls);
/// Bytes that came from the network.
int tern_tls_feed(SSL *tls, const void *bytes, size_t length);
/// Gives back memory that a burst took; between calls.
void tern_tls_trim(SSL *tls);
size_t tern_tls_pending_out(SSL *tls);
size_t tern_tls_take(SSL *tls, void *out, size_t capacity);
enum { TERN_TLS_DONE = 1, TERN_TLS_WANT = 0, TERN_TLS_CLOSED = -1, TERN_TLS_FAILED = -2 };
int tern_tls_handshake(SSL *tls);
int tern_tls_read(SSL *tls, void *out, size_t capacity, size_t *count);
int tern_tls_write(SSL *tls, const void *bytes, size_t length, size_t *count);
void tern_tls_shutdown(SSL *tls);
size_t tern_tls_alpn(SSL *tls, const unsigned char **name);
const char *tern_tls_server_name(SSL *tls);
/// The peer's certificates, the leaf first.
int tern_tls_peer_count(SSL *tls);
tern_bytes tern_tls_peer(SSL *tls, int index);
/// Why the last call failed; static or of this thread until the next call.
const char *tern_tls_reason(SSL *tls);

#endif
