#include "fuzz/campaign/trend.hpp"

#include <algorithm>
#include <chrono>

namespace campaign {
namespace {

constexpr std::size_t samples_min = 12;  // eight behind the warm-up
constexpr std::size_t samples_max = 512;

double hours(stomp::Duration time) {
  return std::chrono::duration<double, std::ratio<3600>>(time).count();
}

}  // namespace

double median_of(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void Series::add(stomp::Duration at, double value) {
  if (added_++ % every_ != 0) return;
  samples_.push_back({at, value});
  if (samples_.size() < samples_max) return;
  // Of a long campaign every second one is enough.
  std::size_t place = 0;
  std::erase_if(samples_, [&](const Sample&) { return place++ % 2 == 1; });
  every_ *= 2;
}

std::optional<Trend> Series::trend() const {
  if (samples_.size() < samples_min) return std::nullopt;
  const std::vector<Sample> kept(
      samples_.begin() + static_cast<std::ptrdiff_t>(samples_.size() / 3), samples_.end());
  std::vector<double> slopes;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    for (std::size_t k = i + 1; k < kept.size(); ++k) {
      const double time = hours(kept[k].at - kept[i].at);
      if (time > 0) slopes.push_back((kept[k].value - kept[i].value) / time);
    }
  }
  const auto median = [&](std::size_t begin, std::size_t end) {
    std::vector<double> values;
    for (std::size_t i = begin; i < end; ++i) values.push_back(kept[i].value);
    return median_of(std::move(values));
  };
  const std::size_t quarter = std::max<std::size_t>(kept.size() / 4, 1);
  return Trend{.from = median(0, quarter),
               .to = median(kept.size() - quarter, kept.size()),
               .per_hour = median_of(std::move(slopes)),
               .samples = kept.size(),
               .time = kept.back().at - kept.front().at};
}

}  // namespace campaign
