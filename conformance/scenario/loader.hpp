// Reads scenario files into Cases, and reports every mistake of every file at once.
//
//     json::Problems problems;
//     const Suite suite = load_suite("scenarios", problems);
//     if (!problems.empty()) ...   // file:line:column: error: ... (did you mean ...)
//
// Besides the shape of the JSON it checks what a shape cannot say: that a connection is opened
// before it is used and not used after it was closed, that a capture is set before it is read, that
// requirements and capabilities exist, that a version cited a statement, that a refusal has a
// control, that ids are unique and never one that `was` another's.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "conformance/scenario/catalogue.hpp"
#include "conformance/scenario/model.hpp"
#include "json/document.hpp"

namespace conformance {

struct Suite {
  Catalogue catalogue;
  std::vector<std::shared_ptr<const Scenario>> scenarios;  // by id
  std::vector<Case> cases;                                 // by scenario, then by axes
};

// The directory holds 1.0/ 1.1/ 1.2/ all/ rocketmq/ and requirements/.
[[nodiscard]] Suite load_suite(const std::string& directory, json::Problems& problems);

// One file outside of a suite directory (a regression that somebody keeps elsewhere).
[[nodiscard]] std::vector<Case> load_scenario(const std::string& file, const std::string& id,
                                              const Catalogue& catalogue, json::Problems& problems);

// The same for text at hand; `file` is what problems name.
[[nodiscard]] std::vector<Case> parse_scenario(const std::string& file, std::string text,
                                               const std::string& id, const Catalogue& catalogue,
                                               json::Problems& problems);

// The steps of a program in prose, one line each, the prerequisites marked "given: ":
// "C sends SEND with destination "${topic:a}" and body "hello"".
[[nodiscard]] std::vector<std::string> describe(const Program& program);
[[nodiscard]] std::string describe(const Step& step);

}  // namespace conformance
