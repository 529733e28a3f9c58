#include "conformance/scenario/octets_reader.hpp"

#include <gtest/gtest.h>

#include "conformance/scenario/testing.hpp"

namespace conformance {
namespace {

using namespace std::string_literals;

TEST(Octets, AreDecodedFromHex) {
  EXPECT_EQ(decode_hex(""), "");
  EXPECT_EQ(decode_hex("00ff"), "\x00\xff"s);
  EXPECT_EQ(decode_hex(" 0a 0D "), "\n\r");
  for (const std::string_view text : {"0", "0g", "0 0", "000"}) {
    EXPECT_EQ(decode_hex(text), std::nullopt) << text;
  }
}

TEST(Octets, AreDecodedFromBase64) {
  EXPECT_EQ(decode_base64(""), "");
  EXPECT_EQ(decode_base64("AA=="), "\0"s);
  EXPECT_EQ(decode_base64("AAA="), "\0\0"s);
  EXPECT_EQ(decode_base64("aGVsbG8h"), "hello!");
  EXPECT_EQ(decode_base64("+/+/"), "\xfb\xff\xbf");
  for (const std::string_view text : {"A", "AA=", "A===", "====", "AA==AA==", "AA-_", "A=AA"}) {
    EXPECT_EQ(decode_base64(text), std::nullopt) << text;
  }
}

std::vector<Case> send(const std::string& octets) {
  return testing::load_steps(
      R"({"connect": "C"}, {"send": "C", "octets": )" + octets + R"(}, {"fence": "C"})",
      R"("versions": ["1.2"],)");
}

TEST(Octets, MayBePutTogether) {
  const std::vector<Case> cases = send(
      R"(["a${unique:x}", {"hex": "00"}, {"base64": "AA=="}, {"repeat": "ab", "times": 3},
          {"repeat": "c", "times": {"limit": "body-octets", "plus": -1}}])");
  ASSERT_EQ(cases.size(), 1U);
  const auto& octets =
      std::get<Octets>(std::get<SendStep>(cases[0].program.steps[1].what).items.at(0));
  ASSERT_EQ(octets.size(), 5U);
  EXPECT_EQ(std::get<Template>(octets[0]), "a${unique:x}");
  EXPECT_EQ(std::get<FixedOctets>(octets[1]).octets, "\0"s);
  EXPECT_EQ(std::get<FixedOctets>(octets[2]).octets, "\0"s);
  EXPECT_EQ(std::get<Repeat>(octets[3]).octets, "ab");
  EXPECT_EQ(std::get<Repeat>(octets[3]).times.plus, 3);
  EXPECT_EQ(std::get<Repeat>(octets[4]).times.limit, "body-octets");
  EXPECT_EQ(std::get<Repeat>(octets[4]).times.plus, -1);
}

TEST(Octets, AreRefusedWithAReason) {
  const struct {
    std::string_view octets;
    std::string_view problem;
  } rows[] = {
      {R"(5)",
       "2:53: octets are text, {\"hex\"}, {\"base64\"}, {\"repeat\"}, or an array of these"},
      {R"({"hex": "0"})", "2:61: this is not hex"},
      {R"({"base64": "?"})", "2:64: this is not base64"},
      {R"({"repeat": "a"})", "2:53: the key \"times\" is missing"},
      {R"({"repeat": "a", "times": -1})",
       "2:78: expected a number from 0 to 4294967296, or {\"limit\": NAME}"},
      {R"({"hex": "00", "time": 1})", "2:67: unknown key \"time\" (known here: \"hex\")"},
      {R"("${")", "2:53: \"${\" without a \"}\"; a literal one is written \"$${\""},
  };
  for (const auto& row : rows) {
    const std::vector<std::string> problems =
        testing::problems_of(R"({"connect": "C"}, {"send": "C", "octets": )" +
                             std::string(row.octets) + R"(}, {"fence": "C"})");
    EXPECT_EQ(problems, std::vector<std::string>{std::string(row.problem)}) << row.octets;
  }
}

}  // namespace
}  // namespace conformance
