#include "reports/coverage_report.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace reports {
namespace {

using conformance::Coverage;
using conformance::CoverageRow;
using conformance::Level;
using conformance::Standing;
using stomp::Version;

CoverageRow row(std::string id, Version version, Level level, const std::string& specification) {
  return {.id = std::move(id),
          .version = version,
          .statement = {.level = level,
                        .specification = specification,
                        .section = "SEND",
                        .quote = "It MUST <a|b>.",
                        .untestable = ""},
          .standing = Standing::untested,
          .cases = {},
          .alongside = {}};
}

Coverage sample() {
  Coverage coverage;
  coverage.rows = {row("send/a", Version::v1_2, Level::must, "STOMP 1.2"),
                   row("send/b", Version::v1_2, Level::must, "STOMP 1.2"),
                   row("send/c", Version::v1_2, Level::may, "STOMP 1.2"),
                   row("RMQ-X-1", Version::v1_1, Level::fact, "RocketMQ STOMP"),
                   row("RMQ-X-1", Version::v1_2, Level::fact, "RocketMQ STOMP")};
  coverage.rows[0].standing = Standing::tested;
  coverage.rows[0].cases = {"all/send/x", "all/send/y"};
  coverage.rows[2].standing = Standing::excused;
  coverage.rows[2].statement.untestable = "nobody sees it";
  for (const std::size_t at : {3U, 4U}) {
    coverage.rows[at].standing = Standing::alongside;
    coverage.rows[at].alongside = {"rocketmq/x/z"};
  }
  return coverage;
}

TEST(CoverageReport, IsATableOnATerminal) {
  EXPECT_EQ(coverage_text(sample()),
            "STOMP 1.2, SEND\n"
            "  tested     MUST    send/a              all/send/x and 1 more\n"
            "  untested   MUST    send/b\n"
            "  excused    MAY     send/c              nobody sees it\n"
            "\n"
            "RocketMQ STOMP, SEND\n"
            "  alongside  fact    RMQ-X-1 (1.1, 1.2)  rocketmq/x/z\n"
            "\n"
            "                        statements  tested  alongside  excused  untested\n"
            "STOMP 1.2       MUST             2       1          0        0         1\n"
            "STOMP 1.2       MAY              1       0          0        1         0\n"
            "RocketMQ STOMP  fact             2       0          2        0         0\n"
            "\n"
            "1 of 5 statements is neither tested nor excused\n");
}

TEST(CoverageReport, KeepsTheTotalsWhereOnlyTheUntestedIsShown) {
  const std::string text = coverage_text(sample(), Rows::untested);
  EXPECT_TRUE(text.starts_with("STOMP 1.2, SEND\n  untested   MUST    send/b\n\n")) << text;
  EXPECT_TRUE(text.ends_with("\n1 of 5 statements is neither tested nor excused\n")) << text;
  EXPECT_EQ(nlohmann::json::parse(coverage_json(sample(), Rows::untested))["statements"].size(),
            1U);
}

TEST(CoverageReport, IsAPageWithQuotations) {
  const std::string page = coverage_markdown(sample());
  for (
      const char* line :
      {"| STOMP 1.2 | MUST | 2 | 1 | 0 | 0 | 1 |\n", "\n## STOMP 1.2, SEND\n",
       "| `send/a` | 1.2 | MUST | It MUST &lt;a\\|b>. | **tested**: `all/send/x`, `all/send/y` |\n",
       "| `send/b` | 1.2 | MUST | It MUST &lt;a\\|b>. | **untested** |\n",
       "| **excused**: nobody sees it |\n",
       "| `RMQ-X-1` | 1.1, 1.2 | fact | It MUST &lt;a\\|b>. | **alongside**: `rocketmq/x/z` |\n"}) {
    EXPECT_NE(page.find(line), std::string::npos) << line << page;
  }
}

TEST(CoverageReport, IsDataForAProgram) {
  const auto json = nlohmann::json::parse(coverage_json(sample()));
  EXPECT_EQ(json["untested"], 1);
  EXPECT_EQ(json["totals"][0]["statements"], 2);
  ASSERT_EQ(json["statements"].size(), 5U);
  EXPECT_EQ(json["statements"][0]["cases"][1], "all/send/y");
  EXPECT_EQ(json["statements"][2]["reason"], "nobody sees it");
  EXPECT_FALSE(json["statements"][0].contains("reason"));
}

}  // namespace
}  // namespace reports
