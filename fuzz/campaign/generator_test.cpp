// Cases are what their class says, and the same for the same numbers.

#include "fuzz/campaign/generator.hpp"

#include <algorithm>
#include <map>
#include <variant>

#include <gtest/gtest.h>

#include "fuzz/campaign/reference.hpp"
#include "fuzz/mutator/script.hpp"
#include "fuzz/mutator/text.hpp"

namespace campaign {
namespace {

constexpr std::uint64_t cases = 3000;
constexpr std::size_t places = 8;

class Generating : public testing::Test {
 protected:
  [[nodiscard]] Generator generator(std::uint64_t seed = 1) const {
    return {dialect_, seed, places};
  }
  [[nodiscard]] static Case fresh(const Generator& generator, std::uint64_t ordinal) {
    return generator.fresh(ordinal, ordinal % places);
  }
  Dialect dialect_{conformance::default_profile({}), "fuzz", 4 * places + 16};
};

bool has_error(const Answer& answer) {
  return std::ranges::find(answer.frames, "ERROR", &stomp::Frame::command) != answer.frames.end();
}

TEST_F(Generating, IsTheSameForTheSameNumbers) {
  const Generator first = generator();
  const Generator again = generator();
  const Generator other = generator(2);
  std::size_t same = 0;
  for (std::uint64_t ordinal = 0; ordinal < cases; ++ordinal) {
    EXPECT_EQ(fresh(first, ordinal).text, fresh(again, ordinal).text) << ordinal;
    EXPECT_EQ(first.pipelined(1, ordinal, stomp::Version::v1_1),
              again.pipelined(1, ordinal, stomp::Version::v1_1));
    same += fresh(first, ordinal).text == fresh(other, ordinal).text ? 1U : 0U;
  }
  EXPECT_LT(same, cases / 100);
}

TEST_F(Generating, MakesSomeOfEachClass) {
  std::map<Class, std::size_t> count;
  for (std::uint64_t ordinal = 0; ordinal < cases; ++ordinal) {
    ++count[fresh(generator(), ordinal).kind];
  }
  EXPECT_EQ(count.size(), class_count);
  for (const auto& [kind, number] : count) EXPECT_GT(number, cases / 20) << to_string(kind);
}

TEST_F(Generating, MakesLegalCasesThatAreTaken) {
  for (std::uint64_t ordinal = 0; ordinal < cases; ++ordinal) {
    const Case made = fresh(generator(), ordinal);
    if (made.kind != Class::valid && made.kind != Class::group) continue;
    const bool leaves = made.text.find("DISCONNECT") != std::string::npos;
    for (const Answer& answer : ask_reference(fuzz::read_script(made.text), dialect_)) {
      EXPECT_FALSE(has_error(answer)) << ordinal << ": " << made.text;
      EXPECT_TRUE(!answer.ended || leaves) << ordinal << ": " << made.text;
    }
  }
}

TEST_F(Generating, MakesPipelinesThatAreTaken) {
  for (const stomp::Version version : stomp::versions) {
    std::string octets = dialect_.connect(version, 0);
    std::size_t receipts = 0;
    for (std::uint64_t ordinal = 0; ordinal < 500; ++ordinal) {
      const std::string frames = generator().pipelined(2, ordinal, version);
      EXPECT_NE(frames.find("\nreceipt:"), std::string::npos) << "nothing would be waited for";
      octets += frames;
    }
    const std::vector<Answer> answers =
        ask_reference(fuzz::read_script(fuzz::quoted(octets)), dialect_);
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_FALSE(has_error(answers[0])) << stomp::to_string(version);
    for (const stomp::Frame& frame : answers[0].frames) receipts += frame.command == "RECEIPT";
    EXPECT_GE(receipts, 500U);
  }
}

TEST_F(Generating, MakesFatalCasesThatAreRefused) {
  std::size_t count = 0;
  for (std::uint64_t ordinal = 0; ordinal < cases; ++ordinal) {
    const Case made = fresh(generator(), ordinal);
    // 1.0 has no escapes, and does not say what becomes of a SEND without destination.
    if (made.kind != Class::fatal || made.text.find("accept-version") == std::string::npos) {
      continue;
    }
    ++count;
    const std::vector<Answer> answers = ask_reference(fuzz::read_script(made.text), dialect_);
    ASSERT_EQ(answers.size(), 1U) << made.text;
    EXPECT_TRUE(has_error(answers[0])) << ordinal << ": " << made.text;
    const auto performed = [](const stomp::Frame& frame) {
      const std::string* const id = frame.find("receipt-id");
      return frame.command == "RECEIPT" && id != nullptr && *id != "r0";
    };
    EXPECT_TRUE(std::ranges::none_of(answers[0].frames, performed)) << ordinal;
  }
  EXPECT_GT(count, cases / 20);
}

// Mistakes of servers that only those meet who refuse messages, or connect and say nothing.
TEST_F(Generating, RefusesMessagesAndLeavesWithoutAWord) {
  std::size_t refused = 0;
  std::size_t silent = 0;
  for (std::uint64_t ordinal = 0; ordinal < cases; ++ordinal) {
    const Case made = fresh(generator(), ordinal);
    if (made.kind == Class::group) refused += made.text.find("NACK") != std::string::npos;
    if (made.kind != Class::dribbled) continue;
    const bool says_nothing = made.text.ends_with("`b`F") || made.text.ends_with("`b`R");
    silent += says_nothing ? 1U : 0U;
    const std::vector<Answer> answers = ask_reference(fuzz::read_script(made.text), dialect_);
    EXPECT_LE(answers.size(), 1U) << "whoever says nothing is told nothing: " << made.text;
  }
  EXPECT_GT(refused, cases / 200);
  EXPECT_GT(silent, cases / 100);
}

TEST_F(Generating, KeepsCasesToTheirPlaces) {
  Generator made_of = generator();
  std::size_t count = 0;
  for (std::uint64_t ordinal = 0; ordinal < cases; ++ordinal) {
    const Case made = fresh(made_of, ordinal);
    // Cut off in the middle.
    if (made.kind == Class::dribbled) continue;
    // From other places' cases, too.
    if (ordinal % 3 == 0) made_of.keep(made.text);
    const std::size_t place = ordinal % places;
    for (const fuzz::Piece& piece : fuzz::parse_text(made.text, fuzz::Shape::session).pieces) {
      const auto* const frame = std::get_if<fuzz::FrameText>(&piece);
      if (frame == nullptr) continue;
      for (const fuzz::HeaderText& header : frame->headers) {
        const std::string& value = header.value;
        const bool is_plain =
            header.name == "destination" && !value.empty() && value.find('`') == std::string::npos;
        if (!is_plain) continue;
        ++count;
        EXPECT_TRUE(value.starts_with(dialect_.topic(place)) ||
                    value.starts_with(dialect_.queue(place)) ||
                    value.starts_with(dialect_.scratch()))
            << ordinal << ": " << value;
      }
    }
  }
  EXPECT_GT(count, cases);
}

}  // namespace
}  // namespace campaign
