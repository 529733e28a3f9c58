// Of a process that we start and of no other.

#include "conformance/net/usage.hpp"

#include <string>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "conformance/net/process.hpp"

namespace conformance {
namespace {

// A shell that opens files, says so, and waits to be ended.
std::optional<Usage> usage_of(const std::string& script) {
  boost::asio::io_context context(1);
  std::string output;
  const Process process(context, {.words = {"sh", "-c", script + "; echo ready; read -r _ <&8"}},
                        {.output = [&](std::string_view octets) { output += octets; },
                         .ended = [](const std::string&) {}});
  for (int i = 0; i < 1000 && output.find("ready") == std::string::npos; ++i) context.run_one();
  return usage_of_group(process.group());
}

TEST(Usage, CountsDescriptorsAndMemory) {
  // Descriptor 8 keeps it waiting: a pipe that nobody writes to and nobody closes.
  const std::string wait = "f=$(mktemp -u); mkfifo $f; exec 8<>$f; rm $f";
  const auto few = usage_of(wait);
  const auto more = usage_of(wait + "; exec 3</dev/null 4</dev/null 5</dev/null 6</dev/null");
  ASSERT_TRUE(few && more);
  EXPECT_GE(few->descriptors, 4U);
  EXPECT_GE(more->descriptors, few->descriptors + 2);
  EXPECT_LE(more->descriptors, few->descriptors + 4);
  EXPECT_GT(few->resident_octets, 100U * 1024);
  EXPECT_LT(few->resident_octets, 100U * 1024 * 1024);
}

TEST(Usage, CountsWhatLeadsAGroupOfItsOwn) {
  const std::string wait = "f=$(mktemp -u); mkfifo $f; exec 8<>$f; rm $f";
  const auto alone = usage_of(wait);
  const auto two = usage_of(wait + "; setsid sleep 5 & :");
  ASSERT_TRUE(alone && two);
  EXPECT_GT(two->descriptors, alone->descriptors + 2);
}

TEST(Usage, IsNothingOfNobody) {
  EXPECT_FALSE(usage_of_group(-7));
}

}  // namespace
}  // namespace conformance
