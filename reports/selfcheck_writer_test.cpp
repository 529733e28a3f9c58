#include "reports/selfcheck_writer.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "conformance/selfcheck/testing.hpp"

namespace reports {
namespace {

using conformance::Grade;
using selfcheck::Findings;
using selfcheck::Rulings;

class SelfcheckWriter : public selfcheck::testing::LittleSuite {
 protected:
  Findings findings() {
    Findings result{.version = "1.2.3", .suite = "abc"};
    result.matrix.emplace(load());
    const Rulings plain = all(Grade::pass);
    const std::string must(selfcheck::testing::must_requirement);
    const std::string fact(selfcheck::testing::fact_requirement);
    Rulings bent = with_breach(plain, "1.2/test/second[version=1.2]", must);
    bent = with_breach(bent, "all/test/fact[version=1.0]", fact);
    result.matrix->add({"bent", "area", "bends | breaks", {must}}, "open", plain, bent);
    result.parts.push_back(judge_matrix(*result.matrix, true));
    return result;
  }
};

TEST_F(SelfcheckWriter, WritesTheMatrixByIndicesOfCases) {
  const auto json = nlohmann::json::parse(selfcheck_json(findings()));
  EXPECT_EQ(json["stompcheck"], "1.2.3");
  EXPECT_EQ(json["holds"], false);
  ASSERT_EQ(json["deviations"].size(), 1U);
  const auto& row = json["deviations"][0];
  ASSERT_EQ(row["accusers"].size(), 1U);
  EXPECT_EQ(json["cases"][row["accusers"][0].get<std::size_t>()]["id"], "1.2/test/second");
  ASSERT_EQ(row["others"].size(), 1U);
  EXPECT_EQ(json["cases"][row["others"][0].get<std::size_t>()]["id"], "all/test/fact");
  EXPECT_EQ(json["cases"][0]["must"], true);
  EXPECT_EQ(json["cases"][0]["caught"], 0);
  EXPECT_EQ(json["cases"][0]["met"], 1);
  EXPECT_EQ(row["met"], 3);
  EXPECT_EQ(json["full"], true);
  EXPECT_EQ(json["parts"][0]["complaints"].size(), 1U);
}

TEST_F(SelfcheckWriter, LeavesTheMatrixOutWhereThereIsNone) {
  const auto json = nlohmann::json::parse(selfcheck_json({.version = "1", .suite = "x"}));
  EXPECT_FALSE(json.contains("deviations"));
  EXPECT_EQ(json["holds"], true);
}

TEST_F(SelfcheckWriter, TellsPeopleTheSame) {
  const std::string text = selfcheck_markdown(findings());
  EXPECT_NE(text.find("**The suite does not hold.**"), std::string::npos);
  EXPECT_NE(text.find("| `bent` | bends \\| breaks | `message/ack-header` | 3 | 2 | "
                      "`1.2/test/second` |"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("| `1.2/test/first` | 1 | 0 |"), std::string::npos) << text;
  EXPECT_EQ(text.find("| `all/test/fact` |"), std::string::npos) << "its level is no MUST";
}

}  // namespace
}  // namespace reports
