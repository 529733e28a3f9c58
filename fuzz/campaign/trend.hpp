// Whether a series of measurements grows, told so that a few that are far off do not matter.
//
//     Series series;
//     series.add(at, value);                       // as often as wanted; few are kept
//     if (const auto trend = series.trend()) ...   // from, to, a slope
//
// The first third is the warm-up and does not count: caches fill, pools grow to their size. Of the
// rest the slope is the median of the slopes between any two (Theil and Sen): more than a quarter
// of all measurements would have to be wrong to change it much.

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "stomp/instant.hpp"

namespace campaign {

struct Trend {
  double from = 0;  // the median of its first quarter behind the warm-up
  double to = 0;    // and of the last
  double per_hour = 0;
  std::size_t samples = 0;  // behind the warm-up
  stomp::Duration time{};   // that they cover

  // Observed to grow, for people to look at: by a quarter at least, by `least` at least, and on the
  // way all the time. A campaign makes no finding of it: a target may remember what it wants.
  [[nodiscard]] bool grows(double least) const {
    return per_hour > 0 && to - from >= least && to >= from * 1.25;
  }
};

class Series {
 public:
  void add(stomp::Duration at, double value);
  void clear() { samples_.clear(); }
  // Nothing as long as there are too few.
  [[nodiscard]] std::optional<Trend> trend() const;

 private:
  struct Sample {
    stomp::Duration at;
    double value;
  };
  std::vector<Sample> samples_;
  std::size_t every_ = 1;  // of those that are added is kept
  std::size_t added_ = 0;
};

[[nodiscard]] double median_of(std::vector<double> values);

}  // namespace campaign
