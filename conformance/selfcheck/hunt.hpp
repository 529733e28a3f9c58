// Which cases meet which deviation, and what that shows.
//
//     Hunt hunt(docket, quarries, plain, Extent::enough);
//     for (std::vector<Errand> round = hunt.next(); !round.empty(); round = hunt.next()) {
//       for (const Errand& errand : round) hunt.add(errand, rulings of its cases);
//     }
//     judge_matrix(hunt.matrix(), true);
//
// To show that every deviation is caught by a case that names what it breaks, and that every case
// whose level is MUST catches one, not every case has to meet every deviation. `enough` begins with
// the cases that cite what a deviation breaks. A deviation that none of these accuses then meets
// all the others, and a case that has caught nothing meets one deviation after the other, the
// nearest first. Nothing is said to be missing before everything has been tried, so both extents
// come to the same complaints; only `full` gives the whole matrix.

#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "conformance/selfcheck/findings.hpp"
#include "conformance/selfcheck/matrix.hpp"
#include "conformance/selfcheck/rulings.hpp"

namespace selfcheck {

enum class Extent : std::uint8_t { enough, full };

// A deviation, and the policies under which it can be seen.
struct Quarry {
  Suspect suspect;
  std::vector<std::size_t> policies;  // indices of the plain trials
};

// A run that is wanted: these cases, against this deviation under this policy.
struct Errand {
  std::size_t quarry;
  std::size_t policy;
  std::vector<std::size_t> cases;
};

class Hunt {
 public:
  // `plain`: what the right broker came to, by policy. A case that does not pass there, catches
  // nothing. Docket and `plain` must outlive it.
  Hunt(const Docket& docket, std::vector<Quarry> quarries, const std::vector<Trial>& plain,
       Extent extent);

  // What to run next, to be added in any order before the next call; nothing at the end.
  [[nodiscard]] std::vector<Errand> next();
  // `rulings` of all cases of the suite; those that the errand has not are not_run.
  void add(const Errand& errand, const Rulings& rulings);

  [[nodiscard]] const std::vector<Quarry>& quarries() const { return quarries_; }
  [[nodiscard]] const Matrix& matrix() const { return matrix_; }

 private:
  enum class Stage : std::uint8_t { first, unaccused, idle };

  // Puts the scenarios, by index, that have not met it yet among the errands of a round.
  void send(const std::set<std::size_t>& scenarios, std::size_t quarry, std::vector<Errand>& round);
  [[nodiscard]] std::set<std::size_t> all_scenarios() const;
  [[nodiscard]] std::set<std::size_t> citing(const Suspect& suspect) const;
  [[nodiscard]] std::vector<Errand> first_round();
  [[nodiscard]] std::vector<Errand> unaccused_round();
  [[nodiscard]] std::vector<Errand> idle_round();
  [[nodiscard]] std::vector<std::size_t> nearest(std::size_t scenario) const;

  const Docket& docket_;
  const std::vector<Quarry> quarries_;
  const std::vector<Trial>& plain_;
  const Extent extent_;
  Matrix matrix_;
  Stage stage_ = Stage::first;
  std::size_t breadth_;
  std::vector<std::vector<std::size_t>> cases_of_;  // by scenario, as the columns of the matrix
  std::vector<std::set<std::size_t>> sent_;         // scenarios, by quarry
};

}  // namespace selfcheck
