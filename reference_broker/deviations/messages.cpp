// The headers of MESSAGE: the server's own, and what the sender gave it to carry.

#include <functional>
#include <string>
#include <vector>

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

constexpr std::string_view area = "headers";

using stomp::Version;

constexpr std::string_view standard[] = {
    "destination:", "message-id:", "subscription:", "ack:", "content-type:", "content-length:"};

bool is_standard(std::string_view line) {
  for (const std::string_view name : standard) {
    if (line.starts_with(name)) return true;
  }
  return false;
}

// A header that is the server's to write goes through from SEND in its place.
void let_through(WireFrame& frame, std::string_view name) {
  const std::string disguise = "x-senders-" + std::string(name);
  if (frame.is("SEND")) frame.rename(name, disguise);
  if (!frame.is("MESSAGE")) return;
  if (const auto forged = frame.find(disguise)) frame.set(name, *forged);
  frame.erase(disguise);
}

// Of repeated headers, as far as they are concerned.
template <typename Concerned>
void keep_last(WireFrame& frame, const Concerned& concerned) {
  std::vector<std::string> kept;
  for (const std::string& line : frame.lines) {
    const std::string name = line.substr(0, line.find(':') + 1);
    if (concerned(name)) {
      std::erase_if(kept, [&](const std::string& other) { return other.starts_with(name); });
    }
    kept.push_back(line);
  }
  frame.lines = std::move(kept);
}

void without(WireFrame& frame, std::string_view name) {
  if (frame.is("MESSAGE")) frame.erase(name);
}

}  // namespace

Deviations messages() {
  return {
      {.name = "message-without-message-id",
       .area = area,
       .summary = "writes no message-id",
       .requirements = {"message/message-id"},
       .sends = [](Link& /*link*/, WireFrame& frame) { without(frame, "message-id"); }},
      {.name = "message-id-of-the-subscription",
       .area = area,
       .summary = "1.2: gives all messages of a subscription the same message-id",
       .requirements = {"message/message-id"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (!frame.is("MESSAGE") || link.version() != Version::v1_2) return;
             const std::string id = frame.value("message-id");
             frame.set("message-id", id.substr(0, id.find('-')));
           }},
      {.name = "message-without-subscription",
       .area = area,
       .summary = "writes no subscription header",
       .requirements = {"message/subscription"},
       .sends = [](Link& /*link*/, WireFrame& frame) { without(frame, "subscription"); }},
      {.name = "message-with-another-subscription",
       .area = area,
       .summary = "writes the id of the connection's first subscription in every MESSAGE",
       .requirements = {"message/subscription"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (!frame.is("MESSAGE") || link.subscriptions().empty()) return;
             frame.set("subscription", link.subscriptions().begin()->first);
           }},
      {.name = "message-without-ack",
       .area = area,
       .summary = "1.2: writes no ack header",
       .requirements = {"message/ack-header"},
       .sends = [](Link& /*link*/, WireFrame& frame) { without(frame, "ack"); }},
      {.name = "message-without-ack-where-individual",
       .area = area,
       .summary = "1.2: writes an ack header in the mode client, but not in client-individual",
       .requirements = {"message/ack-header"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (link.ack_mode(frame.value("subscription")) == "client-individual") {
               without(frame, "ack");
             }
           }},
      {.name = "message-with-the-senders-message-id",
       .area = area,
       .summary = "keeps a message-id that the sender wrote",
       .requirements = {"message/message-id"},
       .receives = [](Link& /*link*/, WireFrame& frame) { let_through(frame, "message-id"); },
       .sends = [](Link& /*link*/, WireFrame& frame) { let_through(frame, "message-id"); }},
      {.name = "message-with-the-senders-subscription",
       .area = area,
       .summary = "keeps a subscription header that the sender wrote",
       .requirements = {"message/subscription"},
       .receives = [](Link& /*link*/, WireFrame& frame) { let_through(frame, "subscription"); },
       .sends = [](Link& /*link*/, WireFrame& frame) { let_through(frame, "subscription"); }},
      {.name = "message-with-the-senders-ack",
       .area = area,
       .summary = "1.2: keeps an ack header that the sender wrote",
       .requirements = {"message/ack-header"},
       .receives = [](Link& /*link*/, WireFrame& frame) { let_through(frame, "ack"); },
       .sends = [](Link& /*link*/, WireFrame& frame) { let_through(frame, "ack"); }},
      {.name = "message-without-user-headers",
       .area = area,
       .summary = "carries no header that it does not know",
       .requirements = {"send/user-headers", "message/user-headers", "send/any-user-headers"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (!frame.is("MESSAGE")) return;
             std::erase_if(frame.lines, [](const auto& line) { return !is_standard(line); });
           }},
      {.name = "message-without-empty-headers",
       .area = area,
       .summary = "does not carry a header whose value is empty",
       .requirements = {"send/user-headers", "message/user-headers"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (!frame.is("MESSAGE")) return;
             std::erase_if(frame.lines, [](const auto& line) { return line.ends_with(':'); });
           }},
      {.name = "message-with-eight-headers",
       .area = area,
       .summary = "carries the first eight headers and no more",
       .requirements = {"send/user-headers", "message/user-headers"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("MESSAGE") && frame.lines.size() > 8) frame.lines.resize(8);
           }},
      {.name = "message-without-content-type",
       .area = area,
       .summary = "does not carry the sender's content-type",
       .requirements = {"message/content-type", "content-type/should-be-sent"},
       .sends = [](Link& /*link*/, WireFrame& frame) { without(frame, "content-type"); }},
      {.name = "message-is-always-text",
       .area = area,
       .summary = "writes text/plain for whatever content-type the sender gave",
       .requirements = {"message/content-type", "content-type/mime-type", "message/user-headers"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("MESSAGE") && frame.has("content-type")) {
               frame.set("content-type", "text/plain");
             }
           }},
      {.name = "repeated-header-last-counts",
       .area = area,
       .summary = "takes the last of repeated headers",
       .requirements = {"repeated-headers/first-counts"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             keep_last(frame, [](std::string_view) { return true; });
           }},
      {.name = "repeated-header-last-is-carried",
       .area = area,
       .summary = "carries only the last of a sender's own repeated headers",
       .requirements = {"repeated-headers/first-counts", "message/user-headers",
                        "send/user-headers"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("SEND")) keep_last(frame, std::not_fn(is_standard));
           }},
  };
}

}  // namespace broker::areas
