#include "reports/events_writer.hpp"

#include <string_view>
#include <utility>

namespace reports {
namespace {

// `first`, and behind it the keys of `rest`.
Json line_of(std::string_view event, const Json& rest) {
  Json line;
  line["event"] = event;
  line.update(rest);
  return line;
}

}  // namespace

EventsWriter::EventsWriter(std::string path, const RunMetadata& metadata)
    : file_(std::move(path)), fail_on_(metadata.fail_on) {
  Json header;
  header["event"] = "header";
  header["format"] = events_format;
  header["run"] = json_of(metadata);
  write(header);
}

void EventsWriter::on(const conformance::Event& event) {
  if (const auto* started = std::get_if<conformance::RunStarted>(&event)) {
    write(line_of("run-started", json_of(*started)));
  } else if (const auto* met = std::get_if<conformance::TargetMet>(&event)) {
    write(line_of("target-met", json_of(*met)));
  } else if (const auto* awaited = std::get_if<conformance::TargetAwaited>(&event)) {
    write({{"event", "target-awaited"},
           {"elapsed_us", awaited->elapsed.count()},
           {"patience_us", awaited->patience.count()},
           {"reason", json_text(awaited->reason)}});
  } else if (const auto* restarted = std::get_if<conformance::TargetRestarted>(&event)) {
    write({{"event", "target-restarted"},
           {"number", restarted->number},
           {"reason", json_text(restarted->reason)}});
  } else if (const auto* begun = std::get_if<conformance::CaseStarted>(&event)) {
    write({{"event", "case-started"}, {"key", json_text(begun->key)}});
  } else if (const auto* done = std::get_if<conformance::CaseFinished>(&event)) {
    write({{"event", "case-finished"}, {"case", json_of(done->result, nullptr)}});
  } else if (const auto* finished = std::get_if<conformance::RunFinished>(&event)) {
    Json footer;
    footer["event"] = "footer";
    footer["lines"] = lines_ + 1;
    footer["ending"] = conformance::to_string(finished->ending);
    footer["ending_reason"] = json_text(finished->reason);
    footer["exit_code"] = exit_code(*finished, fail_on_);
    footer["summary"] = json_of(finished->summary);
    footer["target_output"] = json_of(finished->output);
    footer["fail_on_flaky"] = finished->flaky_fails;
    footer["baseline_problems"] = texts(finished->baseline_problems);
    write(footer);
  }
}

void EventsWriter::finish() {
  file_.close();
}

void EventsWriter::write(const Json& line) {
  file_.write(dump(line, -1));
  ++lines_;
}

}  // namespace reports
