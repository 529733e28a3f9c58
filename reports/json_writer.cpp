#include "reports/json_writer.hpp"

#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "reports/json_values.hpp"
#include "reports/words.hpp"

namespace reports {
namespace {

using conformance::CaseResult;

// Where a case stands in the report: an element of a member.
constexpr int indent = 1;
constexpr std::size_t case_depth = 2;

std::string text_of(const CaseResult& result, const StatementLookup& lookup) {
  JsonStream out(indent, case_depth);
  out.reserve(octets_of(result));
  write(out, result, lookup);
  return out.take();
}

// `use(octets)` is called for each piece of the report, and `write_case(result)` for each case
// between them.
template <typename Use, typename WriteCase>
void for_each_piece(const RunRecord& record, Use use, WriteCase write_case) {
  const conformance::RunFinished& finished = record.finished;
  JsonStream out(indent);
  out.object([&] {
    out.member("format", json_report_format);
    out.member("partial", record.partial());
    out.member("ending", conformance::to_string(finished.ending));
    out.member("ending_reason", finished.reason);
    out.member("exit_code", exit_code(finished, record.metadata.fail_on));
    out.member("verdict", verdict_line(finished, record.metadata.fail_on));
    out.member("run", json_of(record.metadata));
    out.member("target", json_of(record.started));
    // Null where the target never answered.
    out.member("calibration", record.met ? json_of(*record.met) : Json());
    out.member("summary", json_of(finished.summary));
    out.member("target_output", json_of(finished.output));
    out.member("fail_on_flaky", finished.flaky_fails);
    out.member("baseline_problems", texts(finished.baseline_problems));
    out.key("cases");
    out.array([&] {
      for (const CaseResult& result : record.cases) {
        use(out.take_up_to_value());
        write_case(result);
      }
    });
  });
  use(out.take() + '\n');
}

// The cases that have come, as text.
class WrittenCases {
 public:
  void add(const CaseResult& result, const StatementLookup& lookup) {
    const auto [found, fresh] = texts_.try_emplace({result.key, result.repetition});
    // Of two that cannot be told apart, neither is kept.
    found->second = fresh ? text_of(result, lookup) : "";
  }

  // Empty: not there.
  [[nodiscard]] std::string_view find(const CaseResult& result) const {
    const auto found = texts_.find({result.key, result.repetition});
    return found == texts_.end() ? std::string_view() : found->second;
  }

 private:
  std::map<std::pair<std::string, std::uint32_t>, std::string> texts_;
};

}  // namespace

std::string json_report(const RunRecord& record, const StatementLookup& lookup) {
  std::string text;
  for_each_piece(
      record, [&](std::string_view piece) { text += piece; },
      [&](const CaseResult& result) { text += text_of(result, lookup); });
  return text;
}

Document json_document(std::string path, StatementLookup lookup) {
  const auto cases = std::make_shared<WrittenCases>();
  return {
      .path = std::move(path),
      .write =
          [=](const RunRecord& record, OutputFile& file) {
            for_each_piece(
                record, [&](std::string_view piece) { file.append(piece); },
                [&](const CaseResult& result) {
                  const std::string_view written = cases->find(result);
                  if (written.empty()) {
                    file.append(text_of(result, lookup));
                  } else {
                    file.append(written);
                  }
                });
          },
      .prepare = [=](const RunRecord&, const CaseResult& result) { cases->add(result, lookup); }};
}

}  // namespace reports
