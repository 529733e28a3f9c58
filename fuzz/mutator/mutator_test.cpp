#include "fuzz/mutator/mutator.hpp"

#include <fstream>
#include <iterator>
#include <set>

#include <gtest/gtest.h>

#include "conformance/scenario/passcode.hpp"
#include "fuzz/mutator/chance.hpp"
#include "fuzz/mutator/script.hpp"
#include "fuzz/mutator/vocabulary.hpp"
#include "fuzz/mutator/workshop.hpp"

namespace fuzz {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view session =
    "`1CONNECT\naccept-version:1.2\nhost:h\n\n\0SEND\ndestination:/queue/a\ncontent-length:2\n\n"
    "hi\0`bCONNECT\n\n\0SUBSCRIBE\nid:7\ndestination:/queue/a\n\n\0`+3"sv;
constexpr std::string_view frames = "2d41\nSEND\ndestination:/queue/a\ncontent-length:2\n\nhi\0"sv;

std::string_view example(Shape shape) {
  return shape == Shape::session ? session : frames;
}

TEST(Mutator, TheSameArgumentsGiveTheSame) {
  for (const Shape shape : {Shape::session, Shape::frames}) {
    const Mutator one(shape, 7);
    const Mutator same(shape, 7);
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      EXPECT_EQ(one.mutate(example(shape), 4096, seed), same.mutate(example(shape), 4096, seed));
      EXPECT_EQ(one.cross(session, frames, 4096, seed), same.cross(session, frames, 4096, seed));
    }
  }
}

TEST(Mutator, NothingGetsTooLongOrEmpty) {
  for (const Shape shape : {Shape::session, Shape::frames}) {
    for (const std::size_t octets_max : {1U, 2U, 10U, 100U, 4096U}) {
      const Mutator mutator(shape, octets_max);
      std::string input(example(shape).substr(0, octets_max));
      for (std::uint64_t seed = 0; seed < 200; ++seed) {
        input = mutator.mutate(input, octets_max, seed);
        ASSERT_LE(input.size(), octets_max);
        ASSERT_FALSE(input.empty());
        ASSERT_LE(mutator.cross(input, session, octets_max, seed).size(), octets_max);
      }
    }
  }
}

TEST(Mutator, EmptyInputGrowsIntoFrames) {
  const Mutator mutator(Shape::session, 1);
  std::string input;
  std::set<std::string> commands;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    input = mutator.mutate(input, 2000, seed);
    for (const Piece& piece : parse_text(input, Shape::session).pieces) {
      if (const auto* const frame = std::get_if<FrameText>(&piece)) commands.insert(frame->command);
    }
  }
  for (const std::string_view command : known_commands()) {
    EXPECT_TRUE(commands.contains(std::string(command))) << command;
  }
}

TEST(Mutator, MutatorsDifferInWhatTheyDo) {
  std::set<std::string> results;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    results.insert(Mutator(Shape::session, seed).mutate(session, 4096, 1));
  }
  EXPECT_GT(results.size(), 5U);
}

TEST(Mutator, EveryOperationChangesSomething) {
  const ByteMutation bytes = [](std::string_view octets, std::size_t, std::uint64_t) {
    return std::string(octets) + "!";
  };
  for (const Operation& operation : operations()) {
    bool changes = false;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      for (const Shape shape : {Shape::session, Shape::frames}) {
        Text text = parse_text(example(shape), shape);
        Chance chance(seed);
        Workshop workshop{text, chance, bytes};
        const bool says_so = operation.apply(workshop);
        const bool is_other = print(text) != example(shape);
        changes |= is_other;
        EXPECT_TRUE(says_so || !is_other) << operation.name;
      }
    }
    EXPECT_TRUE(changes || operation.name == "remove-cuts") << operation.name;
  }
}

TEST(Mutator, LengthsAreMostlyRight) {
  const Mutator mutator(Shape::session, 3);
  int right = 0;
  int wrong = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    for (Piece& piece : parse_text(mutator.mutate(session, 4096, seed), Shape::session).pieces) {
      auto* const frame = std::get_if<FrameText>(&piece);
      const HeaderText* const header =
          frame == nullptr ? nullptr : find_header(*frame, "content-length");
      if (header == nullptr) continue;
      const std::size_t octets = sent_octets(frame->body, Shape::session);
      ++(header->value == std::to_string(octets) ? right : wrong);
    }
  }
  EXPECT_GT(right, 2 * wrong);
  EXPECT_GT(wrong, 0);
}

TEST(Vocabulary, TheStoredDictionaryIsCurrent) {
  std::ifstream file(STOMPCHECK_SOURCE_DIR "/fuzz/stomp.dict", std::ios::binary);
  const std::string stored{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(stored, dictionary())
      << "write it anew: build/dev/fuzz/fuzz_dictionary fuzz/stomp.dict";
}

TEST(Vocabulary, PasscodesSignTheClientId) {
  const auto passcodes = usual_values("passcode");
  EXPECT_EQ(passcodes[0], conformance::sign_client_id("sk-owner", "c1"));
  EXPECT_EQ(passcodes[1], conformance::sign_client_id("sk-limited", "c1"));
}

}  // namespace
}  // namespace fuzz
