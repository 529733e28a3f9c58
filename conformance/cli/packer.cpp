#include "conformance/cli/packer.hpp"

#include <utility>

#include "conformance/cli/deaf_thread.hpp"

namespace cli {

using reports::page::Deflater;
using reports::page::Piece;

Packer::Packer() : thread_(deaf_thread([this] { work(); })) {}

Packer::~Packer() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    tasks_.clear();
  }
  wanted_.notify_one();
  thread_.join();
}

std::shared_future<Piece> Packer::piece(std::string_view text, std::string_view before) {
  Task task([text, before](Deflater& deflater) { return deflater.piece(text, before); });
  std::shared_future<Piece> piece = task.get_future();
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  wanted_.notify_one();
  return piece;
}

void Packer::work() {
  Deflater deflater;
  for (Task task = next(); task.valid(); task = next()) task(deflater);
}

// An empty one when there will be no more.
Packer::Task Packer::next() {
  std::unique_lock lock(mutex_);
  wanted_.wait(lock, [this] { return ended_ || !tasks_.empty(); });
  if (ended_) return {};
  Task task = std::move(tasks_.front());
  tasks_.pop_front();
  return task;
}

}  // namespace cli
