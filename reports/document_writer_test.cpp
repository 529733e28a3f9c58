// When documents are written, and that one which cannot be written does not stop the others.

#include "reports/document_writer.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/golden.hpp"
#include "reports/testing/sample_run.hpp"

namespace reports {
namespace {

using conformance::Event;

// Short, but with all in it that the tests ask for.
std::string render(const RunRecord& record) {
  return std::string(record.partial() ? "partial " : "complete ") +
         std::to_string(record.cases.size());
}

TEST(DocumentWriter, WritesAtTheStartAndAtTheEnd) {
  const std::string path = testing::scratch_directory() + "report";
  DocumentWriter writer(testing::sample_metadata(), {whole(path, render)});
  const std::vector<Event> events = testing::sample_events();
  writer.on(events.front());
  EXPECT_EQ(testing::read_file(path), "partial 0");
  for (std::size_t i = 1; i < events.size(); ++i) writer.on(events[i]);
  EXPECT_EQ(testing::read_file(path), "complete 14");
  writer.finish();
  EXPECT_EQ(testing::read_file(path), "complete 14");
  EXPECT_EQ(writer.error(), "");
}

TEST(DocumentWriter, WritesWhatThereIsWhereTheRunWasCutShort) {
  const std::string path = testing::scratch_directory() + "report";
  DocumentWriter writer(testing::sample_metadata(), {whole(path, render)});
  std::vector<Event> events = testing::sample_events();
  events.pop_back();
  for (const Event& event : events) writer.on(event);
  EXPECT_EQ(testing::read_file(path), "partial 0");
  writer.finish();
  EXPECT_EQ(testing::read_file(path), "partial 14");
}

TEST(DocumentWriter, WritesEvenWhereNothingHappened) {
  const std::string path = testing::scratch_directory() + "report";
  DocumentWriter(testing::sample_metadata(), {whole(path, render)}).finish();
  EXPECT_EQ(testing::read_file(path), "partial 0");
}

TEST(DocumentWriter, PreparesEachCaseWhenItHasCome) {
  std::vector<std::string> seen;
  Document document = whole(testing::scratch_directory() + "report", render);
  document.prepare = [&](const RunRecord& so_far, const conformance::CaseResult& result) {
    EXPECT_EQ(so_far.cases.back().key, result.key);
    EXPECT_FALSE(so_far.started.target.empty());
    seen.push_back(result.key);
  };
  DocumentWriter writer(testing::sample_metadata(), {document});
  for (const Event& event : testing::sample_events()) writer.on(event);
  std::vector<std::string> keys;
  for (const conformance::CaseResult& result : testing::sample_cases()) keys.push_back(result.key);
  EXPECT_EQ(seen, keys);
}

TEST(DocumentWriter, WritesTheOtherDocumentsWhereOneCannotBe) {
  const std::string directory = testing::scratch_directory();
  DocumentWriter writer(testing::sample_metadata(), {whole(directory + "missing/report", render),
                                                     whole(directory + "report", render)});
  for (const Event& event : testing::sample_events()) writer.on(event);
  writer.finish();
  EXPECT_EQ(testing::read_file(directory + "report"), "complete 14");
  EXPECT_THAT(writer.error(), ::testing::HasSubstr("create the directory"));
}

}  // namespace
}  // namespace reports
