// Promise under test: whatever a scenario file holds, it becomes cases or its mistakes are told,
// each at a place of the file. Nothing is thrown; what loads has distinct keys and can be told in
// prose, a line for each step; and the same file loads the same way.
//
// Input: the octets of the file.

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/scenario/loader.hpp"
#include "fuzz/engine/catalogue.hpp"
#include "fuzz/engine/diagnostics.hpp"
#include "fuzz/engine/input.hpp"

namespace {

using conformance::Case;

const std::string file = "a.json";

std::vector<Case> load(std::string_view text, json::Problems& problems) {
  return conformance::parse_scenario(file, std::string(text), "all/a/b", fuzz::catalogue(),
                                     problems);
}

// Everything that `stompcheck explain` tells of a case.
std::vector<std::string> prose_of(const Case& subject) {
  std::vector<std::string> lines = conformance::describe(subject.program);
  if (!subject.control) return lines;
  const std::vector<std::string> control = conformance::describe(*subject.control);
  lines.insert(lines.end(), control.begin(), control.end());
  return lines;
}

void require_tellable(const std::vector<Case>& cases) {
  std::set<std::string> keys;
  for (const Case& subject : cases) {
    fuzz::require(keys.insert(subject.key()).second, "scenario: no two cases have one key");
    for (const std::string& line : prose_of(subject)) {
      fuzz::require(!line.empty(), "scenario: each step is told");
      fuzz::require(fuzz::is_harmless(line) && line.find('\n') == std::string::npos,
                    "scenario: prose steers no terminal");
    }
  }
}

void require_same(const std::vector<Case>& first, const std::vector<Case>& second) {
  fuzz::require(first.size() == second.size(), "scenario: as many cases the second time");
  for (std::size_t i = 0; i < first.size(); ++i) {
    fuzz::require(first[i].key() == second[i].key() && prose_of(first[i]) == prose_of(second[i]),
                  "scenario: the same cases the second time");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  json::Problems problems;
  const std::vector<Case> cases = load(text, problems);
  fuzz::require_sound(problems, file, text);
  fuzz::require(!cases.empty() || !problems.empty(), "scenario: it loads, or there is a reason");

  json::Problems again;
  const std::vector<Case> second = load(text, again);
  fuzz::require(problems == again, "scenario: the same mistakes the second time");
  if (!problems.empty()) return 0;
  require_tellable(cases);
  require_same(cases, second);
  return 0;
}
