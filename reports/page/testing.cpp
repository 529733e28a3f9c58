#include "reports/page/testing.hpp"

#include <algorithm>
#include <utility>

#include "reports/page/html_report.hpp"
#include "reports/testing/sample_run.hpp"
#include "reports/text.hpp"

namespace reports::testing {
namespace {

using namespace std::string_view_literals;

// The page, without what is carried compressed: the same functions rendered that.
std::string page_with(const std::string& text) {
  const RunRecord record = record_of(hostile_events(text));
  std::string page = html_report({.runs = {{&record, {}}},
                                  .statements = sample_statement,
                                  .prose = nullptr,
                                  .coverage = nullptr,
                                  .warnings = {}});
  for (std::size_t at = 0; (at = page.find("class=\"packed\"", at)) != std::string::npos;) {
    const std::size_t end = page.find("</script>", at);
    page.erase(at, end - at);
  }
  return page;
}

auto tags_of(const std::string& page) {
  return std::pair(std::ranges::count(page, '<'), std::ranges::count(page, '>'));
}

}  // namespace

std::string_view page_breach(const std::string& text) {
  std::string page = page_with(text);
  // Every '<' begins a tag of ours, so there are as many as with a harmless text. Optional parts
  // are left out, though, line ends have marks of their own, and long texts are cut.
  const bool same_parts =
      !text.empty() && text.size() < 600 && text.find_first_of("\n\r\0"sv) == std::string::npos;
  static const auto expected = tags_of(page_with("x"));
  if (same_parts && tags_of(page) != expected) return "page: no element is ended or begun";
  std::erase(page, '\n');
  if (!is_utf8(page)) return "page: is UTF-8";
  if (page.find_first_of("\0\r\x7f"sv) != std::string::npos) return "page: holds no control octet";
  if (page.find("<script>alert") != std::string::npos) return "page: no script but ours";
  for (const char* unseen : {"\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x80\x8b", "\xc2\x9b", "\x1b"}) {
    if (page.find(unseen) != std::string::npos) return "page: nothing in it is unseen";
  }
  return "";
}

}  // namespace reports::testing
