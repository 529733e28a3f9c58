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

std::string line_of(const conformance::CaseResult& result) {
  JsonStream line(-1);
  line.reserve(octets_of(result));
  line.object([&] {
    line.member("event", "case-finished");
    line.key("case");
    write(line, result, nullptr);
  });
  return line.take() + '\n';
}

// The last line of a whole file.
Json footer_of(const conformance::RunFinished& finished, std::size_t lines,
               conformance::FailOn fail_on) {
  Json footer;
  footer["event"] = "footer";
  footer["lines"] = lines;
  footer["ending"] = conformance::to_string(finished.ending);
  footer["ending_reason"] = json_text(finished.reason);
  footer["exit_code"] = exit_code(finished, fail_on);
  footer["summary"] = json_of(finished.summary);
  footer["target_output"] = json_of(finished.output);
  footer["fail_on_flaky"] = finished.flaky_fails;
  footer["baseline_problems"] = texts(finished.baseline_problems);
  return footer;
}

}  // namespace

EventLines::EventLines(const RunMetadata& metadata) : fail_on_(metadata.fail_on) {
  Json header;
  header["event"] = "header";
  header["format"] = events_format;
  header["run"] = json_of(metadata);
  header_ = dump(header, -1);
}

std::string EventLines::line(const conformance::Event& event) {
  Json line;
  if (const auto* started = std::get_if<conformance::RunStarted>(&event)) {
    line = line_of("run-started", json_of(*started));
  } else if (const auto* met = std::get_if<conformance::TargetMet>(&event)) {
    line = line_of("target-met", json_of(*met));
  } else if (const auto* awaited = std::get_if<conformance::TargetAwaited>(&event)) {
    line = {{"event", "target-awaited"},
            {"elapsed_us", awaited->elapsed.count()},
            {"patience_us", awaited->patience.count()},
            {"reason", json_text(awaited->reason)}};
  } else if (const auto* restarted = std::get_if<conformance::TargetRestarted>(&event)) {
    line = {{"event", "target-restarted"},
            {"number", restarted->number},
            {"reason", json_text(restarted->reason)}};
  } else if (const auto* begun = std::get_if<conformance::CaseStarted>(&event)) {
    line = {{"event", "case-started"}, {"key", json_text(begun->key)}};
  } else if (const auto* done = std::get_if<conformance::CaseFinished>(&event)) {
    ++lines_;
    return line_of(done->result);
  } else if (const auto* finished = std::get_if<conformance::RunFinished>(&event)) {
    line = footer_of(*finished, lines_ + 1, fail_on_);
  } else {
    return "";
  }
  ++lines_;
  return dump(line, -1);
}

EventsWriter::EventsWriter(std::string path, const RunMetadata& metadata)
    : file_(std::move(path)), lines_(metadata) {
  file_.write(lines_.header());
}

void EventsWriter::on(const conformance::Event& event) {
  if (const std::string line = lines_.line(event); !line.empty()) file_.write(line);
}

void EventsWriter::finish() {
  file_.close();
}

}  // namespace reports
