// Promise under test: whatever a target sent is inert in every report: it ends no element, steers
// no terminal, is not taken for markup, and where a format promises it, every octet can be had
// back. The promises are those of reports/testing/breaches.hpp, which the unit tests check too.
//
// Input: the octets that stand in every field of a run that a target's octets may reach.

#include <string>

#include "fuzz/engine/input.hpp"
#include "reports/page/testing.hpp"
#include "reports/testing/breaches.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  namespace testing = reports::testing;
  for (const auto breach : {testing::json_breach, testing::events_breach, testing::console_breach,
                            testing::junit_breach, testing::badge_breach, testing::sarif_breach,
                            testing::summary_breach, testing::diff_breach, testing::page_breach}) {
    const std::string_view broken = breach(text);
    fuzz::require(broken.empty(), broken);
  }
  return 0;
}
