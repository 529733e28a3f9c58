// Whatever a target sends, no report breaks, and none lets it through to whoever reads the report:
// one function for each report, shared by tests, which try hostile_texts(), and by the fuzz target
// report_escaping, which tries everything.
//
//     EXPECT_EQ(json_breach(text), "");
//
// `text` stands in every field of a run that a target's octets may reach (hostile_events()). The
// answer is the promise that the report breaks, in words that hold nothing of the text, or empty.

#pragma once

#include <string>
#include <string_view>

namespace reports::testing {

[[nodiscard]] std::string_view json_breach(const std::string& text);
[[nodiscard]] std::string_view events_breach(const std::string& text);
[[nodiscard]] std::string_view console_breach(const std::string& text);
[[nodiscard]] std::string_view junit_breach(const std::string& text);
[[nodiscard]] std::string_view badge_breach(const std::string& text);
[[nodiscard]] std::string_view sarif_breach(const std::string& text);
[[nodiscard]] std::string_view summary_breach(const std::string& text);
[[nodiscard]] std::string_view diff_breach(const std::string& text);

}  // namespace reports::testing
