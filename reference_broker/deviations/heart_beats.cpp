// Heart-beats: who promises what, and who keeps it (STOMP 1.1 and 1.2, Heart-beating).

#include <algorithm>
#include <charconv>
#include <string>

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

constexpr std::string_view area = "heart-beats";

struct Offer {
  std::uint32_t can_send = 0;
  std::uint32_t wants = 0;
};

// Changes what the client offers, where it makes a well-formed offer.
template <typename Change>
void change_offer(WireFrame& frame, const Change& change) {
  if (!frame.opens_session() || !frame.has("heart-beat")) return;
  const std::string text = frame.value("heart-beat");
  Offer offer;
  const char* const end = text.data() + text.size();
  const auto [comma, error] = std::from_chars(text.data(), end, offer.can_send);
  if (error != std::errc() || comma == end) return;
  const auto [rest, other] = std::from_chars(comma + 1, end, offer.wants);
  if (other != std::errc() || rest != end) return;
  change(offer);
  frame.set("heart-beat", std::to_string(offer.can_send) + "," + std::to_string(offer.wants));
}

void announce(WireFrame& frame, std::string_view value) {
  if (frame.is("CONNECTED") && frame.has("heart-beat")) frame.set("heart-beat", value);
}

}  // namespace

Deviations heart_beats() {
  return {
      {.name = "heart-beats-not-sent",
       .area = area,
       .summary = "promises heart-beats and sends none",
       .requirements = {"heart-beat/server-sends", "heart-beat/eol-when-idle"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is_eol()) frame.drop();
           }},
      {.name = "heart-beats-sent-once",
       .area = area,
       .summary = "sends one heart-beat and forgets to set the timer again",
       .requirements = {"heart-beat/server-sends", "heart-beat/eol-when-idle"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.is_eol() && ++link.counts["beats"] > 1) frame.drop();
           }},
      {.name = "heart-beats-a-third-as-often",
       .area = area,
       .summary = "sends a heart-beat in every third interval",
       .requirements = {"heart-beat/server-sends", "heart-beat/agreed-gap",
                        "heart-beat/eol-when-idle"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.is_eol() && ++link.counts["beats"] % 3 != 0) frame.drop();
           }},
      {.name = "heart-beats-in-seconds",
       .area = area,
       .summary = "takes what the client wants for seconds",
       .requirements = {"heart-beat/server-sends", "heart-beat/second-number"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             change_offer(frame, [](Offer& offer) {
               offer.wants = std::min(offer.wants, 2'000'000U) * 1000;
             });
           }},
      {.name = "heart-beats-swapped",
       .area = area,
       .summary = "takes the first number for what the client wants",
       .requirements = {"heart-beat/first-number", "heart-beat/second-number",
                        "heart-beat/none-when-zero"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             change_offer(frame, [](Offer& offer) { std::swap(offer.can_send, offer.wants); });
           }},
      {.name = "heart-beats-of-the-shorter-gap",
       .area = area,
       .summary = "expects heart-beats at the lesser of both numbers",
       .requirements = {"heart-beat/agreed-gap", "heart-beat/tolerance"},
       .settings =
           [](Settings& settings) {
             settings.heart_beat.receive_ms = 10;
             settings.heart_beat.tolerance = 1;
           },
       .sends = [](Link& /*link*/, WireFrame& frame) { announce(frame, "100,1000"); }},
      {.name = "heart-beats-expected-of-everyone",
       .area = area,
       .summary = "expects heart-beats of a client that has no heart-beat header",
       .requirements = {"heart-beat/missing-is-zero"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.opens_session() && !frame.has("heart-beat")) {
               frame.set("heart-beat", "100,0");
             }
           }},
      {.name = "heart-beats-expected-of-zero",
       .area = area,
       .summary = "expects heart-beats of a client that says it cannot send any",
       .requirements = {"heart-beat/none-when-zero", "heart-beat/first-number"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             change_offer(frame, [](Offer& offer) {
               if (offer.can_send == 0) offer.can_send = 100;
             });
           }},
      {.name = "heart-beats-without-tolerance",
       .area = area,
       .summary = "closes a connection the moment a heart-beat is late",
       .requirements = {"heart-beat/tolerance"},
       .settings = [](Settings& settings) { settings.heart_beat.tolerance = 1; }},
      {.name = "heart-beats-are-frames-only",
       .area = area,
       .summary = "takes an EOL for nothing, and not for a sign of life",
       .requirements = {"heart-beat/any-data-counts", "heart-beat/eol-when-idle"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is_eol()) frame.drop();
           }},
      {.name = "heart-beats-are-whole-frames-only",
       .area = area,
       .summary = "takes a part of a frame for nothing until the rest has come",
       .requirements = {"heart-beat/any-data-counts"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is_part()) frame.drop();
           }},
      {.name = "heart-beats-not-announced",
       .area = area,
       .summary = "expects and sends heart-beats without a word in CONNECTED",
       .requirements = {"heart-beat/declared", "heart-beat/missing-is-zero"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("CONNECTED")) frame.erase("heart-beat");
           }},
      {.name = "heart-beats-announced-with-a-blank",
       .area = area,
       .summary = "writes a blank behind the comma of its heart-beat header",
       .requirements = {"heart-beat/header-format"},
       .sends = [](Link& /*link*/, WireFrame& frame) { announce(frame, "100, 100"); }},
      {.name = "heart-beats-announced-in-seconds",
       .area = area,
       .summary = "writes its numbers in seconds, with a fraction",
       .requirements = {"heart-beat/header-format"},
       .sends = [](Link& /*link*/, WireFrame& frame) { announce(frame, "0.1,0.1"); }},
      {.name = "heart-beat-with-a-nul",
       .area = area,
       .summary = "ends its heart-beats with a NUL, as if they were frames",
       .requirements = {"heart-beat/eol-when-idle", "frames/grammar"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is_eol()) frame.body.push_back('\0');
           }},
  };
}

}  // namespace broker::areas
