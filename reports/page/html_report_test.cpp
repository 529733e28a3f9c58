// report.html: the golden, what a hostile target may not do, and how large it may become. What a
// browser makes of it is for browser_test.py.

#include "reports/page/html_report.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "reports/page/assets.hpp"
#include "reports/page/html.hpp"
#include "reports/page/model.hpp"
#include "reports/page/prepared_pages.hpp"
#include "reports/page/sequence.hpp"
#include "reports/page/testing.hpp"
#include "reports/testing/golden.hpp"
#include "reports/testing/sample_run.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::Grade;
using conformance::Level;
using conformance::WireEntry;
using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace std::string_view_literals;

std::optional<CaseProse> sample_prose(const std::string& key) {
  if (!key.starts_with("1.2/ack/individual")) return std::nullopt;
  return CaseProse{.steps = {{"/given/0", "P connects", true},
                             {"/steps/6", "S2 receives MESSAGE with body \"m1\"", false}},
                   .control = {{"/steps/6", "the same, made legal", false}}};
}

conformance::Coverage sample_coverage() {
  const conformance::Statement statement{.level = Level::must,
                                         .specification = "STOMP 1.2",
                                         .section = "SEND",
                                         .quote = "It has one REQUIRED header, destination",
                                         .untestable = ""};
  conformance::Statement excused = statement;
  excused.untestable = "no client can see it";
  using conformance::Standing;
  return {{{"send/destination", stomp::Version::v1_2, statement, Standing::tested, {"a", "b"}, {}},
           {"send/excused", stomp::Version::v1_2, excused, Standing::excused, {}, {}},
           {"send/beside", stomp::Version::v1_2, statement, Standing::alongside, {}, {"a"}},
           {"send/never", stomp::Version::v1_2, statement, Standing::untested, {}, {}}}};
}

std::string page_of(const std::vector<const RunRecord*>& records,
                    const conformance::Coverage* coverage = nullptr) {
  PageInput input{.runs = {},
                  .statements = testing::sample_statement,
                  .prose = sample_prose,
                  .coverage = coverage,
                  .warnings = {}};
  for (const RunRecord* record : records) input.runs.push_back({record, {}});
  return html_report(input);
}

// The page without its style and script, which are ours and change more often than the rest, and
// without what was compressed, which another zlib writes in another way.
std::string without_assets(std::string page) {
  for (const std::string_view asset : {page::page_css, page::page_js}) {
    const std::size_t at = page.find(asset);
    EXPECT_NE(at, std::string::npos);
    page.erase(at, asset.size());
  }
  for (std::size_t at = 0; (at = page.find("class=\"packed\"", at)) != std::string::npos;) {
    at = page.find('>', at) + 1;
    page.erase(at, page.find("</script>", at) - at);
  }
  const std::size_t policy = page.find("<meta http-equiv");
  return page.erase(policy, page.find('\n', policy) - policy);
}

TEST(HtmlReport, WritesTheGolden) {
  const RunRecord record = testing::record_of(testing::sample_events());
  const conformance::Coverage coverage = sample_coverage();
  testing::expect_golden("report.html", without_assets(page_of({&record}, &coverage)));
}

TEST(HtmlReport, WritesTheSamePageAgain) {
  const RunRecord record = testing::record_of(testing::sample_events());
  EXPECT_EQ(page_of({&record, &record}), page_of({&record, &record}));
}

std::vector<page::CaseName> names_in(const RunRecord& record) {
  std::vector<page::CaseName> names;
  for (const CaseResult& result : record.cases) names.push_back({result.key, result.id});
  return names;
}

// Each piece at once.
page::PieceMaker piece_maker() {
  return [deflater = std::make_shared<page::Deflater>()](std::string_view text,
                                                         std::string_view before) {
    std::promise<page::Piece> piece;
    piece.set_value(deflater->piece(text, before));
    return piece.get_future().share();
  };
}

// The same page, of pages of cases that were made as these came.
void expect_same_when_prepared(const RunRecord& record, const RunRecord& prepared,
                               const std::vector<page::CaseName>& expected_cases) {
  page::PreparedPages pages(testing::sample_statement, sample_prose, expected_cases, piece_maker());
  for (const CaseResult& result : prepared.cases) pages.add(prepared, result);
  PageInput input{.runs = {{&record, {}}},
                  .statements = testing::sample_statement,
                  .prose = sample_prose,
                  .coverage = nullptr,
                  .warnings = {}};
  const std::string whole = html_report(input);
  // With room for all, for less and less of it, and for nothing.
  std::vector<std::size_t> rooms{0, 1};
  for (std::size_t less = 0; less < 10'000; less += 500)
    rooms.push_back(whole.size() + 4000 - less);
  std::size_t without_wires = 0;
  for (const std::size_t room : rooms) {
    input.octets_max = room;
    input.prepared = nullptr;
    const std::string expected = html_report(input);
    input.prepared = &pages;
    EXPECT_EQ(html_report(input), expected);
    if (expected.find("The wire of cases that did not fail is left out") != std::string::npos) {
      ++without_wires;
    }
  }
  EXPECT_GT(without_wires, 0U);
}

TEST(HtmlReport, WritesTheSamePageBesideARun) {
  const RunRecord record = testing::record_of(testing::sample_events());
  const std::vector<page::CaseName> names = names_in(record);
  expect_same_when_prepared(record, record, names);
  expect_same_when_prepared(record, record, {});
  expect_same_when_prepared(record, record, {names.begin() + 2, names.end()});
  RunRecord repeated = record;
  for (CaseResult result : record.cases) {
    result.repetition = 1;
    result.grade = Grade::pass;
    repeated.cases.push_back(result);
  }
  repeated.sort();
  expect_same_when_prepared(repeated, repeated, names);
  // Cases may be missing that others speak of.
  RunRecord shorter = record;
  shorter.cases.erase(shorter.cases.begin() + 1);
  expect_same_when_prepared(shorter, shorter, names);
  expect_same_when_prepared(shorter, record, names);
}

// Cases of many scenarios, in no order: enough for some groups.
RunRecord large_record() {
  std::vector<CaseResult> cases;
  for (int i = 0; i < 200; ++i) {
    CaseResult result = testing::sample_cases()[i % 50 == 0 ? 1U : 0U];
    const int number = i * 77 % 200;
    result.id = "1.2/x/" + std::to_string(number / 5);
    result.key = result.id + "[n=" + std::to_string(number) + ']';
    cases.push_back(std::move(result));
  }
  return testing::record_of(testing::run_of(std::move(cases)));
}

TEST(HtmlReport, PacksBesideARunWhatIsThere) {
  const RunRecord record = large_record();
  const std::vector<page::CaseName> names = names_in(record);
  expect_same_when_prepared(record, record, names);
  page::PreparedPages pages(testing::sample_statement, sample_prose, names, piece_maker());
  for (const CaseResult& result : record.cases) pages.add(record, result);
  const PageInput input{.runs = {{&record, {}}},
                        .statements = testing::sample_statement,
                        .prose = sample_prose,
                        .coverage = nullptr,
                        .warnings = {}};
  const page::Model model = page::model_of(input);
  std::size_t chapters = 0;
  std::size_t pieces = 0;
  for (const page::Group& group : page::groups_of(names)) {
    const std::string* before = nullptr;
    const std::string other;
    for (page::Chapter chapter : group) {
      std::erase_if(chapter.keys,
                    [&](const std::string& key) { return model.cases.at(key).broken(); });
      const auto part = pages.find(chapter, model, page::Wire::all, before);
      ASSERT_TRUE(part);
      ++chapters;
      if (part->piece != nullptr) ++pieces;
      // Made for another neighbour, for other pages, for other cases.
      EXPECT_EQ(pages.find(chapter, model, page::Wire::all, &other)->piece, nullptr);
      EXPECT_FALSE(pages.find(chapter, model, page::Wire::of_failures, before));
      chapter.keys.pop_back();
      EXPECT_FALSE(pages.find(chapter, model, page::Wire::all, before));
      before = &part->text();
    }
  }
  EXPECT_EQ(chapters, 40U);
  EXPECT_EQ(pieces, chapters);
}

TEST(HtmlReport, ShowsTargetsSideBySide) {
  const RunRecord broken = testing::record_of(testing::sample_events());
  std::vector<CaseResult> cases = testing::sample_cases();
  for (CaseResult& result : cases) {
    if (result.grade == Grade::fail) result.grade = Grade::pass;
    for (conformance::CheckResult& check : result.checks) check.grade = Grade::pass;
  }
  const RunRecord right = testing::record_of(testing::run_of(cases));
  const std::string page = page_of({&broken, &right});
  EXPECT_NE(page.find(">rabbitmq #2</th>"), std::string::npos);
  // Only one of the two breaks it.
  EXPECT_NE(page.find("data-show=\"fail differ only\">\n<h3><span class=\"level MUST\">MUST</span> "
                      "<code>ack/cumulative"),
            std::string::npos);
}

TEST(HtmlReport, MarksWhatMustNotBeTakenForAWholeRun) {
  const RunRecord record = testing::record_of(
      testing::run_of(testing::sample_cases(), conformance::Ending::interrupted, "Ctrl-C"));
  const std::string page = page_of({&record});
  EXPECT_NE(page.find("did not come to its end"), std::string::npos);
  EXPECT_NE(page.find("Only a part of the suite was selected: 1.2/*"), std::string::npos);
  EXPECT_NE(page.find("flaky"), std::string::npos);
}

TEST(HtmlReport, IsWrittenForARunThatNeverBegan) {
  const RunRecord record(testing::sample_metadata());
  EXPECT_NE(page_of({&record}).find("INTERRUPTED"), std::string::npos);
}

TEST(HtmlReport, LeavesWhatATargetSaysInert) {
  for (const std::string& text : testing::hostile_texts()) {
    EXPECT_EQ(testing::page_breach(text), "") << printable_head(text, 100);
  }
}

TEST(HtmlReport, ShowsLineEndsAndNul) {
  EXPECT_EQ(
      page::octets_html("SEND\r\na:<b>\n\nx\0\n"s, 100),
      "<b>SEND</b><i>\\r</i><i>\\n</i>\na:&lt;b&gt;<i>\\n</i>\n<i>\\n</i>\nx<i>^@</i><i>\\n</i>"
      "\n");
  EXPECT_EQ(page::octets_html("aaaa", 2), "aa<i>… (4 octets in all)</i>");
}

// Thousands of failures with long wires: more than a suite has.
TEST(HtmlReport, StaysBelowTwoMegabytes) {
  std::vector<CaseResult> cases;
  std::uint32_t noise = 1;  // so that nothing is saved by compression
  for (int i = 0; i < 2500; ++i) {
    CaseResult result = testing::sample_cases()[i % 2 == 0 ? 1U : 0U];
    result.id = "1.2/section-" + std::to_string(i % 40) + "/case-" + std::to_string(i / 4);
    result.key = result.id + "[version=1.2,n=" + std::to_string(i) + ']';
    for (int line = 0; line < 20; ++line) {
      std::string octets = "SEND\nx:";
      for (int octet = 0; octet < 300; ++octet) {
        noise = noise * 1664525U + 1013904223U;
        octets += static_cast<char>('!' + static_cast<int>((noise >> 16U) % 90));
      }
      result.transcript.push_back({1ms, "C", WireEntry::Kind::sent, octets + "\n\n\0"s});
    }
    cases.push_back(std::move(result));
  }
  const RunRecord record = testing::record_of(testing::run_of(std::move(cases)));
  const std::string page = page_of({&record});
  EXPECT_LT(page.size(), 2'000'000U);
  EXPECT_NE(page.find("for want of room"), std::string::npos);
  PageInput input{.runs = {{&record, {}}},
                  .statements = testing::sample_statement,
                  .prose = {},
                  .coverage = nullptr,
                  .warnings = {},
                  .octets_max = 1'500'000};
  EXPECT_LT(html_report(input).size(), 1'500'000U);
}

TEST(HtmlReport, MakesAnchorsThatStayInTheirAttribute) {
  EXPECT_EQ(page::anchor("case/", "1.2/ack/x[version=1.2,cut=each]"),
            "case/1.2/ack/x(version=1.2,cut=each)");
  EXPECT_EQ(page::anchor("case/", "\"> <b>\xff?#%"), "case/%22%3E%20%3Cb%3E%FF%3F%23%25");
}

}  // namespace
}  // namespace reports
