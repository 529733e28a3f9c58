// The run for a person at a terminal, or for the log of a CI job.
//
//     ConsoleWriter writer(std::cout, std::cerr, metadata, lookup, {.color = true, .interactive =
//     true});
//
// While the run goes on, one line of progress (only where somebody watches: `interactive`). At its
// end a block for each failure, in the order of the keys: what the specification says, what was
// wanted, what came, why it matters, the wire around it, and the command that runs just this case
// again. Then what was flaky, blocked or does not apply, one line of numbers, and the verdict with
// the exit code.
//
// It asks no terminal and no environment: whether to use colour, or characters beyond ASCII, is
// decided by whoever makes it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include "reports/run_record.hpp"
#include "reports/text.hpp"
#include "reports/writer.hpp"

namespace reports {

struct ConsoleOptions {
  bool interactive = false;  // progress may be overwritten
  bool color = false;
  bool ascii = false;    // nothing beyond ASCII
  bool verbose = false;  // every case with its wire, observations, and what was discouraged
  std::string target;    // as it was typed, for the command that runs a case again; empty: its name
  std::string more;      // options that belong to the target, quoted, each with a blank before it
};

class ConsoleWriter final : public Writer {
 public:
  // The streams must outlive the writer. `progress` is written to only if interactive.
  ConsoleWriter(std::ostream& out, std::ostream& progress, RunMetadata metadata,
                StatementLookup lookup, ConsoleOptions options);

  void on(const conformance::Event& event) override;
  void finish() override;
  [[nodiscard]] std::string error() const override;

 private:
  enum class Color : std::uint8_t { red, green, yellow, dim };

  void write_start();
  void write_target(const conformance::TargetMet& met);
  void write_case(const conformance::CaseResult& result);
  void write_end();

  void write_block(const conformance::CaseResult& result);
  void write_wire(const conformance::CaseResult& result);
  void write_output(const conformance::TargetOutput& output);
  void write_observations();
  void write_weak();
  void write_flaky();
  void write_expected();
  void write_baseline_problems();
  void write_groups(conformance::Grade grade, bool with_keys);
  void write_verdict();

  void show_progress(std::string_view key);
  void show_awaited(const conformance::TargetAwaited& awaited);
  void clear_progress();

  // Whether the case gets a block of its own at the end.
  [[nodiscard]] bool has_block(const conformance::CaseResult& result) const;
  [[nodiscard]] bool fails(conformance::Grade grade) const;
  [[nodiscard]] std::string heading(const conformance::CaseResult& result) const;
  [[nodiscard]] std::string again(const conformance::CaseResult& result) const;
  [[nodiscard]] std::string paint(Color color, std::string_view text) const;
  [[nodiscard]] std::string shown(std::string_view text) const;
  void write_labelled(std::string_view label, std::string_view text);

  std::ostream& out_;
  std::ostream& progress_;
  StatementLookup lookup_;
  ConsoleOptions options_;
  Characters characters_;
  RunRecord record_;
  std::size_t failing_ = 0;
  bool ended_ = false;
};

}  // namespace reports
