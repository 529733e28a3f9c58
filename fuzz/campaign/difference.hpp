// In what a target and the reference broker answer the same octets differently: observations.
//
//     const Comparison comparison(dialect);
//     std::string words = comparison.difference(script, performance);   // empty: none
//
// The specification decides, and it leaves much open: our broker has limits, rules and choices of
// its own, and another may be as right. So a difference accuses nobody. It is counted, kept by its
// words, and shown apart from findings, for whoever wants to know how a target reads octets that a
// client should not send.
//
// Only what a client is told counts: who was refused and with which words, whose RECEIPT came,
// which bodies came from topics. Not compared, because chance, time or the profile explains it:
// identifiers and headers that a server adds, the order of frames, how a connection ended, MESSAGEs
// that have not come yet, what stood in a queue, RECEIPTs that the profile says do not come, and
// sessions in which the client ends a connection.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/campaign/dialect.hpp"
#include "fuzz/campaign/reference.hpp"
#include "fuzz/campaign/wire.hpp"
#include "fuzz/mutator/script.hpp"

namespace campaign {

struct Difference {
  std::string key;     // twelve hexadecimal digits of the words
  std::string words;   // nothing of the input in them
  std::string script;  // that shows it, made small
  std::uint64_t met = 1;
  std::string wire = {};       // transcript of it on the target
  std::string reference = {};  // what the reference broker answers, a line for each connection

  friend bool operator==(const Difference&, const Difference&) = default;
};

[[nodiscard]] Difference difference_of(std::string words, std::string script);

class Comparison {
 public:
  explicit Comparison(const Dialect& dialect) : dialect_(dialect) {}

  // Empty where the two agree, or cannot be compared.
  [[nodiscard]] std::string difference(std::string_view script,
                                       const Performance& performance) const;
  // The same of two lists of answers.
  [[nodiscard]] std::string difference(const fuzz::Script& script,
                                       const std::vector<Answer>& reference,
                                       const std::vector<Answer>& target) const;

 private:
  [[nodiscard]] std::string receipts(std::string_view octets, const Answer& reference,
                                     const Answer& target) const;
  [[nodiscard]] std::string messages(const Answer& reference, const Answer& target) const;

  const Dialect& dialect_;
};

// "A: CONNECTED, RECEIPT r1, ERROR (unknown command), end": for people.
[[nodiscard]] std::string account_of(const std::vector<Answer>& answers);

// differences.md: what they are, and each of them.
[[nodiscard]] std::string differences_text(const std::vector<Difference>& differences);

}  // namespace campaign
