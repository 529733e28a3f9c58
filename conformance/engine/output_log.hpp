// What the target's own process writes, kept for as long as a case may ask for it.
//
//     const std::uint64_t mark = log.mark();      // a case begins
//     log.add(octets);
//     result.output = log.since(mark, secrets);   // it ended, not well
//
// A process has one output and many clients: what belongs to which case nobody can say, so a case
// gets all that was written while it ran.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/engine/verdict.hpp"

namespace conformance {

class OutputLog {
 public:
  // In all, and of one case: enough for a stack trace, too little to fill a report.
  static constexpr std::size_t kept_max = 256 * 1024;
  static constexpr std::size_t slice_max = 8 * 1024;

  void add(std::string_view octets);
  // How many octets there were so far.
  [[nodiscard]] std::uint64_t mark() const { return dropped_ + kept_.size(); }
  // The last of what came after `mark`, with every occurrence of every secret masked.
  [[nodiscard]] TargetOutput since(std::uint64_t mark,
                                   const std::vector<std::string>& secrets) const;

 private:
  std::string kept_;
  std::uint64_t dropped_ = 0;  // octets before these
};

}  // namespace conformance
