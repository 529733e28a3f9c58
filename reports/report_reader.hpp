// report.json back as the run that it tells of, so that what was written once can be compared,
// merged and shown anew without a broker.
//
//     std::string error;
//     const std::optional<Report> report = read_report(text, error);
//     if (!report) complain(error);   // "/cases/3/grade: no grade is called \"good\""
//
// It keeps one promise: json_report(read_report(text)) is `text` again, octet by octet, for every
// text of its format that json_report() wrote. What a report says twice (the verdict, the exit
// code, sums over levels) is worked out anew and not believed. A report of a later format is
// refused: to guess at its meaning would be to judge a broker by it. Keys that are not known are
// skipped, since they do not change the format's number.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "reports/run_record.hpp"
#include "reports/writer.hpp"

namespace reports {

// The statements that a report quotes: the catalogue as it was when the run was made.
class QuotedStatements {
 public:
  // The first statement under an id and version stays.
  void add(const std::string& id, stomp::Version version, conformance::Statement statement);
  [[nodiscard]] const conformance::Statement* find(std::string_view id,
                                                   stomp::Version version) const;

 private:
  std::map<stomp::Version, std::map<std::string, conformance::Statement, std::less<>>> statements_;
};

struct Report {
  RunRecord record;
  QuotedStatements statements;
};

// Nothing where the text is no report; `error` says what is wrong and at which JSON pointer.
[[nodiscard]] std::optional<Report> read_report(std::string_view text, std::string& error);

// The same of events.jsonl. One without its footer is a run that was cut off: what it has is read.
[[nodiscard]] std::optional<Report> read_events(std::string_view text, std::string& error);

}  // namespace reports
