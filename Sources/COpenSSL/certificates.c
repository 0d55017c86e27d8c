#include "COpenSSL.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

static tern_bytes written(unsigned char *data, int length) {
  ERR_clear_error();
  if (data == NULL || length < 0) return (tern_bytes){NULL, 0};
  return (tern_bytes){data, (size_t)length};
}

/// Names

X509_NAME *tern_name_new(void) { return X509_NAME_new(); }

int tern_name_add(X509_NAME *name, const char *type, const void *utf8, size_t length) {
  if (length > 65536) return 0;
  int good = X509_NAME_add_entry_by_txt(name, type, MBSTRING_UTF8, utf8, (int)length, -1, 0) == 1;
  ERR_clear_error();
  return good;
}

void tern_name_free(X509_NAME *name) { X509_NAME_free(name); }

int tern_name_count(const X509_NAME *name) { return X509_NAME_entry_count(name); }

tern_bytes tern_name_entry(const X509_NAME *name, int index, const char **type) {
  *type = "";
  X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, index);
  if (entry == NULL) return written(NULL, -1);
  int nid = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry));
  if (nid != NID_undef) *type = OBJ_nid2sn(nid);
  unsigned char *text = NULL;
  int length = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
  return written(text, length);
}

tern_sans *tern_sans_new(void) { return sk_GENERAL_NAME_new_null(); }

int tern_sans_add(tern_sans *sans, int type, const void *value, size_t length) {
  if (length > 65536) return 0;
  GENERAL_NAME *name = GENERAL_NAME_new();
  ASN1_STRING *text = type == TERN_SAN_IP ? ASN1_OCTET_STRING_new() : ASN1_IA5STRING_new();
  if (name == NULL || text == NULL || ASN1_STRING_set(text, value, (int)length) != 1) {
    GENERAL_NAME_free(name);
    ASN1_STRING_free(text);
    return 0;
  }
  GENERAL_NAME_set0_value(name, type, text);
  if (sk_GENERAL_NAME_push(sans, name) > 0) return 1;
  GENERAL_NAME_free(name);
  return 0;
}

void tern_sans_free(tern_sans *sans) { sk_GENERAL_NAME_pop_free(sans, GENERAL_NAME_free); }

int tern_sans_count(const tern_sans *sans) { return sk_GENERAL_NAME_num(sans); }

const unsigned char *tern_sans_get(const tern_sans *sans, int index, int *type, size_t *length) {
  *type = -1;
  *length = 0;
  GENERAL_NAME *name = sk_GENERAL_NAME_value(sans, index);
  if (name == NULL) return NULL;
  int kind = -1;
  ASN1_STRING *text = GENERAL_NAME_get0_value(name, &kind);
  if (text == NULL) return NULL;
  if (kind != GEN_EMAIL && kind != GEN_DNS && kind != GEN_URI && kind != GEN_IPADD) return NULL;
  *type = kind;
  int size = ASN1_STRING_length(text);
  *length = size > 0 ? (size_t)size : 0;
  return ASN1_STRING_get0_data(text);
}

/// Reading

X509 *tern_certificate_from_der(const void *der, size_t length) {
  if (length > INT32_MAX) return NULL;
  const unsigned char *place = der;
  X509 *certificate = d2i_X509(NULL, &place, (long)length);
  ERR_clear_error();
  if (certificate != NULL && place != (const unsigned char *)der + length) {
    X509_free(certificate);
    return NULL;
  }
  return certificate;
}

void tern_certificate_free(X509 *certificate) { X509_free(certificate); }

static int64_t seconds_of(const ASN1_TIME *time) {
  struct tm parts;
  memset(&parts, 0, sizeof parts);
  if (time == NULL || ASN1_TIME_to_tm(time, &parts) != 1) return 0;
  return (int64_t)timegm(&parts);
}

tern_certificate_facts tern_certificate_facts_of(X509 *certificate) {
  tern_certificate_facts facts;
  uint32_t flags = X509_get_extension_flags(certificate);
  facts.is_ca = (flags & EXFLAG_CA) != 0;
  facts.key_usage = (flags & EXFLAG_KUSAGE) != 0 ? (int)(X509_get_key_usage(certificate) & 0xffff) : -1;
  facts.extended_usage = -1;
  if ((flags & EXFLAG_XKUSAGE) != 0) {
    uint32_t usage = X509_get_extended_key_usage(certificate);
    facts.extended_usage = ((usage & XKU_SSL_SERVER) ? TERN_EKU_SERVER : 0)
                           | ((usage & XKU_SSL_CLIENT) ? TERN_EKU_CLIENT : 0)
                           | ((usage & XKU_ANYEKU) ? TERN_EKU_ANY : 0);
  }
  facts.not_before = seconds_of(X509_get0_notBefore(certificate));
  facts.not_after = seconds_of(X509_get0_notAfter(certificate));
  ERR_clear_error();
  return facts;
}

tern_bytes tern_certificate_serial(X509 *certificate) {
  BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
  if (number == NULL) return written(NULL, -1);
  int length = BN_num_bytes(number);
  unsigned char *bytes = OPENSSL_malloc(length > 0 ? (size_t)length : 1);
  if (bytes != NULL) BN_bn2bin(number, bytes);
  BN_free(number);
  return written(bytes, length);
}

const X509_NAME *tern_certificate_subject(const X509 *certificate) {
  return X509_get_subject_name(certificate);
}

const X509_NAME *tern_certificate_issuer(const X509 *certificate) {
  return X509_get_issuer_name(certificate);
}

tern_sans *tern_certificate_sans(X509 *certificate) {
  tern_sans *sans = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
  ERR_clear_error();
  return sans;
}

tern_bytes tern_certificate_spki(X509 *certificate) {
  unsigned char *der = NULL;
  int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  return written(der, length);
}

EVP_PKEY *tern_certificate_key(X509 *certificate) {
  EVP_PKEY *key = X509_get_pubkey(certificate);
  ERR_clear_error();
  return key;
}

int tern_certificate_matches_host(X509 *certificate, const char *host) {
  unsigned flags = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
  int match = X509_check_host(certificate, host, 0, flags, NULL);
  ERR_clear_error();
  return match == 1;
}

int tern_certificate_matches_ip(X509 *certificate, const char *ip) {
  int match = X509_check_ip_asc(certificate, ip, 0);
  ERR_clear_error();
  return match == 1;
}

/// Making

static int add_extension(X509 *certificate, X509 *issuer, int nid, const char *value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
  if (extension == NULL) return 0;
  int good = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return good;
}

static int add_usages(X509 *certificate, X509 *issuer, const tern_certificate_request *request) {
  char text[160] = "critical";
  if (request->key_usage & TERN_KU_DIGITAL_SIGNATURE) strcat(text, ",digitalSignature");
  if (request->key_usage & TERN_KU_KEY_ENCIPHERMENT) strcat(text, ",keyEncipherment");
  if (request->key_usage & TERN_KU_CERT_SIGN) strcat(text, ",keyCertSign");
  if (request->key_usage & TERN_KU_CRL_SIGN) strcat(text, ",cRLSign");
  if (request->key_usage > 0 && !add_extension(certificate, issuer, NID_key_usage, text)) return 0;
  const char *extended = NULL;
  switch (request->extended_usage & (TERN_EKU_SERVER | TERN_EKU_CLIENT)) {
  case TERN_EKU_SERVER: extended = "serverAuth"; break;
  case TERN_EKU_CLIENT: extended = "clientAuth"; break;
  case TERN_EKU_SERVER | TERN_EKU_CLIENT: extended = "serverAuth,clientAuth"; break;
  default: break;
  }
  return extended == NULL || add_extension(certificate, issuer, NID_ext_key_usage, extended);
}

static int fill(X509 *certificate, const tern_certificate_request *request) {
  X509 *issuer = request->issuer != NULL ? request->issuer : certificate;
  const X509_NAME *issuer_name =
    request->issuer != NULL ? X509_get_subject_name(request->issuer) : request->subject;
  BIGNUM *serial = BN_bin2bn(request->serial, (int)request->serial_length, NULL);
  int has_serial = serial != NULL && BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(certificate)) != NULL;
  BN_free(serial);
  if (!has_serial || X509_set_version(certificate, 2) != 1
      || ASN1_TIME_set(X509_getm_notBefore(certificate), (time_t)request->not_before) == NULL
      || ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)request->not_after) == NULL
      || X509_set_subject_name(certificate, request->subject) != 1
      || X509_set_issuer_name(certificate, issuer_name) != 1
      || X509_set_pubkey(certificate, request->key) != 1)
    return 0;
  if (!add_usages(certificate, issuer, request)
      || !add_extension(
        certificate, issuer, NID_basic_constraints, request->is_ca ? "critical,CA:TRUE" : "critical,CA:FALSE")
      || !add_extension(certificate, issuer, NID_subject_key_identifier, "hash"))
    return 0;
  if (request->issuer != NULL && X509_get0_subject_key_id(request->issuer) != NULL
      && !add_extension(certificate, issuer, NID_authority_key_identifier, "keyid"))
    return 0;
  if (request->sans != NULL && sk_GENERAL_NAME_num(request->sans) > 0
      && X509_add1_ext_i2d(certificate, NID_subject_alt_name, request->sans, 0, X509V3_ADD_DEFAULT) != 1)
    return 0;
  return X509_sign(certificate, request->issuer_key, EVP_sha256()) > 0;
}

tern_bytes tern_certificate_make(const tern_certificate_request *request) {
  if (request->serial_length > 20) return written(NULL, -1);
  X509 *certificate = X509_new();
  unsigned char *der = NULL;
  int length = -1;
  if (certificate != NULL && fill(certificate, request)) length = i2d_X509(certificate, &der);
  X509_free(certificate);
  return written(der, length);
}

/// Verifying

static int outcome(int code) {
  switch (code) {
  case X509_V_OK: return TERN_V_OK;
  case X509_V_ERR_CERT_NOT_YET_VALID: return TERN_V_NOT_YET_VALID;
  case X509_V_ERR_CERT_HAS_EXPIRED: return TERN_V_EXPIRED;
  case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
  case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
  case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
  case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
  case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: return TERN_V_UNKNOWN_AUTHORITY;
  case X509_V_ERR_CERT_SIGNATURE_FAILURE: return TERN_V_BAD_SIGNATURE;
  case X509_V_ERR_INVALID_PURPOSE: return TERN_V_BAD_USAGE;
  default: return TERN_V_OTHER;
  }
}

int tern_certificate_verify(
  X509 *leaf, X509 *const *between, size_t between_count, X509 *const *roots, size_t roots_count,
  int64_t now, int use) {
  int result = TERN_V_OTHER;
  X509_STORE *store = X509_STORE_new();
  X509_STORE_CTX *context = X509_STORE_CTX_new();
  STACK_OF(X509) *others = sk_X509_new_null();
  if (store != NULL && context != NULL && others != NULL) {
    for (size_t i = 0; i < roots_count; i++) X509_STORE_add_cert(store, roots[i]);
    for (size_t i = 0; i < between_count; i++) sk_X509_push(others, between[i]);
    if (X509_STORE_CTX_init(context, store, leaf, others) == 1) {
      X509_VERIFY_PARAM *how = X509_STORE_CTX_get0_param(context);
      X509_VERIFY_PARAM_set_time(how, (time_t)now);
      X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_PARTIAL_CHAIN);
      if (use == TERN_USE_SERVER) X509_VERIFY_PARAM_set_purpose(how, X509_PURPOSE_SSL_SERVER);
      if (use == TERN_USE_CLIENT) X509_VERIFY_PARAM_set_purpose(how, X509_PURPOSE_SSL_CLIENT);
      int good = X509_verify_cert(context) == 1;
      int code = X509_STORE_CTX_get_error(context);
      result = good ? TERN_V_OK : outcome(code);
      if (!good && result == TERN_V_OK) result = TERN_V_OTHER;
    }
  }
  sk_X509_free(others);
  X509_STORE_CTX_free(context);
  X509_STORE_free(store);
  ERR_clear_error();
  return result;
}

/// Requests

X509_REQ *tern_csr_from_der(const void *der, size_t length) {
  if (length > INT32_MAX) return NULL;
  const unsigned char *place = der;
  X509_REQ *csr = d2i_X509_REQ(NULL, &place, (long)length);
  ERR_clear_error();
  return csr;
}

void tern_csr_free(X509_REQ *csr) { X509_REQ_free(csr); }

const X509_NAME *tern_csr_subject(const X509_REQ *csr) { return X509_REQ_get_subject_name(csr); }

tern_sans *tern_csr_sans(X509_REQ *csr) {
  STACK_OF(X509_EXTENSION) *extensions = X509_REQ_get_extensions(csr);
  tern_sans *sans = NULL;
  if (extensions != NULL) sans = X509V3_get_d2i(extensions, NID_subject_alt_name, NULL, NULL);
  sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
  ERR_clear_error();
  return sans;
}

int tern_csr_verify(X509_REQ *csr) {
  EVP_PKEY *key = X509_REQ_get0_pubkey(csr);
  int good = key != NULL && X509_REQ_verify(csr, key) == 1;
  ERR_clear_error();
  return good;
}

EVP_PKEY *tern_csr_key(X509_REQ *csr) {
  EVP_PKEY *key = X509_REQ_get_pubkey(csr);
  ERR_clear_error();
  return key;
}

tern_bytes tern_csr_make(EVP_PKEY *key, const X509_NAME *subject, tern_sans *sans) {
  X509_REQ *csr = X509_REQ_new();
  STACK_OF(X509_EXTENSION) *extensions = NULL;
  unsigned char *der = NULL;
  int length = -1;
  int good = csr != NULL && X509_REQ_set_version(csr, 0) == 1 && X509_REQ_set_subject_name(csr, subject) == 1
             && X509_REQ_set_pubkey(csr, key) == 1;
  if (good && sans != NULL && sk_GENERAL_NAME_num(sans) > 0)
    good = X509V3_add1_i2d(&extensions, NID_subject_alt_name, sans, 0, X509V3_ADD_DEFAULT) == 1
           && X509_REQ_add_extensions(csr, extensions) == 1;
  if (good && X509_REQ_sign(csr, key, EVP_sha256()) > 0) length = i2d_X509_REQ(csr, &der);
  sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
  X509_REQ_free(csr);
  return written(der, length);
}
