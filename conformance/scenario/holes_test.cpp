#include "conformance/scenario/holes.hpp"

#include <gtest/gtest.h>

namespace conformance {
namespace {

using Kind = Hole::Kind;
using Pieces = std::vector<TemplatePiece>;

Pieces parse(std::string_view text) {
  std::string error;
  const std::optional<Pieces> pieces = parse_template(text, error);
  EXPECT_TRUE(pieces) << text << ": " << error;
  return pieces.value_or(Pieces());
}

TEST(Holes, AreOfTheKindsOfTheGuide) {
  const struct {
    std::string_view text;
    Hole hole;
  } rows[] = {
      {"${topic:a}", {Kind::destination, "a", "topic"}},
      {"${queue:a}", {Kind::destination, "a", "queue"}},
      {"${pub-only:a}", {Kind::destination, "a", "pub-only"}},
      {"${client-id:C}", {Kind::client_id, "C", ""}},
      {"${login:limited}", {Kind::login, "limited", ""}},
      {"${passcode:limited:C}", {Kind::passcode, "C", "limited"}},
      {"${passcode:limited:C:first-half}", {Kind::passcode, "C", "limited", "first-half"}},
      {"${instance:other}", {Kind::instance, "other", ""}},
      {"${unique:a}", {Kind::unique, "a", ""}},
      {"${version}", {Kind::version, "", ""}},
      {"${axis:cut}", {Kind::axis, "cut", ""}},
      {"${limit:body-octets}", {Kind::limit, "body-octets", ""}},
      {"${m1.ack}", {Kind::captured, "m1", "ack"}},
      {"${m1.x.y:z}", {Kind::captured, "m1", "x.y:z"}},
      {"${n}", {Kind::bound, "n", ""}},
  };
  for (const auto& [text, hole] : rows) {
    EXPECT_EQ(parse(text), Pieces{hole}) << text;
    EXPECT_EQ(to_string(hole), text);
  }
}

TEST(Holes, MayNameAnyKindOfDestinationInTheLongForm) {
  EXPECT_EQ(parse("${destination:pub-only:a}"), (Pieces{Hole{Kind::destination, "a", "pub-only"}}));
  // As a kind this word is taken by another hole, so it is written in the long form again.
  const Hole login{Kind::destination, "a", "login"};
  EXPECT_EQ(parse("${destination:login:a}"), Pieces{login});
  EXPECT_EQ(to_string(login), "${destination:login:a}");
}

TEST(Holes, StandBetweenLiterals) {
  const Hole n{Kind::bound, "n", ""};
  EXPECT_EQ(parse(""), Pieces());
  EXPECT_EQ(parse("a$b}c"), Pieces{"a$b}c"});
  EXPECT_EQ(parse("a${n}b"), (Pieces{"a", n, "b"}));
  EXPECT_EQ(parse("${n}${n}"), (Pieces{n, n}));
}

TEST(Holes, AreLiteralBehindASecondDollar) {
  EXPECT_EQ(parse("a$${n}"), Pieces{"a${n}"});
  EXPECT_EQ(parse("$$"), Pieces{"$$"});
  EXPECT_EQ(parse("$$${n}"), Pieces{"$${n}"});
}

TEST(Holes, AreRefusedWhereTheyAreMalformed) {
  for (const std::string_view text :
       {"${", "${n", "${}", "${a b}", "${topic:}", "${:a}", "${topic:a:b}", "${passcode:C}",
        "${destination:a}", "${m1.}", "${.ack}", "${passcode:a:b:c}", "${passcode:a:b:}"}) {
    std::string error;
    EXPECT_FALSE(parse_template(text, error)) << text;
    EXPECT_FALSE(error.empty()) << text;
  }
}

}  // namespace
}  // namespace conformance
