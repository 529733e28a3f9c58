// What a round of probe cases (scenarios/probe/) brought to light, asked by name.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/engine/verdict.hpp"
#include "stomp/frame.hpp"

namespace conformance {

class Answers {
 public:
  explicit Answers(std::vector<CaseResult> results) : results_(std::move(results)) {}

  // What `scenario` ("connect") recorded as `name` in that version and, where the case has an axis,
  // for that value of it; empty where it came to nothing.
  [[nodiscard]] std::string of(std::string_view scenario, std::string_view name,
                               stomp::Version version, std::string_view axis = "") const;
  // The first such frame that the target sent in a case, read from the transcript.
  [[nodiscard]] std::optional<stomp::Frame> frame(std::string_view scenario,
                                                  std::string_view command,
                                                  stomp::Version version) const;
  // Why a case came to no observation: one line, untrusted.
  [[nodiscard]] std::string reason(std::string_view scenario, stomp::Version version) const;
  // Whether any case was answered by a single octet.
  [[nodiscard]] bool anything_came() const;

 private:
  [[nodiscard]] const CaseResult* find(std::string_view scenario, stomp::Version version,
                                       std::string_view axis) const;

  std::vector<CaseResult> results_;
};

}  // namespace conformance
