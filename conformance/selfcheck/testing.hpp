// A little suite for tests of what is made of rulings: two cases whose level is MUST, one of a fact
// that runs in all versions.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/scenario/testing.hpp"
#include "conformance/selfcheck/rulings.hpp"

namespace selfcheck::testing {

inline constexpr std::string_view must_requirement = "message/ack-header";
inline constexpr std::string_view fact_requirement = "send/delivers";

class LittleSuite : public ::testing::Test {
 protected:
  // The file of one case; `kills` is what stands between the brackets.
  void write(const std::string& id, std::string_view requirement, std::string_view versions,
             std::string_view kills = "") {
    files_.write(id + ".json", R"({"title": "T", "why": "W", "requirements": [")" +
                                   std::string(requirement) + R"("], "versions": [)" +
                                   std::string(versions) + R"(], "kills": [)" + std::string(kills) +
                                   R"(], "steps": [{"connect": "C"}]})");
  }

  const Docket& load(std::string_view kills = "") {
    write("1.2/test/first", must_requirement, R"("1.2")", kills);
    write("1.2/test/second", must_requirement, R"("1.2")");
    write("all/test/fact", fact_requirement, R"("1.0", "1.1", "1.2")");
    json::Problems problems;
    suite_ = files_.load(problems);
    EXPECT_EQ(conformance::testing::briefs(problems), std::vector<std::string>());
    docket_.emplace(suite_);
    return *docket_;
  }

  // Every case with this grade.
  [[nodiscard]] Rulings all(conformance::Grade grade) const {
    return Rulings(suite_.cases.size(), Ruling{.grade = grade});
  }

  // The same but for one case, which breaks on a check under that requirement.
  [[nodiscard]] Rulings with_breach(Rulings rulings, const std::string& key,
                                    std::string_view requirement) const {
    rulings[docket_->index(key)] = {.grade = conformance::Grade::fail,
                                    .reason = "planted",
                                    .broken = {std::string(requirement)}};
    return rulings;
  }

 private:
  conformance::testing::TestSuite files_;
  conformance::Suite suite_;
  std::optional<Docket> docket_;
};

}  // namespace selfcheck::testing
