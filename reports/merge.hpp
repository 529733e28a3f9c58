// Parts of one run put together again: shards that several machines have run, as one record.
//
//     std::string error;
//     const auto runs = joined_shards(std::move(records), error);
//
// Records that are no shards stay as they are, in their order. Where a shard is missing, the joined
// record stays one with a warning: what nobody ran must not look as if it had passed.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/run_record.hpp"

namespace reports {

struct NamedRecord {
  std::string name;  // of the file: for complaints
  RunRecord record;
};

struct JoinedRun {
  RunRecord record;
  std::vector<std::string> warnings;
};

// Nothing where two records are the same shard, or shards of one run come from different suites.
[[nodiscard]] std::optional<std::vector<JoinedRun>> joined_shards(std::vector<NamedRecord> records,
                                                                  std::string& error);

// The suites that made these runs, in the order in which they appear.
[[nodiscard]] std::vector<std::string> suites_of(const std::vector<JoinedRun>& runs);

}  // namespace reports
