// What a person sees: goldens of whole runs, and the streams it goes to.

#include "reports/console_writer.hpp"

#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/golden.hpp"
#include "reports/testing/sample_run.hpp"

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::Ending;
using conformance::Event;
using conformance::FailOn;
using conformance::Grade;
using ::testing::HasSubstr;
using ::testing::Not;

struct Output {
  std::string out;
  std::string progress;
};

Output output_of(const std::vector<Event>& events, const ConsoleOptions& options,
                 FailOn fail_on = FailOn::must) {
  std::ostringstream out;
  std::ostringstream progress;
  RunMetadata metadata = testing::sample_metadata();
  metadata.fail_on = fail_on;
  ConsoleWriter writer(out, progress, metadata, testing::sample_statement, options);
  for (const Event& event : events) writer.on(event);
  writer.finish();
  EXPECT_EQ(writer.error(), "");
  return {out.str(), progress.str()};
}

CaseResult case_of(const std::string& key, Grade grade, const std::string& reason) {
  CaseResult result{};
  result.key = key;
  result.grade = grade;
  result.reason = reason;
  return result;
}

TEST(ConsoleWriter, WritesTheGoldens) {
  const std::vector<Event> events = testing::sample_events();
  testing::expect_golden("console.txt", output_of(events, {}).out);
  testing::expect_golden("console-verbose.txt", output_of(events, {.verbose = true}).out);
  testing::expect_golden("console-color.txt", output_of(events, {.color = true}).out);
  testing::expect_golden("console-ascii.txt",
                         output_of(events, {.ascii = true, .target = "my broker.json"}).out);
  testing::expect_golden("console-fail-on-weak.txt", output_of(events, {}, FailOn::weak).out);
}

TEST(ConsoleWriter, WritesGoldensOfEarlyEnds) {
  testing::expect_golden("console-unreachable.txt",
                         output_of(testing::run_of({}, Ending::target_unreachable,
                                                   "127.0.0.1:61613 refused the connection"),
                                   {})
                             .out);
  std::vector<Event> events = testing::sample_events();
  events.resize(4);  // one case is done, the run is not
  testing::expect_golden("console-interrupted.txt", output_of(events, {}).out);
}

TEST(ConsoleWriter, ShowsProgressOnlyToWhoWatches) {
  const std::vector<Event> events = testing::sample_events();
  EXPECT_EQ(output_of(events, {}).progress, "");
  const Output output = output_of(events, {.interactive = true});
  EXPECT_THAT(output.progress, HasSubstr("\r1/14  1.2/ack/individual-acks-only-one[version=1.2]"));
  EXPECT_THAT(output.progress, HasSubstr("\r2/14  1 failed  1.2/value-encoding"));
  EXPECT_TRUE(output.progress.ends_with("\r\x1b[K"));
  EXPECT_EQ(output.out, output_of(events, {}).out);
}

TEST(ConsoleWriter, KeepsProgressOnOneLine) {
  std::vector<Event> events = testing::run_of({});
  events.insert(events.begin() + 1,
                conformance::CaseStarted{"1.2/" + std::string(200, 'x') + "\n\x1b[2J"});
  const std::string progress = output_of(events, {.interactive = true}).progress;
  EXPECT_THAT(progress, HasSubstr("\r0/0  1.2/" + std::string(70, 'x') + "\x1b[K"));
  EXPECT_THAT(progress, Not(HasSubstr("\n")));
}

TEST(ConsoleWriter, GroupsByReasonTheMostFrequentFirst) {
  std::vector<CaseResult> results{case_of("a", Grade::blocked, "rare")};
  for (int i = 1; i <= 7; ++i) {
    results.push_back(case_of("k" + std::to_string(i), Grade::blocked, "usual"));
  }
  EXPECT_THAT(output_of(testing::run_of(results), {}).out,
              HasSubstr("blocked 8\n"
                        "   7  usual\n"
                        "        k1\n        k2\n        k3\n        k4\n        k5\n"
                        "        and 2 more\n"
                        "   1  rare\n"
                        "        a\n"));
}

TEST(ConsoleWriter, SaysWhereNobodyReads) {
  std::ostringstream out;
  ConsoleWriter writer(out, out, testing::sample_metadata(), nullptr, {});
  out.setstate(std::ios::badbit);
  writer.finish();
  EXPECT_THAT(writer.error(), HasSubstr("cannot write to standard output"));
}

}  // namespace
}  // namespace reports
