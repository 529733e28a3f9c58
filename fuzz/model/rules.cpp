#include "fuzz/model/rules.hpp"

#include <algorithm>
#include <charconv>

namespace fuzz {
namespace {

using stomp::Frame;
using stomp::Version;

// Far above what is spent around a message, header by header.
constexpr std::size_t around_message = 512;
constexpr std::size_t around_header = 128;

std::string trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return std::string(text);
}

// Up to 2^31, what a gap may be.
std::optional<std::uint64_t> gap(std::string_view text) {
  std::uint64_t milliseconds = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, milliseconds);
  if (error != std::errc() || rest != end || milliseconds > (1ULL << 31U)) return std::nullopt;
  return milliseconds;
}

}  // namespace

std::size_t Sent::octets_min() const {
  std::size_t octets = destination.size() + body.size();
  for (const stomp::Header& header : headers) octets += header.name.size() + header.value.size();
  return octets;
}

std::size_t Sent::octets_max() const {
  return octets_min() + around_message + headers.size() * around_header;
}

std::size_t Peer::unacknowledged() const {
  std::size_t count = 0;
  for (const Subscription& subscription : subscriptions) count += subscription.pending.size();
  for (const auto& [id, transaction] : transactions) {
    for (const auto& operation : transaction.operations) {
      if (const auto* const settled = std::get_if<Settled>(&operation)) {
        count += settled->deliveries.size();
      }
    }
  }
  return count;
}

std::optional<Version> negotiated_version(const Frame& connect) {
  if (!has(connect, "accept-version")) return Version::v1_0;
  std::string list(first(connect, "accept-version"));
  list.push_back(',');
  std::optional<Version> highest;
  std::string word;
  for (const char character : list) {
    if (character != ',') {
      word.push_back(character);
      continue;
    }
    const std::string version = trimmed(word);
    word.clear();
    constexpr std::pair<std::string_view, Version> known[] = {
        {"1.0", Version::v1_0}, {"1.1", Version::v1_1}, {"1.2", Version::v1_2}};
    for (const auto& [text, meant] : known) {
      if (version == text && (!highest || meant > *highest)) highest = meant;
    }
  }
  return highest;
}

Frame as_meant(const Frame& connect, Version version) {
  Frame meant = connect;
  if (version != Version::v1_0) return meant;
  for (stomp::Header& header : meant.headers) {
    header = {trimmed(header.name), trimmed(header.value)};
  }
  return meant;
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> heart_beat_offer(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const auto sends = gap(text.substr(0, comma));
  const auto wants = gap(text.substr(comma + 1));
  if (!sends || !wants) return std::nullopt;
  return std::pair{*sends, *wants};
}

std::optional<Mode> mode_of(const Frame& subscribe, Version version) {
  if (!has(subscribe, "ack")) return Mode::automatic;
  const std::string_view text = first(subscribe, "ack");
  if (text == "auto") return Mode::automatic;
  if (text == "client") return Mode::client;
  if (text == "client-individual" && version != Version::v1_0) return Mode::individual;
  return std::nullopt;
}

Message message_of(const Frame& send) {
  auto message = std::make_shared<Sent>();
  message->destination = first(send, "destination");
  message->body = send.body;
  for (const stomp::Header& header : send.headers) {
    constexpr std::string_view brokers_own[] = {"destination", "content-length", "receipt",
                                                "transaction", "message-id",     "subscription",
                                                "ack"};
    if (std::ranges::find(brokers_own, header.name) == std::end(brokers_own)) {
      message->headers.push_back(header);
    }
  }
  return message;
}

std::list<Subscription>::const_iterator meant_subscription(
    const std::list<Subscription>& subscriptions, const Frame& unsubscribe) {
  const std::string_view id = first(unsubscribe, "id");
  if (!id.empty()) return std::ranges::find(subscriptions, id, &Subscription::id);
  const std::string_view destination = first(unsubscribe, "destination");
  if (destination.empty()) return subscriptions.end();
  const auto nameless = std::ranges::find_if(subscriptions, [&](const Subscription& each) {
    return each.id.empty() && each.destination == destination;
  });
  if (nameless != subscriptions.end()) return nameless;
  return std::ranges::find(subscriptions, destination, &Subscription::destination);
}

}  // namespace fuzz
