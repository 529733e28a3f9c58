#include "conformance/engine/output_log.hpp"

#include <gtest/gtest.h>

namespace conformance {
namespace {

TEST(OutputLog, GivesWhatCameAfterTheMark) {
  OutputLog log;
  log.add("before\n");
  const std::uint64_t mark = log.mark();
  EXPECT_EQ(log.since(mark, {}).octets, "");
  log.add("while ");
  log.add("it ran\n");
  const TargetOutput output = log.since(mark, {});
  EXPECT_EQ(output.octets, "while it ran\n");
  EXPECT_EQ(output.left_out, 0U);
}

TEST(OutputLog, GivesTheEndAndCountsTheRest) {
  OutputLog log;
  log.add(std::string(100, 'x'));
  const std::uint64_t mark = log.mark();
  log.add(std::string(OutputLog::slice_max, 'a') + "end");
  const TargetOutput output = log.since(mark, {});
  EXPECT_EQ(output.octets.size(), OutputLog::slice_max);
  EXPECT_TRUE(output.octets.ends_with("aend"));
  EXPECT_EQ(output.left_out, 3U);
}

TEST(OutputLog, ForgetsWhatIsOldAndKeepsCount) {
  OutputLog log;
  const std::string block(10'000, 'x');
  for (int i = 0; i < 200; ++i) log.add(block);
  EXPECT_EQ(log.mark(), 2'000'000U);
  const TargetOutput output = log.since(0, {});
  EXPECT_EQ(output.octets.size() + output.left_out, 2'000'000U);
}

TEST(OutputLog, MasksSecretsEvenWhereTheMarkCutsThem) {
  OutputLog log;
  log.add("login with hunt");
  const std::uint64_t mark = log.mark();
  log.add("er2, then hunter2\n");
  EXPECT_EQ(log.since(mark, {"hunter2"}).octets, "***, then *******\n");
}

}  // namespace
}  // namespace conformance
