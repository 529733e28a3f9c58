// Whatever a target sends, no report breaks, and none lets it through to whoever reads the report:
// testing/breaches.hpp says what that is, here it is tried with all hostile_texts(). The fuzz
// target report_escaping goes on from there.

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "reports/testing/breaches.hpp"
#include "reports/testing/sample_run.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

void expect_inert(std::string_view (*breach)(const std::string& text)) {
  for (const std::string& text : testing::hostile_texts()) {
    EXPECT_EQ(breach(text), "") << printable_head(text, 100);
  }
}

TEST(HostileText, ComesThroughJsonUnharmed) {
  expect_inert(testing::json_breach);
}

TEST(HostileText, ComesThroughEventsUnharmed) {
  expect_inert(testing::events_breach);
}

TEST(HostileText, CannotSteerATerminal) {
  expect_inert(testing::console_breach);
}

TEST(HostileText, CannotEndAnElement) {
  expect_inert(testing::junit_breach);
}

TEST(HostileText, CannotLeaveTheBadge) {
  expect_inert(testing::badge_breach);
}

TEST(HostileText, ComesThroughSarifUnharmed) {
  expect_inert(testing::sarif_breach);
}

TEST(HostileText, IsPlainTextInMarkdown) {
  expect_inert(testing::summary_breach);
}

TEST(HostileText, IsInertWhereRunsAreCompared) {
  expect_inert(testing::diff_breach);
}

}  // namespace
}  // namespace reports
