#include "conformance/scenario/selector.hpp"

#include <gtest/gtest.h>

#include "conformance/scenario/testing.hpp"

namespace conformance {
namespace {

class Selectors : public ::testing::Test {
 protected:
  Selectors() {
    files_.write("1.2/ack/one.json",
                 R"({"title": "T", "why": "W", "requirements": ["message/ack-header"],
                     "versions": ["1.2"], "was": ["1.2/old/name"],
                     "axes": {"cut": ["whole", "each-octet"]},
                     "steps": [{"connect": "C"}, {"fence": "C"}]})");
    files_.write("all/send/two.json",
                 R"({"title": "T", "why": "W", "requirements": ["send/delivers"],
                     "tags": ["slow"], "versions": ["1.1", "1.2"],
                     "steps": [{"connect": "C"}, {"idle": "C", "for-ms": 10}]})");
    json::Problems problems;
    suite_ = files_.load(problems);
    EXPECT_EQ(testing::briefs(problems), std::vector<std::string>());
  }

  [[nodiscard]] std::vector<std::string> selected(const std::vector<std::string>& texts) const {
    std::vector<Selector> selectors;
    for (const std::string& text : texts) {
      std::string error;
      const std::optional<Selector> selector = Selector::parse(text, error);
      EXPECT_TRUE(selector) << text << ": " << error;
      if (selector) selectors.push_back(*selector);
    }
    std::vector<std::string> keys;
    for (const Case* test_case : select(suite_.cases, selectors, suite_.catalogue)) {
      keys.push_back(test_case->key());
    }
    return keys;
  }

  testing::TestSuite files_;
  Suite suite_;
};

const std::string whole = "1.2/ack/one[version=1.2,cut=whole]";
const std::string octets = "1.2/ack/one[version=1.2,cut=each-octet]";
const std::string two_1_1 = "all/send/two[version=1.1]";
const std::string two_1_2 = "all/send/two[version=1.2]";

TEST_F(Selectors, NameCases) {
  using Keys = std::vector<std::string>;
  const struct {
    std::vector<std::string> selectors;
    Keys keys;
  } rows[] = {
      {{}, {whole, octets, two_1_1, two_1_2}},
      {{"1.2"}, {whole, octets}},
      {{"1.2/ack"}, {whole, octets}},
      {{"1.2/ack/"}, {whole, octets}},
      {{"1.2/ac"}, {}},
      {{"1.2/ack/one"}, {whole, octets}},
      {{"**/two"}, {two_1_1, two_1_2}},
      {{"*/two"}, {}},
      {{whole}, {whole}},
      {{"1.2/ack/one[cut=each-octet]"}, {octets}},
      {{"all[version=1.2]"}, {two_1_2}},
      {{"all[cut=whole]"}, {}},
      {{"1.2/old/name"}, {whole, octets}},
      {{"1.2/old/name[cut=whole]"}, {whole}},
      {{"tag:slow"}, {two_1_1, two_1_2}},
      {{"tag:timed"}, {two_1_1, two_1_2}},
      {{"requirement:send/delivers"}, {two_1_1, two_1_2}},
      {{"level:must"}, {whole, octets}},
      {{"level:FACT"}, {two_1_1, two_1_2}},
      {{"!tag:timed"}, {whole, octets}},
      {{"**", "!" + whole}, {octets, two_1_1, two_1_2}},
      {{"1.2", "all[version=1.1]", "!1.2/ack/one[cut=whole]"}, {octets, two_1_1}},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(selected(row.selectors), row.keys) << ::testing::PrintToString(row.selectors);
  }
}

TEST_F(Selectors, AreRefusedWithAReason) {
  const struct {
    std::string_view text;
    std::string_view error;
  } rows[] = {
      {"", "an empty selector"},
      {"!", "an empty selector"},
      {"1.2/a[version=1.2", "\"[\" without a \"]\" at the end"},
      {"1.2/a[]", "axes are written [version=1.2,cut=whole]"},
      {"1.2/a[version]", "axes are written [version=1.2,cut=whole]"},
      {"level:most", "a level is must, fact, should or may, not \"most\""},
      {"tags:x", "\"tags\" selects nothing: there are tag:, requirement: and level:"},
  };
  for (const auto& row : rows) {
    std::string error;
    EXPECT_FALSE(Selector::parse(row.text, error)) << row.text;
    EXPECT_EQ(error, row.error);
  }
}

}  // namespace
}  // namespace conformance
