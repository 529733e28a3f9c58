// Pieces of a packed group, made on a thread of its own: to pack a page takes about as long as to
// write it, and near the end of a run chapter after chapter is complete.
//
//     Packer packer;
//     const std::shared_future<Piece> piece = packer.piece(text, before);
//     packed({&piece.get()});
//
// Both texts must stay where they are until the piece has been made. Whoever destroys a Packer has
// no use for what still waits: that is dropped, and its futures throw.

#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <string_view>
#include <thread>

#include "reports/page/packed.hpp"

namespace cli {

class Packer {
 public:
  Packer();
  ~Packer();
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;

  // As Deflater::piece().
  [[nodiscard]] std::shared_future<reports::page::Piece> piece(std::string_view text,
                                                               std::string_view before);

 private:
  using Task = std::packaged_task<reports::page::Piece(reports::page::Deflater&)>;

  void work();
  [[nodiscard]] Task next();

  std::mutex mutex_;
  std::condition_variable wanted_;
  std::deque<Task> tasks_;  // guarded by mutex_
  bool ended_ = false;      // guarded by mutex_
  std::thread thread_;
};

}  // namespace cli
