// A campaign on disk: one SQLite file, DIR/campaign.sqlite.
//
//     std::string error;
//     std::unique_ptr<Store> store = Store::open("out/campaign.sqlite", error);
//     store->save(progress); store->put(finding); store->keep(text);
//
// Each call is a transaction of its own (write-ahead log), so whatever ends the program, kill -9
// included, leaves what was stored before. Of cases that passed nothing is kept but their number.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/campaign/difference.hpp"
#include "fuzz/campaign/finding.hpp"
#include "fuzz/campaign/progress.hpp"

struct sqlite3;

namespace campaign {

class Store {
 public:
  // Nothing where the file cannot be opened, or is of another kind; `error` says why.
  [[nodiscard]] static std::unique_ptr<Store> open(const std::string& file, std::string& error);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  void save(const Progress& progress);
  [[nodiscard]] std::optional<Progress> progress();
  // A finding of a key that is there replaces it.
  void put(const Finding& finding);
  [[nodiscard]] std::vector<Finding> findings();
  // One of a key that is there replaces it.
  void put(const Difference& difference);
  [[nodiscard]] std::vector<Difference> differences();
  // A text that was answered in a new way.
  void keep(const std::string& text);
  [[nodiscard]] std::vector<std::string> kept();

  // The first thing that went wrong with the file since it was opened; empty: nothing.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  class Statement;
  explicit Store(sqlite3* database) : database_(database) {}
  void run(const char* sql);
  void note_error();

  sqlite3* database_;
  std::string error_;
};

}  // namespace campaign
