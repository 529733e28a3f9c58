// Who listens to a run: every report is a Writer over the one stream of events.
//
//     std::vector<std::unique_ptr<Writer>> writers = ...;
//     for (auto& writer : writers) writer->on(event);      // each event of the run, in order
//     for (auto& writer : writers) writer->finish();       // also where the run was cut short
//     for (auto& writer : writers) complain(writer->error());
//
// No writer reads a clock, asks for a host name or opens the catalogue: RunMetadata and
// StatementLookup bring all that, so that reports can be compared octet by octet. No content makes
// a writer fail. What the machine refuses (no such directory, disk full) becomes error(), and the
// run goes on.

#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "conformance/engine/verdict.hpp"
#include "conformance/scenario/catalogue.hpp"
#include "stomp/frame.hpp"

namespace reports {

// What a run says about itself, gathered by whoever started it.
struct RunMetadata {
  std::string version;       // of stompcheck
  std::string suite_digest;  // of scenarios and catalogue
  std::string started_at;    // "2024-02-29T12:00:00Z"
  std::string host;
  std::string system;        // "Linux 6.1 x86_64"
  std::string command_line;  // masked
  std::string options;       // those that belong to the target: quoted, a blank before each
  std::string profile;       // the file; empty for a bare address or an embedded target
  conformance::FailOn fail_on = conformance::FailOn::must;
};

// What the catalogue says under a requirement's id in a version, or nullptr.
using StatementLookup =
    std::function<const conformance::Statement*(std::string_view id, stomp::Version version)>;

class Writer {
 public:
  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  Writer(Writer&&) = delete;
  Writer& operator=(Writer&&) = delete;
  virtual ~Writer() = default;

  virtual void on(const conformance::Event& event) = 0;

  // After the last event, whichever that was: completes what can be completed.
  virtual void finish() = 0;

  // The first thing that could not be written and what to do about it; empty while all is well.
  [[nodiscard]] virtual std::string error() const = 0;
};

}  // namespace reports
