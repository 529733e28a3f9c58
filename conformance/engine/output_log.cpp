#include "conformance/engine/output_log.hpp"

#include <algorithm>

#include "conformance/engine/transcript.hpp"

namespace conformance {

void OutputLog::add(std::string_view octets) {
  kept_ += octets;
  if (kept_.size() <= 2 * kept_max) return;  // rarely, because it moves all
  const std::size_t surplus = kept_.size() - kept_max;
  kept_.erase(0, surplus);
  dropped_ += surplus;
}

TargetOutput OutputLog::since(std::uint64_t mark, const std::vector<std::string>& secrets) const {
  if (mark >= this->mark()) return {};
  const auto written = static_cast<std::size_t>(this->mark() - mark);
  const std::size_t shown = std::min({written, slice_max, kept_.size()});
  // Masked with what stands before it: a secret may reach in.
  std::size_t longest = 0;
  for (const std::string& secret : secrets) longest = std::max(longest, secret.size());
  const std::size_t around = std::min(kept_.size(), shown + longest);
  const std::string clean = masked(kept_.substr(kept_.size() - around), secrets);
  return {.octets = clean.substr(around - shown), .left_out = written - shown};
}

}  // namespace conformance
