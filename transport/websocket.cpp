// Theory of operation. Handshake first: a head is read (HeadReader) and answered or judged. From
// then on FrameReader takes frames from what comes. Whatever is to be sent goes to the channel
// below, which puts it on the wire; take_wire() is its.

#include "transport/websocket.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "transport/http_head.hpp"
#include "transport/websocket_frames.hpp"

namespace transport {
namespace {

std::string base64(std::string_view octets) {
  std::string text(4 * ((octets.size() + 2) / 3) + 1, '\0');  // EVP_EncodeBlock adds a NUL
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(octets.data()),
                                     static_cast<int>(octets.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

// Sec-WebSocket-Accept (RFC 6455, 4.2.2): proves that the server has read the key as a WebSocket.
std::string accept_for(const std::string& key) {
  const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha1(), nullptr);
  return base64({reinterpret_cast<const char*>(digest.data()), length});
}

template <std::size_t Count>
std::array<unsigned char, Count> random_octets() {
  std::array<unsigned char, Count> octets{};
  RAND_bytes(octets.data(), Count);
  return octets;
}

// What both ends do once the handshake is done.
class WebSocket : public Channel {
 public:
  WebSocket(std::unique_ptr<Channel> below, Role role)
      : below_(std::move(below)), role_(role), reader_(role) {}

  void start() override {
    below_->start();
    pump();
  }
  void on_wire(std::string_view octets) override {
    below_->on_wire(octets);
    pump();
  }
  void send(std::string_view octets) override {
    if (closed_ || (state_ != State::open && state_ != State::ended)) return;
    const bool text = !in_binary() && is_utf8(octets);
    put(text ? Opcode::text : Opcode::binary, octets);
  }
  void close() override { close_with(CloseCode::normal, ""); }
  std::string take_wire() override { return below_->take_wire(); }

  [[nodiscard]] std::string agreed() const override {
    const std::string protocol =
        protocol_.empty() ? "no sub-protocol" : "sub-protocol " + protocol_;
    const std::string below = below_->agreed();
    return below.empty() ? protocol : below + ", " + protocol;
  }
  [[nodiscard]] std::string stage() const override {
    return below_->state() == State::opening ? below_->stage() : "WebSocket handshake";
  }

 protected:
  // Of the handshake, while the channel opens.
  virtual void on_below_open() = 0;
  virtual void on_head(const Head& head) = 0;
  virtual void on_no_http(HeadReader::State why) = 0;
  [[nodiscard]] virtual bool in_binary() const = 0;

  void write(std::string_view octets) { below_->send(octets); }
  void accept(std::string protocol) {
    protocol_ = std::move(protocol);
    state_ = State::open;
  }
  // A handshake that came to nothing: no more is said.
  void give_up(std::string reason) {
    fail(std::move(reason));
    below_->close();
  }

  bool peer_sends_binary_ = false;

 private:
  void pump() {
    if (below_->state() == State::failed) return fail(below_->reason());
    if (below_->state() == State::opening) return;
    if (!std::exchange(began_, true)) on_below_open();
    feed(below_->take_octets());
    if (below_->state() != State::ended || state_ == State::failed) return;
    if (state_ == State::opening) return fail("the connection was closed during the handshake");
    state_ = State::ended;
  }

  void feed(std::string_view octets) {
    if (octets.empty()) return;
    if (state_ == State::opening) {
      head_.feed(octets);
      if (head_.state() == HeadReader::State::reading) return;
      if (head_.state() != HeadReader::State::complete) return on_no_http(head_.state());
      on_head(head_.head());
      if (state_ == State::open) read_frames(head_.take_rest());
    } else if (state_ == State::open) {
      read_frames(octets);
    }
  }

  void read_frames(std::string_view octets) {
    reader_.feed(octets);
    while (state_ == State::open) {
      std::optional<FrameEvent> event = reader_.next();
      if (!event) return;
      if (auto* data = std::get_if<Data>(&*event)) {
        peer_sends_binary_ = !data->is_text;
        octets_ += data->octets;
      } else if (const auto* control = std::get_if<Control>(&*event)) {
        on_control(*control);
      } else {
        const Breach& breach = std::get<Breach>(*event);
        close_with(breach.answer, breach.what);
        fail("WebSocket: " + breach.what);
      }
    }
  }

  void on_control(const Control& control) {
    if (control.opcode == Opcode::ping && !closed_) put(Opcode::pong, control.payload);
    if (control.opcode == Opcode::close) state_ = State::ended;
  }

  void close_with(CloseCode code, std::string_view reason) {
    if (state_ == State::opening) return below_->close();
    if (std::exchange(closed_, true)) return;
    put(Opcode::close, close_payload(code, reason));
    // The server ends the connection below (RFC 6455, 7.1.1).
    if (role_ == Role::server) below_->close();
  }

  void put(Opcode opcode, std::string_view payload) {
    std::optional<std::uint32_t> mask;
    if (role_ == Role::client) {
      mask = 0;
      for (const unsigned char octet : random_octets<4>()) *mask = *mask << 8U | octet;
    }
    below_->send(make_frame(opcode, payload, mask));
  }

  const std::unique_ptr<Channel> below_;
  const Role role_;
  bool began_ = false;
  bool closed_ = false;  // our close frame has been sent
  HeadReader head_;
  FrameReader reader_;
  std::string protocol_;
};

// ---- The client
// ------------------------------------------------------------------------------------------

class Client final : public WebSocket {
 public:
  Client(std::unique_ptr<Channel> below, WebSocketClientOptions options)
      : WebSocket(std::move(below), Role::client), options_(std::move(options)) {}

  [[nodiscard]] bool ends_with_fin() const override { return false; }

 private:
  void on_below_open() override {
    const auto random = random_octets<16>();
    key_ = base64({reinterpret_cast<const char*>(random.data()), random.size()});
    std::string request =
        "GET " + options_.path + " HTTP/1.1\r\nHost: " + options_.host +
        "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + key_ +
        "\r\nSec-WebSocket-Version: 13\r\n";
    for (const std::string& protocol : options_.protocols) {
      request +=
          (&protocol == &options_.protocols.front() ? "Sec-WebSocket-Protocol: " : ", ") + protocol;
    }
    if (!options_.protocols.empty()) request += "\r\n";
    write(request + "\r\n");
  }

  void on_head(const Head& head) override {
    if (!head.first_line.starts_with("HTTP/1.1 101")) {
      const std::string status = head.first_line.substr(
          std::min<std::size_t>(head.first_line.find(' '), head.first_line.size()));
      return give_up("HTTP" + status + " at " + options_.path +
                     " instead of a WebSocket (101 Switching Protocols)");
    }
    if (!head.lists("upgrade", "websocket") || !head.lists("connection", "upgrade")) {
      return give_up("the answer 101 does not upgrade to a WebSocket (RFC 6455, 4.1)");
    }
    if (head.field("sec-websocket-accept") != accept_for(key_)) {
      return give_up("the answer 101 has a wrong Sec-WebSocket-Accept (RFC 6455, 4.1)");
    }
    if (!head.field("sec-websocket-extensions").empty()) {
      return give_up("the answer 101 has an extension that was not offered (RFC 6455, 4.1)");
    }
    const std::string protocol = head.field("sec-websocket-protocol");
    const auto& offered = options_.protocols;
    if (!protocol.empty() && std::find(offered.begin(), offered.end(), protocol) == offered.end()) {
      return give_up("the answer 101 chooses the sub-protocol \"" + protocol +
                     "\", which was not offered (RFC 6455, 4.1)");
    }
    accept(protocol);
  }

  void on_no_http(HeadReader::State why) override {
    give_up(why == HeadReader::State::too_large
                ? "the answer to the WebSocket handshake does not end"
                : "the answer to the WebSocket handshake is no HTTP: is this a WebSocket port?");
  }

  [[nodiscard]] bool in_binary() const override { return options_.always_binary; }

  const WebSocketClientOptions options_;
  std::string key_;
};

// ---- The server
// ------------------------------------------------------------------------------------------

class Server final : public WebSocket {
 public:
  Server(std::unique_ptr<Channel> below, WebSocketServerOptions options)
      : WebSocket(std::move(below), Role::server), options_(std::move(options)) {}

 private:
  void on_below_open() override {}

  void on_head(const Head& head) override {
    const std::string& line = head.first_line;
    const std::size_t method_end = std::min(line.find(' '), line.size());
    const std::string method = line.substr(0, method_end);
    const std::size_t target_begin = std::min(method_end + 1, line.size());
    const std::string target =
        line.substr(target_begin, line.find(' ', target_begin) - target_begin);
    const std::string path = target.substr(0, target.find('?'));
    const std::string key = head.field("sec-websocket-key");
    if (method != "GET") return refuse("405 Method Not Allowed", "Allow: GET\r\n", "use GET");
    if (path != options_.path) {
      return refuse("404 Not Found", "", "the WebSocket is at " + options_.path);
    }
    if (!line.ends_with(" HTTP/1.1") || !head.lists("upgrade", "websocket") ||
        !head.lists("connection", "upgrade") || head.field("sec-websocket-version") != "13") {
      return refuse("426 Upgrade Required",
                    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n",
                    "this is a WebSocket, version 13");
    }
    // Sixteen octets in Base64, whatever they are.
    if (key.size() != 24 || head.field("host").empty()) {
      return refuse("400 Bad Request", "", "Sec-WebSocket-Key or Host is missing or wrong");
    }
    const std::string protocol = choose(list_elements(head.field("sec-websocket-protocol")));
    write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: " +
        accept_for(key) + "\r\n" +
        (protocol.empty() ? "" : "Sec-WebSocket-Protocol: " + protocol + "\r\n") + "\r\n");
    accept(protocol);
  }

  [[nodiscard]] std::string choose(const std::vector<std::string>& offered) const {
    for (const std::string& known : options_.protocols) {
      if (std::find(offered.begin(), offered.end(), known) != offered.end()) return known;
    }
    return {};
  }

  void on_no_http(HeadReader::State why) override {
    if (why == HeadReader::State::too_large) {
      return refuse("431 Request Header Fields Too Large", "", "the request is too large");
    }
    refuse("400 Bad Request", "", "this is a WebSocket port, and what came is no HTTP");
  }

  void refuse(const std::string& status, const std::string& fields, const std::string& why) {
    const bool has_connection = fields.find("Connection:") != std::string::npos;
    write("HTTP/1.1 " + status + "\r\n" + fields + (has_connection ? "" : "Connection: close\r\n") +
          "Content-Type: text/plain\r\nContent-Length: " + std::to_string(why.size() + 1) +
          "\r\n\r\n" + why + "\n");
    give_up("HTTP " + status.substr(0, 3) + ": " + why);
  }

  [[nodiscard]] bool in_binary() const override { return peer_sends_binary_; }

  const WebSocketServerOptions options_;
};

}  // namespace

std::unique_ptr<Channel> websocket_client(std::unique_ptr<Channel> below,
                                          WebSocketClientOptions options) {
  return std::make_unique<Client>(std::move(below), std::move(options));
}

std::unique_ptr<Channel> websocket_server(std::unique_ptr<Channel> below,
                                          WebSocketServerOptions options) {
  return std::make_unique<Server>(std::move(below), std::move(options));
}

}  // namespace transport
