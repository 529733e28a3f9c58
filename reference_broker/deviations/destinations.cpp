// Names of destinations: opaque in STOMP, of a certain form under the rocketmq policy.

#include <algorithm>
#include <cctype>
#include <string>

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

constexpr std::string_view area = "destinations";

using Verdict = std::optional<Violation>;

// Judges another name in the place of the client's.
template <typename Change>
Verdict judge_changed(const Right& right, const Identity& identity, Permission permission,
                      std::string_view destination, const Change& change) {
  std::string name(destination);
  change(name);
  return right.policy.judge(identity, permission, name);
}

bool is_outside(char character) {
  return std::isalnum(static_cast<unsigned char>(character)) == 0 && character != '-' &&
         character != '_' && character != '/';
}

void make_valid(std::string& name) {
  std::ranges::replace_if(name, is_outside, 'x');
}

// Changes the name where a client says it, so that MESSAGE has the changed one.
template <typename Change>
void rename(WireFrame& frame, const Change& change) {
  if (!frame.is("SEND") && !frame.is("SUBSCRIBE") && !frame.is("UNSUBSCRIBE")) return;
  if (auto name = frame.find("destination")) {
    change(*name);
    frame.set("destination", *name);
  }
}

}  // namespace

Deviations destinations() {
  return {
      {.name = "destination-in-any-case",
       .area = area,
       .summary = "makes no difference between capital and small letters in destinations",
       .requirements = {"send/opaque-destination", "message/destination-identical"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             rename(frame, [](std::string& name) {
               std::ranges::transform(name, name.begin(),
                                      [](unsigned char c) { return std::tolower(c); });
             });
           }},
      {.name = "destination-without-first-slash",
       .area = area,
       .summary = "writes the destination of a MESSAGE without its first slash",
       .requirements = {"message/destination-identical"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (!frame.is("MESSAGE") || !frame.value("destination").starts_with('/')) return;
             frame.set("destination", frame.value("destination").substr(1));
           }},
      {.name = "destination-of-the-kind-only",
       .area = area,
       .summary = "writes in a MESSAGE only what stands behind the destination's first level",
       .requirements = {"message/destination-identical", "message/destination"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (!frame.is("MESSAGE")) return;
             const std::string name = frame.value("destination");
             const std::size_t level = name.find('/', 1);
             if (level != std::string::npos) frame.set("destination", name.substr(level));
           }},
      {.name = "destination-missing-in-message",
       .area = area,
       .summary = "writes no destination in MESSAGE",
       .requirements = {"message/destination"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("MESSAGE")) frame.erase("destination");
           }},
      {.name = "destination-missing-in-send",
       .area = area,
       .summary = "drops a SEND without a destination and says nothing",
       .requirements = {"send/destination-required", "send/failure-is-error"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is("SEND") && !frame.has("destination")) link.pretend(frame);
           }},
      {.name = "destination-missing-in-subscribe",
       .area = area,
       .summary = "takes the id for the destination where a SUBSCRIBE has none",
       .requirements = {"subscribe/destination-required", "subscribe/failure-is-error"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (!frame.is("SUBSCRIBE") || frame.has("destination")) return;
             frame.set("destination", "/" + frame.find("id").value_or("none"));
           }},
      {.name = "destination-with-any-characters",
       .area = area,
       .summary = "does not look at the characters of a destination",
       .requirements = {"RMQ-DEST-2"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission permission,
              std::string_view destination) {
             return judge_changed(right, identity, permission, destination, make_valid);
           }},
      {.name = "destination-of-subscribe-not-checked",
       .area = area,
       .summary = "looks at the characters of a destination in SEND, but not in SUBSCRIBE",
       .requirements = {"RMQ-DEST-2"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission permission,
              std::string_view destination) {
             if (permission == Permission::pub) {
               return right.policy.judge(identity, permission, destination);
             }
             return judge_changed(right, identity, permission, destination, make_valid);
           }},
      {.name = "destination-of-send-not-checked",
       .area = area,
       .summary = "looks at the characters of a destination in SUBSCRIBE, but not in SEND",
       .requirements = {"RMQ-DEST-2"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission permission,
              std::string_view destination) {
             if (permission == Permission::sub) {
               return right.policy.judge(identity, permission, destination);
             }
             return judge_changed(right, identity, permission, destination, make_valid);
           }},
      {.name = "destination-with-dots",
       .area = area,
       .summary = "takes a dot for a character of destinations",
       .requirements = {"RMQ-DEST-2"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission permission,
              std::string_view destination) {
             return judge_changed(right, identity, permission, destination,
                                  [](std::string& name) { std::ranges::replace(name, '.', '-'); });
           }},
      {.name = "destination-with-letters-of-any-script",
       .area = area,
       .summary = "takes every octet above 127 for a letter",
       .requirements = {"RMQ-DEST-2"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission permission,
              std::string_view destination) {
             return judge_changed(right, identity, permission, destination, [](std::string& name) {
               std::ranges::replace_if(name, [](char c) { return c < '\0'; }, 'x');
             });
           }},
      {.name = "destination-checked-in-its-topic-only",
       .area = area,
       .summary = "looks at the characters of the first level only",
       .requirements = {"RMQ-DEST-2"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission permission,
              std::string_view destination) {
             return right.policy.judge(identity, permission,
                                       destination.substr(0, destination.find('/', 1)));
           }},
      {.name = "destination-without-underscores",
       .area = area,
       .summary = "refuses an underscore in a destination",
       .requirements = {"RMQ-DEST-2"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission permission,
              std::string_view destination) {
             return judge_changed(right, identity, permission, destination,
                                  [](std::string& name) { std::ranges::replace(name, '_', '.'); });
           }},
      {.name = "destination-without-hyphens",
       .area = area,
       .summary = "refuses a hyphen in a destination",
       .requirements = {"RMQ-DEST-2"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission permission,
              std::string_view destination) {
             return judge_changed(right, identity, permission, destination,
                                  [](std::string& name) { std::ranges::replace(name, '-', '.'); });
           }},
  };
}

}  // namespace broker::areas
