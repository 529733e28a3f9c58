// events.jsonl: the run as it goes, one JSON object per line, each line flushed before on()
// returns.
//
//     {"event": "header", "format": 2, "run": {...}}
//     {"event": "run-started", ...}  {"event": "target-met", ...}
//     {"event": "case-started", "key": ...}  {"event": "case-finished", "case": {...}}  ...
//     {"event": "footer", "lines": 431, "ending": "complete", "summary": {...}}
//
// The crash-safe report: whatever happens to us, all events that had come to this writer are in it.
// `stompcheck run` is at most some moments ahead of it (conformance/cli/background.hpp), so a
// stompcheck that is killed may lack the last lines. A file without a footer is partial; its last
// line may be torn. Schema (of one line): reports/schema/events.schema.json. Requirements are ids
// only; report.json has what they say.

#pragma once

#include <cstddef>
#include <string>

#include "reports/json_values.hpp"
#include "reports/output_file.hpp"
#include "reports/writer.hpp"

namespace reports {

// Goes up when a reader of the format would have to change; new keys alone do not count.
// 2: as of report.json.
inline constexpr int events_format = 2;

// The lines, for whoever keeps them.
class EventLines {
 public:
  explicit EventLines(const RunMetadata& metadata);

  [[nodiscard]] const std::string& header() const { return header_; }
  // Empty for an event that this format leaves out.
  [[nodiscard]] std::string line(const conformance::Event& event);

 private:
  std::string header_;
  conformance::FailOn fail_on_;
  std::size_t lines_ = 1;
};

class EventsWriter final : public Writer {
 public:
  EventsWriter(std::string path, const RunMetadata& metadata);

  void on(const conformance::Event& event) override;
  // Closes the file. It writes no footer: only the end of the run does.
  void finish() override;
  [[nodiscard]] std::string error() const override { return file_.error(); }

 private:
  OutputFile file_;
  EventLines lines_;
};

}  // namespace reports
