#include "conformance/cli/fuzz_summary.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "conformance/cli/finding_files.hpp"
#include "reports/text.hpp"

namespace cli {
namespace {

using campaign::Finding;

// Growth below these is nothing to speak of.
constexpr double octets_least = 16.0 * 1024 * 1024;
constexpr double descriptors_least = 16;

std::string rate_of(std::uint64_t count, stomp::Duration time) {
  const double seconds = std::chrono::duration<double>(time).count();
  std::ostringstream out;
  out << std::fixed << std::setprecision(0)
      << (seconds > 0 ? static_cast<double>(count) / seconds : 0.0);
  return out.str();
}

std::string rounded(double value, int places) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(places) << value;
  return out.str();
}

std::string milliseconds(stomp::Duration time) {
  return rounded(std::chrono::duration<double, std::milli>(time).count(), 1) + " ms";
}

void print_differences(const campaign::Campaign& campaign) {
  if (!campaign.incomparable().empty()) {
    std::cout << "not compared with the reference broker: of a plain session, "
              << campaign.incomparable() << '\n';
    return;
  }
  std::vector<campaign::Difference> differences = campaign.differences();
  std::ranges::sort(differences, [](const auto& first, const auto& second) {
    return std::tie(second.met, first.key) < std::tie(first.met, second.key);
  });
  std::cout << "differences from the reference broker (observations, no findings): "
            << differences.size() << '\n';
  constexpr std::size_t most = 12;
  for (std::size_t i = 0; i < std::min(most, differences.size()); ++i) {
    std::cout << "  " << differences[i].key << "  met " << differences[i].met << "  "
              << reports::printable(differences[i].words) << '\n';
  }
  if (differences.size() > most) std::cout << "  ... " << differences.size() - most << " more\n";
}

void print_slow(const campaign::Campaign& campaign) {
  if (campaign.usual_wait() == stomp::Duration::zero()) return;
  std::cout << "an answer usually takes " << milliseconds(campaign.usual_wait()) << '\n';
  for (const campaign::Slow& slow : campaign.slow()) {
    std::cout << "slow: " << milliseconds(slow.wait) << " or more, each time, behind "
              << reports::printable(slow.shape) << "\n  by        "
              << reports::printable_head(slow.script, 400) << '\n';
  }
}

void print_trend(const char* what, const std::optional<campaign::Trend>& trend, double unit,
                 const char* unit_name, double least) {
  if (!trend) return;
  const int places = unit > 1 ? 1 : 0;
  std::cout << "the target's " << what << ": " << rounded(trend->from / unit, places) << " to "
            << rounded(trend->to / unit, places) << unit_name << " in "
            << std::chrono::duration_cast<std::chrono::seconds>(trend->time).count() << " s ("
            << (trend->per_hour < 0 ? "" : "+") << rounded(trend->per_hour / unit, places)
            << unit_name << " an hour)" << (trend->grows(least) ? ": it grows" : "") << '\n';
}

}  // namespace

void print_progress(const campaign::Figures& figures, std::size_t findings) {
  std::cerr << "\r\x1b[K"
            << std::chrono::duration_cast<std::chrono::seconds>(figures.elapsed).count()
            << "s  pipelined " << figures.pipelined << " ("
            << rate_of(figures.pipelined, figures.pipelining) << "/s)  fresh " << figures.fresh
            << " (" << rate_of(figures.fresh, figures.freshening) << "/s)  new answers "
            << figures.novel << "  replays " << figures.replays << "  starts " << figures.restarts
            << "  findings " << findings << std::flush;
}

void print_finding(const Finding& finding) {
  std::cout << (finding.confirmed() ? "found " : "not reproduced ") << finding.key << "  "
            << account_of(finding) << std::flush;
}

void print_summary(const campaign::Figures& figures, std::size_t confirmed, std::size_t others) {
  std::cout << "cases: " << figures.pipelined << " pipelined ("
            << rate_of(figures.pipelined, figures.pipelining) << "/s";
  if (figures.broken_off > 0) std::cout << ", broken off " << figures.broken_off << " times";
  std::cout << "), " << figures.fresh << " on connections of their own ("
            << rate_of(figures.fresh, figures.freshening) << "/s:";
  for (const auto& [kind, count] : figures.by_class) {
    std::cout << ' ' << campaign::to_string(kind) << ' ' << count;
  }
  std::cout << ")\nanswers of a new kind: " << figures.novel << ", replays: " << figures.replays
            << ", starts of the target: " << figures.restarts << '\n'
            << confirmed << (confirmed == 1 ? " finding" : " findings");
  if (others > 0) std::cout << ", and " << others << " that did not happen again";
  std::cout << '\n';
}

void print_observations(const campaign::Campaign& campaign) {
  print_differences(campaign);
  print_slow(campaign);
  print_trend("memory", campaign.memory(), 1024.0 * 1024, " MiB", octets_least);
  print_trend("descriptors", campaign.descriptors(), 1, "", descriptors_least);
}

}  // namespace cli
