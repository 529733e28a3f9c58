// events.jsonl: each line is there as soon as its event has happened.

#include "reports/events_writer.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/golden.hpp"
#include "reports/testing/sample_run.hpp"

namespace reports {
namespace {

using conformance::Event;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(EventsWriter, WritesTheGolden) {
  const std::string path = testing::scratch_directory() + "events.jsonl";
  EventsWriter writer(path, testing::sample_metadata());
  for (const Event& event : testing::sample_events()) writer.on(event);
  writer.finish();
  testing::expect_golden("events.jsonl", testing::read_file(path));
  EXPECT_EQ(writer.error(), "");
}

TEST(EventsWriter, HasALineOnDiskAfterEachEvent) {
  const std::string path = testing::scratch_directory() + "events.jsonl";
  EventsWriter writer(path, testing::sample_metadata());
  std::ptrdiff_t lines = 1;
  for (const Event& event : testing::sample_events()) {
    writer.on(event);
    ++lines;
    const std::string text = testing::read_file(path);
    EXPECT_EQ(std::ranges::count(text, '\n'), lines);
    EXPECT_TRUE(text.ends_with("}\n"));
  }
}

TEST(EventsWriter, WritesNoFooterWhereTheRunWasCutShort) {
  const std::string path = testing::scratch_directory() + "events.jsonl";
  EventsWriter writer(path, testing::sample_metadata());
  std::vector<Event> events = testing::sample_events();
  events.pop_back();
  for (const Event& event : events) writer.on(event);
  writer.finish();
  EXPECT_THAT(testing::read_file(path), Not(HasSubstr("footer")));
}

TEST(EventsWriter, CountsItsLinesInTheFooter) {
  const std::string text = testing::read_file(testing::golden_path("events.jsonl"));
  EXPECT_THAT(text, HasSubstr(R"({"event":"footer","lines":)" +
                              std::to_string(std::ranges::count(text, '\n')) + ','));
}

TEST(EventsWriter, SaysAtOnceThatItCannotWrite) {
  const EventsWriter writer(testing::scratch_directory() + "missing/events.jsonl",
                            testing::sample_metadata());
  EXPECT_THAT(writer.error(), HasSubstr("create the directory"));
}

}  // namespace
}  // namespace reports
