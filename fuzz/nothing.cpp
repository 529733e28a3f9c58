// No promise: a target that does nothing, to compare the others with (ci/bench).
//
// An engine keeps what is news. With a target that does nothing that is one input, whose one octet
// it would change for ever, which costs next to nothing. So that it has the same to change as with
// another target, the first inputs are news, as many as STOMPCHECK_NEWS says.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

// libFuzzer takes what is counted here for coverage. It looks at all of it after each execution.
[[gnu::section("__libfuzzer_extra_counters")]] std::uint8_t news[1024];

std::size_t news_left() {
  const char* const text = std::getenv("STOMPCHECK_NEWS");
  const auto number = text == nullptr ? 0 : std::strtoul(text, nullptr, 10);
  return number < sizeof(news) ? number : sizeof(news);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t*, std::size_t) {
  static std::size_t left = news_left();
  if (left != 0) news[--left] = 1;
  return 0;
}
