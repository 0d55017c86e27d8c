#include "COpenSSL.h"

#include <openssl/bio.h>
#include <openssl/buffer.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/// Contexts

SSL_CTX *tern_tls_context(int is_server) {
  SSL_CTX *context = SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method());
  if (context == NULL) return NULL;
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_mode(
    context,
    SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(
    context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  /// Tickets name a session, not a client: one that resumes must not keep an identity that a reload revoked.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  if (is_server) {
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 0);
  }
  ERR_clear_error();
  return context;
}

void tern_tls_context_free(SSL_CTX *context) { SSL_CTX_free(context); }

void tern_tls_context_retain(SSL_CTX *context) { SSL_CTX_up_ref(context); }

int tern_tls_use(SSL_CTX *context, X509 *const *chain, size_t count, EVP_PKEY *key) {
  int good = count > 0 && SSL_CTX_use_certificate(context, chain[0]) == 1
             && SSL_CTX_use_PrivateKey(context, key) == 1 && SSL_CTX_check_private_key(context) == 1;
  for (size_t i = 1; good && i < count; i++) good = SSL_CTX_add1_chain_cert(context, chain[i]) == 1;
  ERR_clear_error();
  return good;
}

/// Who the client is gets decided by the authenticator.
static int take_any(int preverified, X509_STORE_CTX *context) {
  (void)preverified;
  X509_STORE_CTX_set_error(context, X509_V_OK);
  return 1;
}

int tern_tls_request_client_certificate(
  SSL_CTX *context, X509 *const *issuers, size_t count, int required) {
  int how = required ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_PEER;
  SSL_CTX_set_verify(context, how, take_any);
  int good = 1;
  for (size_t i = 0; good && i < count; i++) good = SSL_CTX_add_client_CA(context, issuers[i]) == 1;
  ERR_clear_error();
  return good;
}

int tern_tls_trust(SSL_CTX *context, X509 *const *roots, size_t count, int system) {
  X509_STORE *store = SSL_CTX_get_cert_store(context);
  int good = 1;
  if (system) good = SSL_CTX_set_default_verify_paths(context) == 1;
  for (size_t i = 0; good && i < count; i++) good = X509_STORE_add_cert(store, roots[i]) == 1;
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
  ERR_clear_error();
  return good;
}

void tern_tls_verify_server(SSL_CTX *context, int verify) {
  SSL_CTX_set_verify(context, verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
}

int tern_tls_alpn_offer(SSL_CTX *context, const unsigned char *protocols, size_t length) {
  /// This one function gives 0 for success.
  return SSL_CTX_set_alpn_protos(context, protocols, (unsigned)length) == 0;
}

/// `own` is a length-prefixed list that lives as long as the program. Without a common protocol the handshake
/// goes on without one, as Go's does for HTTP/1.1.
static int select_protocol(
  SSL *tls, const unsigned char **out, unsigned char *out_length, const unsigned char *offered,
  unsigned offered_length, void *own) {
  (void)tls;
  const unsigned char *list = own;
  unsigned length = (unsigned)list[0];
  unsigned char *chosen = NULL;
  if (SSL_select_next_proto(&chosen, out_length, list + 1, length, offered, offered_length)
      != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

static unsigned char both_protocols[] = {12, 2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
static unsigned char http1_protocol[] = {9, 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

int tern_tls_alpn_accept(SSL_CTX *context, int http2) {
  SSL_CTX_set_alpn_select_cb(context, select_protocol, http2 ? both_protocols : http1_protocol);
  return 1;
}

/// Names, and the contexts that answer for them: a list that hangs on the context and is freed with it.
struct named {
  struct named *next;
  SSL_CTX *context;
  char name[];
};

static int named_index = -1;
static CRYPTO_ONCE named_once = CRYPTO_ONCE_STATIC_INIT;

static void free_named(void *parent, void *value, CRYPTO_EX_DATA *data, int index, long argl, void *argp) {
  (void)parent, (void)data, (void)index, (void)argl, (void)argp;
  struct named *item = value;
  while (item != NULL) {
    struct named *next = item->next;
    SSL_CTX_free(item->context);
    free(item);
    item = next;
  }
}

static void make_named_index(void) {
  named_index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, free_named);
}

static const struct named *find_named(const struct named *item, const char *host) {
  const char *dot = strchr(host, '.');
  const struct named *wild = NULL;
  for (; item != NULL; item = item->next) {
    if (strcasecmp(item->name, host) == 0) return item;
    if (wild == NULL && dot != NULL && item->name[0] == '*' && strcasecmp(item->name + 1, dot) == 0)
      wild = item;
  }
  return wild;
}

static int choose_named(SSL *tls, int *alert, void *own) {
  (void)alert;
  const char *host = SSL_get_servername(tls, TLSEXT_NAMETYPE_host_name);
  if (host == NULL) return SSL_TLSEXT_ERR_NOACK;
  const struct named *found = find_named(SSL_CTX_get_ex_data(own, named_index), host);
  if (found == NULL) return SSL_TLSEXT_ERR_NOACK;
  return SSL_set_SSL_CTX(tls, found->context) != NULL ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

int tern_tls_sni_add(SSL_CTX *context, const char *name, SSL_CTX *other) {
  if (CRYPTO_THREAD_run_once(&named_once, make_named_index) != 1 || named_index < 0) return 0;
  size_t length = strlen(name) + 1;
  struct named *item = malloc(sizeof *item + length);
  if (item == NULL) return 0;
  memcpy(item->name, name, length);
  item->context = other;
  item->next = SSL_CTX_get_ex_data(context, named_index);
  if (SSL_CTX_set_ex_data(context, named_index, item) != 1) {
    free(item);
    return 0;
  }
  SSL_CTX_up_ref(other);
  SSL_CTX_set_tlsext_servername_callback(context, choose_named);
  SSL_CTX_set_tlsext_servername_arg(context, context);
  return 1;
}

/// Connections

SSL *tern_tls_new(SSL_CTX *context, int is_server) {
  SSL *tls = SSL_new(context);
  BIO *in = BIO_new(BIO_s_mem());
  BIO *out = BIO_new(BIO_s_mem());
  if (tls == NULL || in == NULL || out == NULL) {
    SSL_free(tls);
    BIO_free(in);
    BIO_free(out);
    ERR_clear_error();
    return NULL;
  }
  BIO_set_mem_eof_return(in, -1);
  BIO_set_mem_eof_return(out, -1);
  SSL_set_bio(tls, in, out);
  if (is_server) SSL_set_accept_state(tls);
  else SSL_set_connect_state(tls);
  return tls;
}

void tern_tls_free(SSL *tls) { SSL_free(tls); }

int tern_tls_set_host(SSL *tls, const char *host, int is_ip, int verify) {
  int good = 1;
  if (!is_ip) good = SSL_set_tlsext_host_name(tls, host) == 1;
  if (good && verify) {
    if (is_ip) {
      good = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host) == 1;
    } else {
      SSL_set_hostflags(tls, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
      good = SSL_set1_host(tls, host) == 1;
    }
  }
  ERR_clear_error();
  return good;
}

int tern_tls_offer_http1(SSL *tls) {
  return SSL_set_alpn_protos(tls, http1_protocol + 1, sizeof http1_protocol - 1) == 0;
}

int tern_tls_feed(SSL *tls, const void *bytes, size_t length) {
  const unsigned char *place = bytes;
  while (length > 0) {
    int part = length > (1 << 20) ? (1 << 20) : (int)length;
    int taken = BIO_write(SSL_get_rbio(tls), place, part);
    if (taken <= 0) return 0;
    place += taken;
    length -= (size_t)taken;
  }
  return 1;
}

/// A memory BIO keeps the most it ever held; one that is empty and large gives way to a new one.
static BIO *smaller(BIO *bio) {
  BUF_MEM *held = NULL;
  if (BIO_ctrl_pending(bio) > 0 || BIO_get_mem_ptr(bio, &held) <= 0 || held == NULL || held->max <= 32768)
    return NULL;
  BIO *made = BIO_new(BIO_s_mem());
  if (made != NULL) BIO_set_mem_eof_return(made, -1);
  return made;
}

void tern_tls_trim(SSL *tls) {
  if (!SSL_is_init_finished(tls)) return;
  BIO *in = smaller(SSL_get_rbio(tls));
  if (in != NULL) SSL_set0_rbio(tls, in);
  BIO *out = smaller(SSL_get_wbio(tls));
  if (out != NULL) SSL_set0_wbio(tls, out);
}

size_t tern_tls_pending_out(SSL *tls) { return BIO_ctrl_pending(SSL_get_wbio(tls)); }

size_t tern_tls_take(SSL *tls, void *out, size_t capacity) {
  int part = capacity > (1 << 20) ? (1 << 20) : (int)capacity;
  int taken = BIO_read(SSL_get_wbio(tls), out, part);
  return taken > 0 ? (size_t)taken : 0;
}

static _Thread_local char reason[256];

static int outcome(SSL *tls, int result) {
  switch (SSL_get_error(tls, result)) {
  case SSL_ERROR_NONE: return TERN_TLS_DONE;
  case SSL_ERROR_WANT_READ:
  case SSL_ERROR_WANT_WRITE: return TERN_TLS_WANT;
  case SSL_ERROR_ZERO_RETURN: return TERN_TLS_CLOSED;
  default: break;
  }
  unsigned long code = ERR_peek_last_error();
  long verified = SSL_get_verify_result(tls);
  const char *text = code != 0 ? ERR_reason_error_string(code) : NULL;
  if (verified != X509_V_OK)
    snprintf(reason, sizeof reason, "%s", X509_verify_cert_error_string(verified));
  else
    snprintf(reason, sizeof reason, "%s", text != NULL ? text : "the connection broke off");
  ERR_clear_error();
  return TERN_TLS_FAILED;
}

int tern_tls_handshake(SSL *tls) {
  ERR_clear_error();
  return outcome(tls, SSL_do_handshake(tls));
}

int tern_tls_read(SSL *tls, void *out, size_t capacity, size_t *count) {
  *count = 0;
  ERR_clear_error();
  return outcome(tls, SSL_read_ex(tls, out, capacity, count));
}

int tern_tls_write(SSL *tls, const void *bytes, size_t length, size_t *count) {
  *count = 0;
  ERR_clear_error();
  return outcome(tls, SSL_write_ex(tls, bytes, length, count));
}

void tern_tls_shutdown(SSL *tls) {
  ERR_clear_error();
  if (SSL_is_init_finished(tls)) SSL_shutdown(tls);
  ERR_clear_error();
}

size_t tern_tls_alpn(SSL *tls, const unsigned char **name) {
  unsigned length = 0;
  *name = NULL;
  SSL_get0_alpn_selected(tls, name, &length);
  return length;
}

const char *tern_tls_server_name(SSL *tls) { return SSL_get_servername(tls, TLSEXT_NAMETYPE_host_name); }

/// A server's chain leaves the leaf out, a client's has it: the leaf first, then what isn't it.
static X509 *peer(SSL *tls, int index) {
  STACK_OF(X509) *chain = SSL_get_peer_cert_chain(tls);
  X509 *leaf = SSL_get0_peer_certificate(tls);
  if (leaf == NULL) return NULL;
  if (index == 0) return leaf;
  return sk_X509_value(chain, SSL_is_server(tls) ? index - 1 : index);
}

int tern_tls_peer_count(SSL *tls) {
  int count = 0;
  while (count < 32 && peer(tls, count) != NULL) count++;
  return count;
}

tern_bytes tern_tls_peer(SSL *tls, int index) {
  X509 *certificate = peer(tls, index);
  unsigned char *der = NULL;
  int length = certificate != NULL ? i2d_X509(certificate, &der) : -1;
  ERR_clear_error();
  return length < 0 ? (tern_bytes){NULL, 0} : (tern_bytes){der, (size_t)length};
}

const char *tern_tls_reason(SSL *tls) {
  (void)tls;
  return reason;
}
