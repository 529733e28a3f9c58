// Whatever a target sends, no report breaks, and none lets it through to whoever reads the report.
//
// Every text of hostile_texts() stands in every field of a run; then each writer writes it.

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "reports/badge_writer.hpp"
#include "reports/console_writer.hpp"
#include "reports/events_writer.hpp"
#include "reports/json_values.hpp"
#include "reports/json_writer.hpp"
#include "reports/junit_writer.hpp"
#include "reports/sarif_writer.hpp"
#include "reports/summary_writer.hpp"
#include "reports/testing/golden.hpp"
#include "reports/testing/sample_run.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using conformance::Event;

// The octets that a JSON value made by json_text() stands for.
std::string octets_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  static const std::string alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string octets;
  std::uint32_t bits = 0;
  unsigned bit_count = 0;
  for (const char letter : value.at("base64").get<std::string>()) {
    if (letter == '=') break;
    bits = (bits << 6U) | static_cast<std::uint32_t>(alphabet.find(letter));
    bit_count += 6;
    if (bit_count < 8) continue;
    bit_count -= 8;
    octets += static_cast<char>((bits >> bit_count) & 0xffU);
  }
  return octets;
}

// Nothing but LF may steer whoever shows the text, and nothing in it is unseen.
void expect_harmless(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_EQ(printable(line), line);
}

void expect_lossless(const Json& result, const std::string& text) {
  EXPECT_EQ(octets_of(result.at("why")), text);
  EXPECT_EQ(octets_of(result.at("checks").at(0).at("got")), text);
  EXPECT_EQ(octets_of(result.at("observations").at(0).at("value")), text);
  EXPECT_EQ(octets_of(result.at("transcript").at(0).at("octets")), text);
}

TEST(HostileText, ComesThroughJsonUnharmed) {
  for (const std::string& text : testing::hostile_texts()) {
    SCOPED_TRACE(printable_head(text, 100));
    const std::string report =
        json_report(testing::record_of(testing::hostile_events(text)), testing::sample_statement);
    for (const char octet : report) {
      ASSERT_TRUE(octet == '\n' || (octet >= ' ' && octet < '\x7f'));
    }
    const Json json = Json::parse(report);
    EXPECT_EQ(octets_of(json.at("target").at("target")), text);
    EXPECT_EQ(octets_of(json.at("calibration").at("server")), text);
    EXPECT_EQ(octets_of(json.at("ending_reason")), text);
    for (const Json& result : json.at("cases")) expect_lossless(result, text);
  }
}

TEST(HostileText, ComesThroughEventsUnharmed) {
  for (const std::string& text : testing::hostile_texts()) {
    SCOPED_TRACE(printable_head(text, 100));
    const std::string path = testing::scratch_directory() + "events.jsonl";
    EventsWriter writer(path, testing::sample_metadata());
    const std::vector<Event> events = testing::hostile_events(text);
    for (const Event& event : events) writer.on(event);
    writer.finish();
    std::istringstream lines(testing::read_file(path));
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      const Json json = Json::parse(line);
      if (json.at("event") == "case-finished") expect_lossless(json.at("case"), text);
    }
    EXPECT_EQ(count, events.size() + 1);
  }
}

TEST(HostileText, CannotSteerATerminal) {
  for (const std::string& text : testing::hostile_texts()) {
    SCOPED_TRACE(printable_head(text, 100));
    for (const bool ascii : {false, true}) {
      std::ostringstream out;
      ConsoleWriter writer(out, out, testing::sample_metadata(), testing::sample_statement,
                           {.ascii = ascii, .verbose = true});
      for (const Event& event : testing::hostile_events(text)) writer.on(event);
      writer.finish();
      expect_harmless(out.str());
      if (!ascii) continue;
      for (const char octet : out.str()) {
        ASSERT_TRUE(octet == '\n' || (octet >= ' ' && octet < '\x7f'));
      }
    }
  }
}

TEST(HostileText, CannotEndAnElement) {
  const RunRecord harmless = testing::record_of(testing::hostile_events("x"));
  const auto tags = [](const std::string& report) {
    return std::pair(std::ranges::count(report, '<'), std::ranges::count(report, '>'));
  };
  for (const std::string& text : testing::hostile_texts()) {
    SCOPED_TRACE(printable_head(text, 100));
    const std::string report =
        junit_report(testing::record_of(testing::hostile_events(text)), testing::sample_statement);
    if (text.empty()) continue;  // optional parts are left out
    EXPECT_EQ(tags(report), tags(junit_report(harmless, testing::sample_statement)));
    expect_harmless(report);
  }
}

TEST(HostileText, CannotLeaveTheBadge) {
  const RunRecord harmless = testing::record_of(testing::hostile_events("x"));
  for (const std::string& text : testing::hostile_texts()) {
    const RunRecord record = testing::record_of(testing::hostile_events(text));
    EXPECT_EQ(badge_svg(record), badge_svg(harmless));
    EXPECT_EQ(badge_json(record), badge_json(harmless));
  }
}

TEST(HostileText, ComesThroughSarifUnharmed) {
  for (const std::string& text : testing::hostile_texts()) {
    SCOPED_TRACE(printable_head(text, 100));
    const std::string report =
        sarif_report(testing::record_of(testing::hostile_events(text)), testing::sample_statement);
    for (const char octet : report) {
      ASSERT_TRUE(octet == '\n' || (octet >= ' ' && octet < '\x7f'));
    }
    const Json json = Json::parse(report);
    for (const Json& result : json.at("runs").at(0).at("results")) {
      const std::string shown = result.at("message").at("text");
      EXPECT_EQ(printable(shown), shown);
    }
  }
}

// Outside of code spans no '<' and no '`' is left that does not have a backslash before it.
void expect_plain_markdown(const std::string& line) {
  std::string fence;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '\\' && fence.empty()) {
      ++at;
    } else if (line[at] == '`') {
      const std::string run = line.substr(at, line.find_first_not_of('`', at) - at);
      if (fence.empty()) {
        fence = run;
      } else if (run == fence) {
        fence.clear();
      }
      at += run.size() - 1;
    } else if (fence.empty()) {
      EXPECT_FALSE(line[at] == '<' && line.find("details>") == std::string::npos) << line;
    }
  }
  EXPECT_EQ(fence, "") << line;
}

TEST(HostileText, IsPlainTextInMarkdown) {
  for (const std::string& text : testing::hostile_texts()) {
    SCOPED_TRACE(printable_head(text, 100));
    const std::string report = summary_report(testing::record_of(testing::hostile_events(text)),
                                              testing::sample_statement);
    expect_harmless(report);
    std::istringstream lines(report);
    for (std::string line; std::getline(lines, line);) expect_plain_markdown(line);
  }
}

}  // namespace
}  // namespace reports
