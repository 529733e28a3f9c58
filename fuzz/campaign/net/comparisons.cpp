#include "fuzz/campaign/net/comparisons.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace campaign {
namespace {

// To start a thread takes as long as to compare some of them.
constexpr std::size_t batch_max = 64;
constexpr std::size_t batches_max = 4;  // under way

}  // namespace

void Comparisons::add(std::string script, Performance performance) {
  batch_.push_back({std::move(script), std::move(performance)});
  if (batch_.size() == batch_max) begin_batch();
}

std::vector<Comparisons::Told> Comparisons::take() {
  if (!batch_.empty()) begin_batch();
  while (!under_way_.empty()) take_first();
  return std::exchange(told_, {});
}

void Comparisons::begin_batch() {
  if (under_way_.size() == batches_max) take_first();
  under_way_.push_back(
      std::async(std::launch::async, [this, batch = std::exchange(batch_, {})]() mutable {
        std::vector<Told> told;
        for (Case& each : batch) {
          std::string words = comparison_.difference(each.script, each.performance);
          if (!words.empty()) told.push_back({std::move(words), std::move(each.script)});
        }
        return told;
      }));
}

void Comparisons::take_first() {
  std::ranges::move(under_way_.front().get(), std::back_inserter(told_));
  under_way_.pop_front();
}

}  // namespace campaign
