// Theory of operation. OpenSSL reads from one memory BIO and writes into another: on_wire() fills
// the first, take_wire() empties the second, and everything between is calls that never block.

#include "transport/tls.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace transport {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <typename Thing>
using Owned = std::unique_ptr<Thing, Free>;

// No passphrase is asked for on a terminal: a key that has one is a key that cannot be read.
int no_passphrase(char*, int, int, void*) {
  return 0;
}

Owned<BIO> reading(const std::string& pem) {
  return Owned<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

Owned<X509> read_certificate(BIO* bio) {
  return Owned<X509>(PEM_read_bio_X509(bio, nullptr, no_passphrase, nullptr));
}

// The newest reason that OpenSSL gives, in its words; the queue is empty afterwards.
std::string openssl_reason() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "no reason is given";
}

bool trust(SSL_CTX* context, const std::string& pem) {
  const Owned<BIO> bio = reading(pem);
  bool any = false;
  while (const Owned<X509> certificate = read_certificate(bio.get())) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate.get());
    any = true;
  }
  ERR_clear_error();
  return any;
}

bool use_identity(SSL_CTX* context, const Identity& identity, std::string& error) {
  const Owned<BIO> chain = reading(identity.certificate);
  const Owned<X509> leaf = read_certificate(chain.get());
  if (!leaf || SSL_CTX_use_certificate(context, leaf.get()) != 1) {
    error = "the certificate is no PEM certificate (" + openssl_reason() + ")";
    return false;
  }
  while (Owned<X509> between = read_certificate(chain.get())) {
    SSL_CTX_add_extra_chain_cert(context, between.release());
  }
  ERR_clear_error();
  const Owned<BIO> bio = reading(identity.key);
  const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (!key) {
    error = "the key is no PEM key without a passphrase (" + openssl_reason() + ")";
    return false;
  }
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    error = "the key does not belong to the certificate (" + openssl_reason() + ")";
    return false;
  }
  return true;
}

// ---- The channel
// ------------------------------------------------------------------------------------------

class Tls final : public Channel {
 public:
  Tls(SSL_CTX* context, bool is_client, const std::string& name)
      : ssl_(SSL_new(context)), is_client_(is_client) {
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    // An empty BIO means "later", never the end.
    BIO_set_mem_eof_return(SSL_get_rbio(ssl_.get()), -1);
    if (!is_client) {
      SSL_set_accept_state(ssl_.get());
      return;
    }
    SSL_set_connect_state(ssl_.get());
    // An address is no host name, and is not sent (RFC 6066, 3).
    X509_VERIFY_PARAM* const parameters = SSL_get0_param(ssl_.get());
    if (X509_VERIFY_PARAM_set1_ip_asc(parameters, name.c_str()) == 1) return;
    ERR_clear_error();
    // What SSL_set_tlsext_host_name() does, without the cast that it hides.
    std::string sni = name;
    SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, sni.data());
    SSL_set1_host(ssl_.get(), name.c_str());
  }

  void start() override {
    if (is_client_) shake_hands();
  }

  void on_wire(std::string_view octets) override {
    if (state_ == State::failed) return;
    BIO_write(SSL_get_rbio(ssl_.get()), octets.data(), static_cast<int>(octets.size()));
    if (state_ == State::opening) shake_hands();
    if (state_ == State::open) read();
  }

  void send(std::string_view octets) override {
    if (state_ == State::opening || state_ == State::failed || closed_ || octets.empty()) return;
    ERR_clear_error();
    // Into memory: it takes all of it.
    if (SSL_write(ssl_.get(), octets.data(), static_cast<int>(octets.size())) <= 0) {
      fail("TLS: " + openssl_reason());
    }
  }

  void close() override {
    if (state_ == State::opening || state_ == State::failed) return;
    if (!std::exchange(closed_, true)) SSL_shutdown(ssl_.get());
  }

  std::string take_wire() override {
    BIO* const bio = SSL_get_wbio(ssl_.get());
    std::string octets(BIO_ctrl_pending(bio), '\0');
    if (!octets.empty()) BIO_read(bio, octets.data(), static_cast<int>(octets.size()));
    return octets;
  }

  [[nodiscard]] std::string agreed() const override { return SSL_get_version(ssl_.get()); }
  [[nodiscard]] std::string stage() const override { return "TLS handshake"; }

 private:
  void shake_hands() {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1) {
      state_ = State::open;
      return;
    }
    if (SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_READ) fail(explain());
  }

  void read() {
    std::array<char, 16UL * 1024> block;  // a record
    while (true) {
      ERR_clear_error();
      const int length = SSL_read(ssl_.get(), block.data(), static_cast<int>(block.size()));
      if (length > 0) {
        octets_.append(block.data(), static_cast<std::size_t>(length));
        continue;
      }
      const int error = SSL_get_error(ssl_.get(), length);
      if (error == SSL_ERROR_ZERO_RETURN) state_ = State::ended;
      if (error == SSL_ERROR_SSL || error == SSL_ERROR_SYSCALL) fail(explain());
      return;
    }
  }

  // The commonest ways to fail are mistakes of whoever set things up: they get a remedy.
  std::string explain() {
    const long verdict = SSL_get_verify_result(ssl_.get());
    const int reason = ERR_GET_REASON(ERR_peek_last_error());
    const std::string words = openssl_reason();
    if (is_client_ && verdict != X509_V_OK) {
      return std::string("TLS: the certificate of the target is not trusted (") +
             X509_verify_cert_error_string(verdict) + "): give --ca FILE, --sni NAME or --insecure";
    }
    if (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST ||
        reason == SSL_R_HTTPS_PROXY_REQUEST || reason == SSL_R_PACKET_LENGTH_TOO_LONG ||
        reason == SSL_R_BAD_RECORD_TYPE) {
      return "TLS: what came is no TLS (" + words + "): is this a TLS port?";
    }
    const bool wants_certificate = words.find("certificate required") != std::string::npos ||
                                   words.find("handshake failure") != std::string::npos;
    return "TLS: " + words +
           (is_client_ && wants_certificate ? ": does it want --cert FILE and --key FILE?" : "");
  }

  const Owned<SSL> ssl_;
  const bool is_client_;
  bool closed_ = false;  // close_notify has been sent
};

class Context final : public TlsContext {
 public:
  explicit Context(bool is_client)
      : context_(SSL_CTX_new(is_client ? TLS_client_method() : TLS_server_method())),
        is_client_(is_client) {
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
    // Whoever renegotiates has had a handshake already, and costs another.
    SSL_CTX_set_options(context_.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  }

  [[nodiscard]] std::unique_ptr<Channel> connect(const std::string& name) const override {
    return std::make_unique<Tls>(context_.get(), is_client_, name);
  }
  [[nodiscard]] std::unique_ptr<Channel> accept() const override {
    return std::make_unique<Tls>(context_.get(), is_client_, "");
  }

  [[nodiscard]] SSL_CTX* get() const { return context_.get(); }

 private:
  const Owned<SSL_CTX> context_;
  const bool is_client_;
};

}  // namespace

std::shared_ptr<const TlsContext> TlsContext::client(const TlsClientOptions& options,
                                                     std::string& error) {
  auto context = std::make_shared<Context>(true);
  SSL_CTX_set_verify(context->get(), options.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (options.ca.empty()) {
    SSL_CTX_set_default_verify_paths(context->get());
  } else if (!trust(context->get(), options.ca)) {
    error = "the CA is no PEM certificate";
    return nullptr;
  }
  if (options.identity && !use_identity(context->get(), *options.identity, error)) return nullptr;
  return context;
}

std::shared_ptr<const TlsContext> TlsContext::server(const TlsServerOptions& options,
                                                     std::string& error) {
  auto context = std::make_shared<Context>(false);
  if (!use_identity(context->get(), options.identity, error)) return nullptr;
  // Without it a session that is resumed with client certificates is refused; there is nothing to
  // win by resuming one in a test.
  SSL_CTX_set_session_cache_mode(context->get(), SSL_SESS_CACHE_OFF);
  if (options.client_ca.empty()) return context;
  if (!trust(context->get(), options.client_ca)) {
    error = "the client CA is no PEM certificate";
    return nullptr;
  }
  SSL_CTX_set_verify(context->get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return context;
}

}  // namespace transport
