#include "fuzz/campaign/dialect.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "conformance/engine/bindings.hpp"
#include "stomp/serializer.hpp"

namespace campaign {
namespace {

using stomp::Version;

constexpr std::string_view hole = "${unique}";

std::string filled(const std::string& form, const std::string& word) {
  std::string text = form;
  const std::size_t at = text.find(hole);
  return at == std::string::npos ? text : text.replace(at, hole.size(), word);
}

std::string form_of(const conformance::Profile& profile, std::string_view kind) {
  const auto found = profile.destinations.find(kind);
  return found == profile.destinations.end() ? std::string() : found->second;
}

// As the engine connects (conformance/engine/case_run_send.cpp).
stomp::Frame connect_frame(const conformance::Profile& profile, conformance::Bindings& bindings,
                           Version version, const std::string& client) {
  stomp::Frame frame{.command = "CONNECT", .headers = {}, .body = {}};
  if (version != Version::v1_0) {
    frame.headers.push_back({"accept-version", std::string(stomp::to_string(version))});
    frame.headers.push_back({"host", profile.host});
  }
  const conformance::Bindings::Identity identity{
      .account = "default", .client = client, .instance = "default", .version = version};
  for (const conformance::HeaderTemplate& header : profile.connect_headers) {
    const std::optional<std::string> value = bindings.fill_connect(header.value, identity);
    if (!value) continue;
    const auto same = std::ranges::find(frame.headers, header.name, &stomp::Header::name);
    if (same == frame.headers.end()) {
      frame.headers.push_back({header.name, *value});
    } else {
      same->value = *value;
    }
  }
  return frame;
}

}  // namespace

Dialect::Dialect(const conformance::Profile& profile, std::string name_space, std::size_t clients)
    : profile_(profile),
      name_space_(std::move(name_space)),
      clients_(std::max<std::size_t>(clients, 2)),
      versions_(profile.versions),
      topic_(form_of(profile, "topic")),
      queue_(form_of(profile, "queue")) {
  if (versions_.empty()) versions_.assign(std::begin(stomp::versions), std::end(stomp::versions));
  if (topic_.empty() && queue_.empty() && !profile.destinations.empty()) {
    topic_ = profile.destinations.begin()->second;
  }
  scratch_ = filled(topic_.empty() ? queue_ : topic_, name_space_ + "-scratch");
  const conformance::Case none{};
  conformance::Bindings bindings(none, profile_, name_space_);
  for (const Version version : versions_) {
    for (std::size_t client = 0; client < clients_; ++client) {
      const stomp::Frame frame =
          connect_frame(profile_, bindings, version, "c" + std::to_string(client));
      std::string octets = stomp::serialize(frame, {.version = version});
      usual_.insert(octets);
      connects_[version].push_back(std::move(octets));
    }
  }
  secrets_ = bindings.secrets();
}

const std::string& Dialect::connect(Version version, std::size_t client) const {
  return connects_.at(version)[client % clients_];
}

bool Dialect::is_usual_connect(const stomp::Frame& frame) const {
  stomp::Frame same = frame;
  // STOMP is the same by another name (1.1 and 1.2).
  if (same.command == "STOMP" && same.find("accept-version") != nullptr) same.command = "CONNECT";
  return usual_.contains(stomp::serialize(same, {.version = Version::v1_2}));
}

std::string Dialect::topic(std::size_t number) const {
  return filled(topic_.empty() ? queue_ : topic_, name_space_ + "-t" + std::to_string(number));
}

std::string Dialect::queue(std::size_t number) const {
  return filled(queue_.empty() ? topic_ : queue_, name_space_ + "-q" + std::to_string(number));
}

bool Dialect::is_ours(std::string_view destination) const {
  return place(destination).has_value();
}

std::optional<Dialect::Place> Dialect::place(std::string_view destination) const {
  for (const auto& [kind, form] : profile_.destinations) {
    const std::size_t at = form.find(hole);
    if (at == std::string::npos || (form != topic_ && form != queue_)) continue;
    const std::string head = form.substr(0, at) + name_space_ + '-';
    const std::string tail = form.substr(at + hole.size());
    if (!destination.starts_with(head) || !destination.ends_with(tail)) continue;
    const std::string_view name =
        destination.substr(head.size(), destination.size() - head.size() - tail.size());
    const bool is_word = !name.empty() && std::ranges::all_of(name, [](char octet) {
      return (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9');
    });
    if (is_word) return Place{kind, std::string(name)};
  }
  return std::nullopt;
}

bool Dialect::lacks(std::string_view capability) const {
  return profile_.missing.contains(capability);
}

bool Dialect::receipts(std::string_view command) const {
  return !profile_.no_receipt.contains(command);
}

}  // namespace campaign
