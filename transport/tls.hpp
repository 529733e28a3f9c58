// TLS (OpenSSL 3) as a channel over a socket, and what both ends must be told before.
//
//     std::string error;
//     const auto tls = TlsContext::client({.ca = pem, .verify = true}, error);
//     std::unique_ptr<Channel> channel = tls->connect("broker.example");
//     channel->start(); ...
//
// TLS 1.2 and 1.3. One send() of up to 16 KiB is one record. A failed handshake is explained for
// people, with a remedy where there is one. A close_notify ends a direction; the end of the socket
// without one is for the owner of the socket to see.
//
// It reads no files: certificates and keys come as PEM text.

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "transport/channel.hpp"

namespace transport {

// PEM: a certificate, and behind it those between it and the CA's; the key of the first one.
struct Identity {
  std::string certificate;
  std::string key;
  friend bool operator==(const Identity&, const Identity&) = default;
};

struct TlsClientOptions {
  std::string ca;                    // PEM; empty: whom this machine trusts
  std::optional<Identity> identity;  // a client certificate
  bool verify = true;
};

struct TlsServerOptions {
  Identity identity;
  std::string client_ca;  // PEM; not empty: clients need a certificate that it has signed
};

class TlsContext {
 public:
  // Nothing where the PEM is none; `error` says which.
  [[nodiscard]] static std::shared_ptr<const TlsContext> client(const TlsClientOptions& options,
                                                                std::string& error);
  [[nodiscard]] static std::shared_ptr<const TlsContext> server(const TlsServerOptions& options,
                                                                std::string& error);
  virtual ~TlsContext() = default;

  // The certificate must be for `name`, a host name or an address; a host name is sent as SNI.
  [[nodiscard]] virtual std::unique_ptr<Channel> connect(const std::string& name) const = 0;
  [[nodiscard]] virtual std::unique_ptr<Channel> accept() const = 0;
};

// A fresh key, and a certificate that it has signed itself: for localhost, 127.0.0.1 and ::1, for
// thirty days. For tests on one machine; nobody else trusts it.
[[nodiscard]] Identity self_signed_identity();

}  // namespace transport
