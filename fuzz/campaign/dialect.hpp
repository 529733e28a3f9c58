// How a campaign speaks to one target: its CONNECT, its destinations, what it does not have.
//
// Made from the profile that `run` uses. Everything that a campaign sends is confined to a
// namespace: destinations are the profile's templates with NAMESPACE-tN and NAMESPACE-qN in them,
// few enough to be used again and again, so that a target that keeps them is not filled up.

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/scenario/profile.hpp"
#include "stomp/frame.hpp"

namespace campaign {

class Dialect {
 public:
  // `name_space`: letters, digits and '-'. `clients`: how many differ from each other.
  Dialect(const conformance::Profile& profile, std::string name_space, std::size_t clients);

  [[nodiscard]] const std::vector<stomp::Version>& versions() const { return versions_; }
  // CONNECT as the profile says, of one client.
  [[nodiscard]] const std::string& connect(stomp::Version version, std::size_t client) const;
  // Whether the octets of a frame are one of these: a target that served one must serve it.
  [[nodiscard]] bool is_usual_connect(const stomp::Frame& frame) const;
  // Of the client that comes behind the others and probes.
  [[nodiscard]] std::size_t prober() const { return clients_ - 1; }

  // The target has a kind of destination without memory, and one with.
  [[nodiscard]] bool has_topics() const { return !topic_.empty(); }
  [[nodiscard]] bool has_queues() const { return !queue_.empty(); }
  [[nodiscard]] std::string topic(std::size_t number) const;
  [[nodiscard]] std::string queue(std::size_t number) const;
  // The one that barriers are sent to.
  [[nodiscard]] const std::string& scratch() const { return scratch_; }
  // The kind and name that a destination of ours has in the language of scenarios.
  struct Place {
    std::string kind;
    std::string name;
  };
  [[nodiscard]] std::optional<Place> place(std::string_view destination) const;
  // Whether it is one of those, and no word longer.
  [[nodiscard]] bool is_ours(std::string_view destination) const;

  [[nodiscard]] const std::string& name_space() const { return name_space_; }
  [[nodiscard]] bool lacks(std::string_view capability) const;
  // Whether a frame of that command is answered by a RECEIPT.
  [[nodiscard]] bool receipts(std::string_view command) const;
  [[nodiscard]] const conformance::Profile& profile() const { return profile_; }
  // Octets that must not be shown.
  [[nodiscard]] const std::vector<std::string>& secrets() const { return secrets_; }

 private:
  conformance::Profile profile_;
  std::string name_space_;
  std::size_t clients_;
  std::vector<stomp::Version> versions_;
  std::map<stomp::Version, std::vector<std::string>> connects_;
  std::set<std::string> usual_;  // the same, serialized, for looking up
  std::string topic_;            // the template, "${unique}" in it
  std::string queue_;
  std::string scratch_;
  std::vector<std::string> secrets_;
};

}  // namespace campaign
