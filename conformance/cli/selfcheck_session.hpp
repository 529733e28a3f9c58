// The work of the verb `selfcheck`: which runs there are, on how many threads, and what they came
// to. It prints nothing but a line that shows how far it has come, and only on a terminal.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/cli/suite.hpp"
#include "conformance/selfcheck/findings.hpp"
#include "conformance/selfcheck/hunt.hpp"
#include "conformance/selfcheck/trials.hpp"

namespace cli {

struct SelfcheckOptions {
  std::vector<std::string> parts;  // names; empty: all
  std::string deviation;           // only this one, which every case meets; empty: all
  bool full = false;               // every case meets every deviation
  std::size_t threads = 1;
  std::size_t repeat = 3;  // of the part `load`, for each policy
};

// The parts of a self-check, in their order.
[[nodiscard]] const std::vector<std::string>& selfcheck_parts();

class SelfcheckSession {
 public:
  // `stop` is asked between runs.
  SelfcheckSession(const LoadedSuite& loaded, std::vector<selfcheck::Reference> references,
                   SelfcheckOptions options, std::function<bool()> stop);

  // The parts that were chosen, or nothing where `stop` ended it early. Calls `part` after each.
  [[nodiscard]] std::optional<selfcheck::Findings> run(
      const std::function<void(const selfcheck::Part&)>& part);

 private:
  using Task = std::function<selfcheck::Rulings()>;
  struct Job {
    std::string subject;
    std::size_t reference;  // index
    Task task;
  };

  [[nodiscard]] bool chosen(std::string_view part) const;
  // False where it was ended early.
  [[nodiscard]] bool perform(const std::string& part, const std::vector<Job>& jobs,
                             std::vector<selfcheck::Trial>& trials);
  [[nodiscard]] std::vector<selfcheck::Comparison> beside_plain(
      const std::vector<Job>& jobs, std::vector<selfcheck::Trial> trials) const;
  [[nodiscard]] std::optional<selfcheck::Part> policies();
  [[nodiscard]] std::optional<selfcheck::Part> null_servers();
  [[nodiscard]] std::optional<selfcheck::Part> deviations();
  [[nodiscard]] bool pursue(selfcheck::Hunt& hunt,
                            const std::vector<const broker::Deviation*>& deviations);
  [[nodiscard]] std::optional<selfcheck::Part> links();
  [[nodiscard]] std::optional<selfcheck::Part> load();

  const selfcheck::Docket docket_;
  const std::vector<selfcheck::Reference> references_;
  const SelfcheckOptions options_;
  const std::function<bool()> stop_;
  std::vector<selfcheck::Trial> plain_;  // by reference
  std::optional<selfcheck::Matrix> matrix_;
  bool full_matrix_ = true;
};

}  // namespace cli
