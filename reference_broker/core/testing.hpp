// For the tests of the broker core: a broker with clients that speak in whole texts.
//
//     Bench bench;
//     Client alice = bench.client("1.2");
//     alice.says("SUBSCRIBE\nid:0\ndestination:/topic/a\nreceipt:r\n\n^@");
//     EXPECT_EQ(alice.hears(), "RECEIPT\nreceipt-id:r\n\n^@");
//
// As in the specification, "^@" stands for NUL. What a client hears is everything since it was last
// asked; the end of the connection is a part of it: "<close>" after an ERROR or DISCONNECT,
// "<reset>". The bench does what a shell must (on_sent, on_close) and checks in passing what always
// holds: one Send for each connection in a call, and nothing after a Close.

#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "reference_broker/core/broker.hpp"

namespace broker::testing {

inline std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
  std::string result;
  for (std::size_t at = 0; (at = text.find(what)) != std::string_view::npos;
       text.remove_prefix(at + what.size())) {
    result.append(text.substr(0, at)).append(by);
  }
  return result.append(text);
}

inline std::string octets_of(std::string_view text) {
  return replaced(text, "^@", std::string_view("\0", 1));
}

inline std::string text_of(std::string_view octets) {
  return replaced(octets, std::string_view("\0", 1), "^@");
}

inline Settings open_settings() {
  Settings settings = sample_settings(PolicyKind::open);
  settings.server_name = "test/1";
  // Silent connections must not get in the way of tests about something else.
  settings.heart_beat = {.send_ms = 0, .receive_ms = 0};
  return settings;
}

inline Settings rocketmq_settings() {
  Settings settings = sample_settings(PolicyKind::rocketmq);
  settings.server_name = "test/1";
  settings.heart_beat = {.send_ms = 0, .receive_ms = 0};
  return settings;
}

class Bench;

class Client {
 public:
  Client(Bench& bench, ConnectionId id) : bench_(&bench), id_(id) {}
  void says(std::string_view text) const;
  // One octet at a time.
  void spells(std::string_view text) const;
  void hangs_up() const;
  [[nodiscard]] std::string hears() const;
  // What it hears, without the frames' varying parts: the commands alone, "MESSAGE MESSAGE
  // <close>".
  [[nodiscard]] std::string hears_commands() const;
  // The bodies of the MESSAGEs among what it hears, "a b c".
  [[nodiscard]] std::string hears_bodies() const;
  void stops_reading() const;
  void reads(std::size_t octets) const;
  [[nodiscard]] ConnectionId id() const { return id_; }

 private:
  Bench* bench_;
  ConnectionId id_;
};

class Bench {
 public:
  explicit Bench(Settings settings = open_settings()) : broker_(std::move(settings)) {}

  // Not connected yet.
  Client stranger(Peer peer = {.access_point = "default", .address = "127.0.0.1"}) {
    const ConnectionId id = ++opened_;
    perform(broker_.on_open(id, peer, now));
    return {*this, id};
  }

  // Connected in that version; its CONNECTED was heard.
  Client client(std::string_view version) {
    Client client = stranger();
    client.says("CONNECT\naccept-version:" + std::string(version) + "\nhost:h\n\n^@");
    EXPECT_TRUE(client.hears().starts_with("CONNECTED\nversion:" + std::string(version)));
    return client;
  }

  // Connected under the rocketmq sample; the passcode is that of ("sk-owner", "recv_01") etc.
  Client signed_client(std::string_view login, std::string_view passcode,
                       std::string_view instance = "inst_a") {
    Client client = stranger({.access_point = "classic", .address = "127.0.0.1"});
    client.says("CONNECT\naccept-version:1.2\nhost:\nclient-id:recv_01\ninstance-id:" +
                std::string(instance) + "\nlogin:" + std::string(login) +
                "\npasscode:" + std::string(passcode) + "\n\n^@");
    EXPECT_EQ(client.hears_commands(), "CONNECTED");
    return client;
  }

  void feed(ConnectionId id, std::string_view octets) {
    perform(broker_.on_octets(id, octets, now));
  }
  void close(ConnectionId id) { perform(broker_.on_close(id, now)); }
  void sent(ConnectionId id, std::size_t octets) { perform(broker_.on_sent(id, octets, now)); }
  void advance_to(Instant time) {
    now = time;
    perform(broker_.on_time(now));
  }
  std::string take_heard(ConnectionId id) { return std::exchange(heard_[id], {}); }

  [[nodiscard]] std::optional<Instant> deadline() const { return broker_.deadline(); }

  Instant now{0};
  std::set<ConnectionId> not_reading;
  std::vector<Log> logs;

 private:
  void perform(const Actions& actions) {
    std::set<ConnectionId> written;
    for (const Action& action : actions) {
      if (const auto* const send = std::get_if<Send>(&action)) {
        EXPECT_TRUE(written.insert(send->connection).second) << "two Sends in one call";
        EXPECT_FALSE(closed_.contains(send->connection)) << "a Send after the Close";
        EXPECT_FALSE(send->octets.empty());
        heard_[send->connection] += text_of(send->octets);
      } else if (const auto* const close = std::get_if<Close>(&action)) {
        EXPECT_TRUE(closed_.insert(close->connection).second) << "two Closes";
        heard_[close->connection] += close->how == Close::How::linger ? "<close>" : "<reset>";
      } else {
        logs.push_back(std::get<Log>(action));
      }
    }
    report(actions);
  }

  // As a shell would, once the actions are done.
  void report(const Actions& actions) {
    for (const Action& action : actions) {
      if (const auto* const send = std::get_if<Send>(&action)) {
        if (!not_reading.contains(send->connection)) sent(send->connection, send->octets.size());
      } else if (const auto* const close = std::get_if<Close>(&action)) {
        EXPECT_TRUE(broker_.on_close(close->connection, now).empty());
      }
    }
  }

  Broker broker_;
  ConnectionId opened_ = 0;
  std::map<ConnectionId, std::string> heard_;
  std::set<ConnectionId> closed_;
};

inline void Client::says(std::string_view text) const {
  bench_->feed(id_, octets_of(text));
}

inline void Client::spells(std::string_view text) const {
  for (const char octet : octets_of(text)) bench_->feed(id_, std::string_view(&octet, 1));
}

inline void Client::hangs_up() const {
  bench_->close(id_);
}

inline std::string Client::hears() const {
  return bench_->take_heard(id_);
}

inline std::string Client::hears_commands() const {
  std::string commands;
  std::string rest = hears();
  while (!rest.empty()) {
    const std::size_t end = rest.front() == '<' ? rest.find('>') + 1 : rest.find("^@") + 2;
    const std::string command =
        rest.front() == '<' ? rest.substr(0, end) : rest.substr(0, rest.find('\n'));
    commands.append(commands.empty() ? "" : " ").append(command);
    rest.erase(0, end);
  }
  return commands;
}

inline std::string Client::hears_bodies() const {
  std::string bodies;
  std::string rest = hears();
  for (std::size_t end = 0; (end = rest.find("^@")) != std::string::npos; rest.erase(0, end + 2)) {
    if (!rest.starts_with("MESSAGE\n")) continue;
    const std::size_t begin = rest.find("\n\n") + 2;
    bodies.append(bodies.empty() ? "" : " ").append(rest, begin, end - begin);
  }
  return bodies;
}

inline void Client::stops_reading() const {
  bench_->not_reading.insert(id_);
}

inline void Client::reads(std::size_t octets) const {
  bench_->sent(id_, octets);
}

// `client` got an ERROR with that message, and then the end; nothing before and nothing else.
inline void expect_error(const Client& client, std::string_view message,
                         std::string_view receipt = "") {
  const std::string heard = client.hears();
  std::string lines = "ERROR\nmessage:" + std::string(message) + "\n";
  if (!receipt.empty()) lines += "receipt-id:" + std::string(receipt) + "\n";
  lines += "content-type:text/plain\ncontent-length:";
  EXPECT_TRUE(heard.starts_with(lines)) << heard << "\nis not the expected\n" << lines;
  EXPECT_TRUE(heard.ends_with("^@<close>")) << heard;
  EXPECT_EQ(heard.find("^@"), heard.rfind("^@")) << "more than one frame: " << heard;
}

}  // namespace broker::testing
