// The record of one case's wire, and the masking of what nobody must see.
//
// Secrets are masked when the record is handed out, over each direction of each connection as one
// stream, so that a secret which was cut into single octets is still found. A masked octet becomes
// '*': lengths and positions stay true.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conformance/engine/verdict.hpp"

namespace conformance {

class Transcript {
 public:
  explicit Transcript(Instant start) : start_(start) {}

  // Keeps at most this many octets of a case: what a flooding target sends beyond it is counted,
  // not kept.
  static constexpr std::size_t octets_max = 4 * 1024 * 1024;

  void add(Instant now, const ConnectionName& connection, WireEntry::Kind kind,
           std::string_view octets);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

  // The entries with every occurrence of every secret masked.
  [[nodiscard]] std::vector<WireEntry> masked(const std::vector<std::string>& secrets) const;

 private:
  Instant start_;
  std::vector<WireEntry> entries_;
  std::size_t octets_ = 0;
};

// The same for a piece of prose.
[[nodiscard]] std::string masked(std::string text, const std::vector<std::string>& secrets);

}  // namespace conformance
