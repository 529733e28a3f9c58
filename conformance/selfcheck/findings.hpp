// What a self-check found out, part by part, as plain values for whoever prints them.
//
// A part has a promise, a measure (what was done, in figures) and complaints; it holds where there
// are none. Each function here judges rulings that somebody else has collected: nothing is run.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "conformance/selfcheck/matrix.hpp"
#include "conformance/selfcheck/rulings.hpp"

namespace selfcheck {

struct Part {
  std::string name;     // "policies"
  std::string promise;  // a sentence
  std::string measure;  // "2 policies, 2350 cases: 2010 pass, ..."
  std::vector<std::string> complaints;

  [[nodiscard]] bool holds() const { return complaints.empty(); }
};

struct Findings {
  std::string version;  // of the program
  std::string suite;    // its digest
  std::vector<Part> parts;
  std::optional<Matrix> matrix;
  bool full_matrix = true;  // every case met every deviation that its policy lets it meet

  [[nodiscard]] bool hold() const;
};

// The rulings of one run, and what it was a run of.
struct Trial {
  std::string subject;  // "reference-open", "echo as reference-open"
  Rulings rulings;
};

// Each case passes or is observed wherever it applies, and it applies to one policy at least.
[[nodiscard]] Part judge_policies(const Docket& docket, const std::vector<Trial>& trials);

// No case whose level is MUST or fact says pass or weak.
[[nodiscard]] Part judge_null_servers(const Docket& docket, const std::vector<Trial>& trials);

// Every deviation is caught, and by a case that names what it breaks; and every case whose level is
// MUST can catch something. Where `whole` is false only some deviations were tried: nothing can be
// said about cases that caught none of those.
[[nodiscard]] Part judge_matrix(const Matrix& matrix, bool whole);

// Another run, which must have said the same of each case as `plain` did.
struct Comparison {
  const Rulings* plain;
  Trial other;
};
[[nodiscard]] Part judge_links(const Docket& docket, const std::vector<Comparison>& comparisons);
[[nodiscard]] Part judge_load(const Docket& docket, const std::vector<Comparison>& comparisons);

}  // namespace selfcheck
