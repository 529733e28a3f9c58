#include "conformance/engine/transcript.hpp"

#include <gtest/gtest.h>

namespace conformance {
namespace {

using Kind = WireEntry::Kind;

std::string joined(const Transcript& transcript, const std::vector<std::string>& secrets) {
  std::string result;
  for (const WireEntry& entry : transcript.masked(secrets)) result += entry.octets + "|";
  return result;
}

TEST(Transcript, MasksASecretWithAsManyStars) {
  Transcript transcript(Instant(0));
  transcript.add(Instant(1), "C", Kind::sent, "passcode:geheim\n");
  EXPECT_EQ(joined(transcript, {"geheim"}), "passcode:******\n|");
}

TEST(Transcript, FindsASecretThatWasCutIntoOctets) {
  Transcript transcript(Instant(0));
  for (const char octet : std::string("x:geheim\n")) {
    transcript.add(Instant(1), "C", Kind::sent, std::string(1, octet));
  }
  EXPECT_EQ(joined(transcript, {"geheim"}), "x|:|*|*|*|*|*|*|\n|");
}

TEST(Transcript, FindsASecretBetweenWhichOthersSpoke) {
  Transcript transcript(Instant(0));
  transcript.add(Instant(1), "C", Kind::sent, "geh");
  transcript.add(Instant(2), "D", Kind::sent, "geh");
  transcript.add(Instant(2), "C", Kind::received, "eim");
  transcript.add(Instant(3), "C", Kind::sent, "eim");
  EXPECT_EQ(joined(transcript, {"geheim"}), "***|geh|eim|***|");
}

TEST(Transcript, MasksWhatATargetSendsBack) {
  Transcript transcript(Instant(0));
  transcript.add(Instant(1), "C", Kind::received, "ERROR\nmessage:bad passcode geheim\n");
  transcript.add(Instant(1), "C", Kind::note, "geheim");
  EXPECT_EQ(joined(transcript, {"geheim"}), "ERROR\nmessage:bad passcode ******\n|******|");
}

TEST(Transcript, MasksOverlappingSecrets) {
  Transcript transcript(Instant(0));
  transcript.add(Instant(1), "C", Kind::sent, "aXaXab");
  EXPECT_EQ(joined(transcript, {"aXa", "Xab"}), "******|");
}

TEST(Transcript, KeepsNoMoreOfAFloodThanItsLimit) {
  Transcript transcript(Instant(0));
  const std::string megabyte(1024 * 1024, 'x');
  for (int i = 0; i < 10; ++i) transcript.add(Instant(1), "C", Kind::received, megabyte);
  std::size_t kept = 0;
  for (const WireEntry& entry : transcript.masked({})) kept += entry.octets.size();
  EXPECT_LE(kept, Transcript::octets_max + 100);
}

}  // namespace
}  // namespace conformance
