#include "conformance/cli/fuzz_known.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <ostream>
#include <utility>

#include "conformance/cli/suite.hpp"

namespace cli {

namespace fs = std::filesystem;

std::optional<KnownFindings> KnownFindings::read(const std::vector<std::string>& places,
                                                 std::string today, std::ostream& err) {
  KnownFindings known;
  known.today_ = std::move(today);
  for (const std::string& place : places) {
    std::error_code error;
    if (fs::is_directory(place, error)) {
      for (const auto& entry : fs::directory_iterator(fs::path(place) / "findings", error)) {
        known.keys_.insert(entry.path().filename().string());
      }
      continue;
    }
    if (!fs::is_regular_file(place, error)) {
      err << "stompcheck: --baseline " << place
          << ": neither a directory of an earlier --out nor a file of waivers\n";
      return std::nullopt;
    }
    json::Problems problems;
    std::optional<conformance::Waivers> waivers = conformance::load_waivers(place, problems);
    print(problems, err);
    if (!waivers) return std::nullopt;
    known.waivers_.push_back(*std::move(waivers));
  }
  return known;
}

const conformance::Waiver* KnownFindings::waiver_of(const std::string& key) const {
  for (const conformance::Waivers& each : waivers_) {
    if (const conformance::Waiver* const waiver = each.of(key, today_)) return waiver;
  }
  return nullptr;
}

std::vector<std::string> KnownFindings::expired() const {
  std::vector<std::string> sentences;
  for (const conformance::Waivers& each : waivers_) {
    std::ranges::move(each.expired(today_), std::back_inserter(sentences));
  }
  return sentences;
}

}  // namespace cli
