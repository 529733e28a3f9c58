#include "fuzz/campaign/store/store.hpp"

#include <sqlite3.h>

namespace campaign {
namespace {

// "stfz", so that no other program's file is taken for ours; the version is the schema's.
constexpr const char* schema = R"(
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA application_id = 1937007226;
  CREATE TABLE IF NOT EXISTS progress (
    one INTEGER PRIMARY KEY CHECK (one = 1), seed INTEGER, next_fresh INTEGER,
    next_pipelined INTEGER, fresh INTEGER, pipelined INTEGER, target TEXT);
  CREATE TABLE IF NOT EXISTS findings (
    key TEXT PRIMARY KEY, kind INTEGER, clause TEXT, subject TEXT, expected TEXT, got TEXT,
    version TEXT, namespace TEXT, script BLOB, original BLOB, replays INTEGER, reproduced INTEGER,
    met INTEGER, fresh_target INTEGER, minimised INTEGER);
  CREATE TABLE IF NOT EXISTS differences (
    key TEXT PRIMARY KEY, words TEXT, script BLOB, met INTEGER, wire TEXT, reference TEXT);
  CREATE TABLE IF NOT EXISTS kept (text BLOB PRIMARY KEY);
)";

}  // namespace

// One statement, its parameters in their order, and its rows.
class Store::Statement {
 public:
  Statement(Store& store, const char* sql) : store_(store) {
    if (sqlite3_prepare_v2(store.database_, sql, -1, &statement_, nullptr) != SQLITE_OK) {
      store.note_error();
    }
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(const std::string& octets) {
    sqlite3_bind_blob64(statement_, ++bound_, octets.data(), octets.size(), SQLITE_TRANSIENT);
    return *this;
  }
  Statement& bind(std::uint64_t number) {
    sqlite3_bind_int64(statement_, ++bound_, static_cast<sqlite3_int64>(number));
    return *this;
  }
  // Whether there is a row.
  bool step() {
    const int result = statement_ == nullptr ? SQLITE_ERROR : sqlite3_step(statement_);
    if (result != SQLITE_ROW && result != SQLITE_DONE) store_.note_error();
    return result == SQLITE_ROW;
  }
  [[nodiscard]] std::string text(int column) const {
    const void* const octets = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return octets == nullptr
               ? std::string()
               : std::string(static_cast<const char*>(octets), static_cast<std::size_t>(size));
  }
  [[nodiscard]] std::uint64_t number(int column) const {
    return static_cast<std::uint64_t>(sqlite3_column_int64(statement_, column));
  }

 private:
  Store& store_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

void Store::note_error() {
  if (error_.empty()) error_ = sqlite3_errmsg(database_);
}

void Store::run(const char* sql) {
  if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) note_error();
}

std::unique_ptr<Store> Store::open(const std::string& file, std::string& error) {
  sqlite3* database = nullptr;
  const int result = sqlite3_open(file.c_str(), &database);
  std::unique_ptr<Store> store(new Store(database));
  if (result != SQLITE_OK) store->note_error();
  // Another program of ours may be at it.
  sqlite3_busy_timeout(database, 5000);
  if (store->error_.empty()) store->run(schema);
  error = store->error_;
  if (!error.empty()) store.reset();
  return store;
}

Store::~Store() {
  sqlite3_close(database_);
}

void Store::save(const Progress& progress) {
  Statement statement(*this, "INSERT OR REPLACE INTO progress VALUES (1, ?, ?, ?, ?, ?, ?)");
  statement.bind(progress.seed)
      .bind(progress.next_fresh)
      .bind(progress.next_pipelined)
      .bind(progress.fresh)
      .bind(progress.pipelined)
      .bind(progress.target)
      .step();
}

std::optional<Progress> Store::progress() {
  Statement statement(*this,
                      "SELECT seed, next_fresh, next_pipelined, fresh, pipelined, target "
                      "FROM progress");
  if (!statement.step()) return std::nullopt;
  return Progress{.seed = statement.number(0),
                  .next_fresh = statement.number(1),
                  .next_pipelined = statement.number(2),
                  .fresh = statement.number(3),
                  .pipelined = statement.number(4),
                  .target = statement.text(5)};
}

void Store::put(const Finding& finding) {
  Statement statement(*this,
                      "INSERT OR REPLACE INTO findings VALUES "
                      "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const Accusation& accusation = finding.accusation;
  statement.bind(finding.key)
      .bind(static_cast<std::uint64_t>(accusation.kind))
      .bind(accusation.clause)
      .bind(accusation.subject)
      .bind(accusation.expected)
      .bind(accusation.got)
      .bind(std::string(stomp::to_string(accusation.version)))
      .bind(finding.name_space)
      .bind(finding.script)
      .bind(finding.original)
      .bind(finding.replays)
      .bind(finding.reproduced)
      .bind(finding.met)
      .bind(finding.fresh_target ? 1U : 0U)
      .bind(finding.fully_minimised ? 1U : 0U)
      .step();
}

std::vector<Finding> Store::findings() {
  std::vector<Finding> all;
  Statement statement(*this, "SELECT * FROM findings ORDER BY rowid");
  while (statement.step()) {
    Finding finding;
    finding.key = statement.text(0);
    finding.accusation = {static_cast<Kind>(statement.number(1)),
                          statement.text(2),
                          statement.text(3),
                          statement.text(4),
                          statement.text(5),
                          stomp::version_from(statement.text(6)).value_or(stomp::Version::v1_2)};
    finding.name_space = statement.text(7);
    finding.script = statement.text(8);
    finding.original = statement.text(9);
    finding.replays = static_cast<unsigned>(statement.number(10));
    finding.reproduced = static_cast<unsigned>(statement.number(11));
    finding.met = statement.number(12);
    finding.fresh_target = statement.number(13) != 0;
    finding.fully_minimised = statement.number(14) != 0;
    all.push_back(std::move(finding));
  }
  return all;
}

void Store::put(const Difference& difference) {
  Statement(*this, "INSERT OR REPLACE INTO differences VALUES (?, ?, ?, ?, ?, ?)")
      .bind(difference.key)
      .bind(difference.words)
      .bind(difference.script)
      .bind(difference.met)
      .bind(difference.wire)
      .bind(difference.reference)
      .step();
}

std::vector<Difference> Store::differences() {
  std::vector<Difference> all;
  Statement statement(*this, "SELECT * FROM differences ORDER BY rowid");
  while (statement.step()) {
    all.push_back({.key = statement.text(0),
                   .words = statement.text(1),
                   .script = statement.text(2),
                   .met = statement.number(3),
                   .wire = statement.text(4),
                   .reference = statement.text(5)});
  }
  return all;
}

void Store::keep(const std::string& text) {
  Statement(*this, "INSERT OR IGNORE INTO kept VALUES (?)").bind(text).step();
}

std::vector<std::string> Store::kept() {
  std::vector<std::string> all;
  Statement statement(*this, "SELECT text FROM kept ORDER BY rowid");
  while (statement.step()) all.push_back(statement.text(0));
  return all;
}

}  // namespace campaign
