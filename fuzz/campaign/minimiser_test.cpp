// What is left is as small as leaving out can make it, and never larger than what it was.

#include "fuzz/campaign/minimiser.hpp"

#include <algorithm>
#include <set>
#include <variant>

#include <gtest/gtest.h>

#include "fuzz/mutator/script.hpp"

namespace campaign {
namespace {

std::string session() {
  std::string text = "`aCONNECT\naccept-version:1.2\nhost:h\n\n";
  text.push_back('\0');
  text += "`bCONNECT\naccept-version:1.1\nhost:h\n\n";
  text.push_back('\0');
  text += "SEND\ndestination:/topic/a\ncontent-length:12\nx-user:something long\n\nhello, world";
  text.push_back('\0');
  text += "`+3`aSUBSCRIBE\nid:0\ndestination:/topic/a\nack:client\n\n";
  text.push_back('\0');
  return text + "`|`R";
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

struct Asked {
  std::string result;
  std::vector<std::string> texts;
  bool is_complete;
};

Asked minimised(const std::function<bool(std::string_view)>& holds, std::size_t questions = 100'000,
                const std::string& text = session()) {
  Asked asked;
  Minimiser minimiser(
      [&](std::string_view each) {
        asked.texts.emplace_back(each);
        return holds(each);
      },
      questions);
  asked.result = minimiser.minimise(text);
  asked.is_complete = minimiser.is_complete();
  EXPECT_EQ(minimiser.questions(), asked.texts.size());
  return asked;
}

struct Row {
  const char* name;
  std::function<bool(std::string_view)> holds;
  std::string least;  // empty: whatever is minimal
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all = {
      {"one word", [](auto text) { return has(text, "SUBSCRIBE"); }, "SUBSCRIBE"},
      {"two connections' words", [](auto text) { return has(text, "`b") && has(text, "ack:"); },
       "`back:"},
      {"a header of one frame",
       [](auto text) {
         const auto send = text.find("SEND");
         return send != text.npos && text.find("x-user:", send) != text.npos;
       },
       "SENDx-user:"},
      {"an octet and another far behind it",
       [](auto text) {
         const auto first = text.find('v');
         return first != text.npos && text.find('R', first) != text.npos;
       },
       "vR"},
      {"as many colons", [](auto text) { return std::ranges::count(text, ':') >= 5; }, ":::::"},
      {"an even number of octets behind SEND",
       [](auto text) {
         const auto send = text.find("SEND");
         return send != text.npos && (text.size() - send) % 2 == 0;
       },
       ""},
      {"anything", [](auto) { return true; }, ""},
      // Neither monotone nor anything else that deltas are good for.
      {"by chance", [](auto text) { return std::hash<std::string_view>()(text) % 3 == 0; }, ""},
  };
  return all;
}

TEST(Minimiser, LeavesNothingThatCanBeLeftOutAlone) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.name);
    const auto holds = [&](std::string_view text) { return text == session() || row.holds(text); };
    const Asked asked = minimised(holds);
    EXPECT_TRUE(asked.is_complete);
    EXPECT_TRUE(holds(asked.result));
    if (!row.least.empty()) {
      EXPECT_EQ(asked.result, row.least);
    }
    for (std::size_t i = 0; i < asked.result.size() && asked.result.size() > 1; ++i) {
      std::string less = asked.result;
      less.erase(i, 1);
      EXPECT_FALSE(holds(less)) << i << " of " << asked.result;
    }
  }
}

TEST(Minimiser, NeverGrows) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.name);
    for (const std::size_t questions : {0UL, 1UL, 7UL, 40UL, 300UL}) {
      const Asked asked = minimised(row.holds, questions);
      EXPECT_LE(asked.result.size(), session().size());
      EXPECT_LE(asked.texts.size(), questions);
      EXPECT_TRUE(asked.result == session() || row.holds(asked.result));
    }
  }
  const Asked none = minimised([](auto) { return false; });
  EXPECT_EQ(none.result, session());
}

TEST(Minimiser, AsksNothingTwice) {
  for (const Row& row : rows()) {
    const Asked asked = minimised(row.holds);
    EXPECT_EQ(std::set(asked.texts.begin(), asked.texts.end()).size(), asked.texts.size())
        << row.name;
  }
}

TEST(Minimiser, SaysWhenItHasRunOutOfQuestions) {
  EXPECT_FALSE(minimised([](auto text) { return has(text, "SUBSCRIBE"); }, 3).is_complete);
}

// What a target died of may be megabytes: to go through them for nothing takes minutes.
TEST(Minimiser, IsOverAtOnceWhenNobodyWantsToBeAsked) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += session();
  std::size_t asked = 0;
  std::size_t asked_whether_over = 0;
  Minimiser minimiser([&](std::string_view) { return ++asked, false; }, 100'000,
                      [&] {
                        if (asked == 100) ++asked_whether_over;
                        return asked == 100;
                      });
  EXPECT_EQ(minimiser.minimise(text), text);
  EXPECT_EQ(asked, 100U);
  EXPECT_LT(asked_whether_over, 30U);
  EXPECT_FALSE(minimiser.is_complete());
}

TEST(Minimiser, LeavesOutCutsThatDoNotMatter) {
  std::string dribbled;
  for (const char octet : std::string_view("SUBSCRIBE")) dribbled.append(1, octet) += "`|";
  const auto octets_of = [](std::string_view text) {
    std::string octets(text);
    for (std::size_t at = 0; (at = octets.find("`|")) != std::string::npos;) octets.erase(at, 2);
    return octets;
  };
  const Asked whole =
      minimised([&](auto text) { return octets_of(text) == "SUBSCRIBE"; }, 100'000, dribbled);
  EXPECT_EQ(whole.result, "SUBSCRIBE");
  const Asked once =
      minimised([&](auto text) { return octets_of(text) == "SUBSCRIBE" && has(text, "SUB`|"); },
                100'000, dribbled);
  EXPECT_EQ(once.result, "SUB`|SCRIBE");
}

TEST(Minimiser, LeavesOutPausesThatDoNotMatter) {
  const Asked asked = minimised(
      [&](auto text) {
        const fuzz::Script script = fuzz::read_script(text);
        const auto* const first =
            script.moves.empty() ? nullptr : std::get_if<fuzz::Segment>(&script.moves.front());
        return first != nullptr && first->octets.starts_with("SEND") && has(text, "`+2");
      },
      100'000, "SEND`0\n`+4des`+2tination`9:/topic/a");
  EXPECT_EQ(asked.result, "SEND`+2");
}

TEST(Minimiser, KeepsALengthTrue) {
  // A body of which one octet is enough, in a frame that is read by its length.
  const auto holds = [](std::string_view text) {
    const auto at = text.find("content-length:");
    const auto end = text.find("\n\n", at);
    if (at == text.npos || end == text.npos || text.back() != '\0') return false;
    const std::string body(text.substr(end + 2, text.size() - end - 3));
    return has(body, "w") && has(text, "content-length:" + std::to_string(body.size()) + "\n");
  };
  std::string text = "SEND\ndestination:/topic/a\ncontent-length:12\n\nhello, world";
  text.push_back('\0');
  const Asked asked = minimised(holds, 100'000, text);
  EXPECT_TRUE(has(asked.result, "content-length:1\n\nw")) << asked.result;
}

}  // namespace
}  // namespace campaign
