// Goldens for the parser: octets on the left, events on the right.
//
// Every row is fed at every chunk size from one octet up, because a parser that is right on whole
// frames and wrong on split ones is the bug that real sockets find first; and a valid row is fed
// twice in a row, because a parser may carry something over from one frame to the next.

#include "stomp/parser.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "stomp/testing.hpp"

namespace stomp {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

using Versions = std::vector<Version>;
constexpr Version v1_0 = Version::v1_0;
constexpr Version v1_1 = Version::v1_1;
constexpr Version v1_2 = Version::v1_2;
const Versions all = {v1_0, v1_1, v1_2};
const Versions escaping = {v1_1, v1_2};

Frame frame(std::string command, std::vector<Header> headers = {}, std::string body = "") {
  return {.command = std::move(command), .headers = std::move(headers), .body = std::move(body)};
}

struct Row {
  std::string name;
  Versions versions;
  std::string octets;
  Events events;
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << testing::PrintToString(row.octets);
}

std::string name_of(const testing::TestParamInfo<Row>& row) {
  return row.param.name;
}

void expect_events(Version version, std::string_view octets, const Events& events) {
  for (std::size_t chunk_octets = 1; chunk_octets <= octets.size(); ++chunk_octets) {
    SCOPED_TRACE(testing::Message()
                 << to_string(version) << " in chunks of " << chunk_octets << " octets");
    EXPECT_EQ(parse(octets, chunk_octets, version), events);
  }
}

const Row valid_rows[] = {
    {"AFrameOfACommandOnly", all, "DISCONNECT\n\n\0"s, {frame("DISCONNECT")}},
    {"ACommandThatNobodyKnows", all, "Hello, W\xc3\xb6rld\n\n\0"s, {frame("Hello, W\xc3\xb6rld")}},
    {"HeadersInTheirOrder",
     all,
     "SEND\nb:1\na:2\n\n\0"s,
     {frame("SEND", {{"b", "1"}, {"a", "2"}})}},
    {"RepeatedHeaders",
     all,
     "MESSAGE\nfoo:World\nfoo:Hello\n\n\0"s,
     {frame("MESSAGE", {{"foo", "World"}, {"foo", "Hello"}})}},
    {"ABodyUpToTheNul",
     all,
     "SEND\na:b\n\nhello\n\r\n\0"s,
     {frame("SEND", {{"a", "b"}}, "hello\n\r\n")}},
    {"ABodyThatLooksLikeAFrame",
     all,
     "SEND\n\nSEND\na:b\n\n\0"s,
     {frame("SEND", {}, "SEND\na:b\n\n")}},
    {"NulsInABodyOfStatedLength",
     all,
     "SEND\ncontent-length:3\n\n\0a\0\0"s,
     {frame("SEND", {{"content-length", "3"}}, "\0a\0"s)}},
    {"AStatedLengthOfNothing",
     all,
     "SEND\ncontent-length:0\n\n\0"s,
     {frame("SEND", {{"content-length", "0"}})}},
    {"AStatedLengthWithLeadingZeros",
     all,
     "SEND\ncontent-length:0000000000000000000000002\n\n\0\n\0"s,
     {frame("SEND", {{"content-length", "0000000000000000000000002"}}, "\0\n"s)}},
    {"TheFirstOfTwoStatedLengths",
     all,
     "SEND\ncontent-length:1\ncontent-length:x\n\n\0\0"s,
     {frame("SEND", {{"content-length", "1"}, {"content-length", "x"}}, "\0"s)}},
    {"AStatedLengthOnAnyCommand",
     all,
     "CONNECT\ncontent-length:1\n\n\0\0BEGIN\ncontent-length:1\n\n\0\0"s,
     {frame("CONNECT", {{"content-length", "1"}}, "\0"s),
      frame("BEGIN", {{"content-length", "1"}}, "\0"s)}},
    {"NoStatedLengthInAnotherSpelling",
     all,
     "SEND\nContent-Length:9\n\n\0"s,
     {frame("SEND", {{"Content-Length", "9"}})}},
    {"AStatedLengthForOneFrameOnly",
     all,
     "SEND\ncontent-length:1\n\n\0\0SEND\n\na\0"s,
     {frame("SEND", {{"content-length", "1"}}, "\0"s), frame("SEND", {}, "a")}},
    {"EmptyValues", all, "SEND\na:\n\n\0"s, {frame("SEND", {{"a", ""}})}},
    {"ColonsInAValue", all, "SEND\na:b:c::\n\n\0"s, {frame("SEND", {{"a", "b:c::"}})}},
    {"OctetsThatAreNotUtf8",
     all,
     "SEND\n\xff\xfe:\x80\x01\x7f\n\n\xff\0"s,
     {frame("SEND", {{"\xff\xfe", "\x80\x01\x7f"}}, "\xff")}},
    {"NulsInHeaders", all, "SEND\na\0:\0b\n\n\0"s, {frame("SEND", {{"a\0"s, "\0b"s}})}},
    {"LineEndsBetweenFrames",
     all,
     "\n\nBEGIN\n\n\0\n\nBEGIN\n\n\0\n"s,
     {Eol{}, Eol{}, frame("BEGIN"), Eol{}, Eol{}, frame("BEGIN"), Eol{}}},
    {"FramesWithNothingBetween",
     all,
     "BEGIN\n\n\0COMMIT\n\n\0ABORT\n\n\0"s,
     {frame("BEGIN"), frame("COMMIT"), frame("ABORT")}},

    {"NoEscapesIn10", {v1_0}, "SEND\na:\\n\\t\\\n\n\0"s, {frame("SEND", {{"a", "\\n\\t\\"}})}},
    {"EscapesInValues",
     escaping,
     "SEND\na:1\\c2\\n3\\\\4\n\n\0"s,
     {frame("SEND", {{"a", "1:2\n3\\4"}})}},
    {"EscapesInNames", escaping, "SEND\n\\c\\n:\\\\\n\n\0"s, {frame("SEND", {{":\n", "\\"}})}},
    {"EscapesInSomeHeadersOnly",
     escaping,
     "SEND\na:b\nc:\\\\n\nd:e\nf\\c:g\n\n\0"s,
     {frame("SEND", {{"a", "b"}, {"c", "\\n"}, {"d", "e"}, {"f:", "g"}})}},
    {"EscapedCarriageReturnsIn12", {v1_2}, "SEND\na:\\r\n\n\0"s, {frame("SEND", {{"a", "\r"}})}},
    {"NoEscapesInABody", escaping, "SEND\n\n\\t\0"s, {frame("SEND", {}, "\\t")}},
    {"NoEscapesWhereVersionsAreNegotiated",
     all,
     "CONNECT\na:\\t\n\n\0STOMP\na:\\c\n\n\0CONNECTED\na:\\\n\n\0"s,
     {frame("CONNECT", {{"a", "\\t"}}), frame("STOMP", {{"a", "\\c"}}),
      frame("CONNECTED", {{"a", "\\"}})}},

    {"PaddedHeadersIn10",
     {v1_0},
     "SEND\ndestination: /queue/a\n  b  :  c d  \ne:   \nf:\t\n\n\0"s,
     {frame("SEND", {{"destination", "/queue/a"}, {"b", "c d"}, {"e", ""}, {"f", "\t"}})}},
    {"APaddedLengthIn10",
     {v1_0},
     "SEND\n content-length : 1 \n\n\0\0"s,
     {frame("SEND", {{"content-length", "1"}}, "\0"s)}},
    {"BlanksAsTheyAreLaterOn",
     escaping,
     "SEND\n a : b \n \x20:\n\n\0"s,
     {frame("SEND", {{" a ", " b "}, {"  ", ""}})}},
    {"BlanksAsTheyAreWhereVersionsAreNegotiated",
     all,
     "CONNECT\nlogin: a \n\n\0STOMP\n b:c\n\n\0CONNECTED\nsession: 1\n\n\0"s,
     {frame("CONNECT", {{"login", " a "}}), frame("STOMP", {{" b", "c"}}),
      frame("CONNECTED", {{"session", " 1"}})}},

    {"CarriageReturnsAsOctetsOfHeaders",
     {v1_0, v1_1},
     "SEND\na:b\r\n\rc:\r\r\n\n\0"s,
     {frame("SEND", {{"a", "b\r"}, {"\rc", "\r\r"}})}},
    {"LinesThatEndWithCarriageReturns",
     {v1_2},
     "\r\nCONNECT\r\na:b\r\n\r\n\0\r\nSEND\r\nc:d\r\n\r\n\r\n\0\n\r\n"s,
     {Eol{}, frame("CONNECT", {{"a", "b"}}), Eol{}, frame("SEND", {{"c", "d"}}, "\r\n"), Eol{},
      Eol{}}},
    {"LinesThatEndEitherWay",
     {v1_2},
     "SEND\na:b\r\nc:d\n\r\n\0SEND\r\n\n\0"s,
     {frame("SEND", {{"a", "b"}, {"c", "d"}}), frame("SEND")}},
};

class ParserReads : public testing::TestWithParam<Row> {};

TEST_P(ParserReads, HoweverItIsSplit) {
  for (const Version version : GetParam().versions) {
    expect_events(version, GetParam().octets, GetParam().events);
  }
}

TEST_P(ParserReads, HoweverItIsSplitAndTwice) {
  Events twice = GetParam().events;
  twice.insert(twice.end(), GetParam().events.begin(), GetParam().events.end());
  for (const Version version : GetParam().versions) {
    expect_events(version, GetParam().octets + GetParam().octets, twice);
  }
}

INSTANTIATE_TEST_SUITE_P(Parser, ParserReads, testing::ValuesIn(valid_rows), name_of);

ParseError error(ParseFault fault, std::uint64_t offset) {
  return {.fault = fault, .offset = offset};
}

// The last octet of each row is the first at which nothing could be right any more.
const Row faulty_rows[] = {
    {"AControlOctetAtTheVeryBeginning", all, "\x16", {error(ParseFault::malformed_command, 0)}},
    {"ANulAtTheVeryBeginning", all, "\0"s, {error(ParseFault::malformed_command, 0)}},
    {"AControlOctetInACommand", all, "SEND\x1f", {error(ParseFault::malformed_command, 0)}},
    {"ADeleteInACommand", all, "SEND\x7f", {error(ParseFault::malformed_command, 0)}},
    {"ANulInACommand", all, "SEND\0"s, {error(ParseFault::malformed_command, 0)}},
    {"ATabInACommand", all, "SEND\t", {error(ParseFault::malformed_command, 0)}},
    {"ACarriageReturnAfterACommand",
     {v1_0, v1_1},
     "SEND\r",
     {error(ParseFault::malformed_command, 0)}},
    {"ACarriageReturnInACommand", {v1_2}, "SEND\rX", {error(ParseFault::malformed_command, 0)}},
    {"TwoCarriageReturnsAfterACommand",
     {v1_2},
     "SEND\r\r",
     {error(ParseFault::malformed_command, 0)}},
    {"AControlOctetInTheSecondCommand",
     all,
     "SEND\na:b\n\nc\0\nSEND\x01"s,
     {frame("SEND", {{"a", "b"}}, "c"), Eol{}, error(ParseFault::malformed_command, 13)}},

    {"AHeaderWithoutAColon", all, "SEND\nab\n", {error(ParseFault::header_without_colon, 5)}},
    {"AHeaderWithAnEscapedColonOnly",
     escaping,
     "SEND\na\\cb\n",
     {error(ParseFault::header_without_colon, 5)}},
    {"AHeaderOfABlank", all, "SEND\n \n", {error(ParseFault::header_without_colon, 5)}},
    {"ABlankLineThatIsNotBlank",
     {v1_0, v1_1},
     "SEND\n\r\n",
     {error(ParseFault::header_without_colon, 5)}},
    {"TheSecondHeaderWithoutAColon",
     all,
     "SEND\na:b\nc\n",
     {error(ParseFault::header_without_colon, 9)}},
    {"AHeaderWithoutAName", all, "SEND\n:b\n", {error(ParseFault::empty_header_name, 5)}},
    {"AHeaderWithoutNameAndValue", all, "CONNECT\n:\n", {error(ParseFault::empty_header_name, 8)}},
    {"ANameOfBlanksIn10", {v1_0}, "SEND\n  :b\n", {error(ParseFault::empty_header_name, 5)}},

    {"AnUndefinedEscape", escaping, "SEND\na:\\t\n", {error(ParseFault::undefined_escape, 5)}},
    {"AnUndefinedEscapeInAName",
     escaping,
     "SEND\na\\x:b\n",
     {error(ParseFault::undefined_escape, 5)}},
    {"AnEscapeInCapitals", escaping, "SEND\na:\\N\n", {error(ParseFault::undefined_escape, 5)}},
    {"ABackslashAtTheEndOfAValue",
     escaping,
     "SEND\na:\\\n",
     {error(ParseFault::undefined_escape, 5)}},
    {"ABackslashAtTheEndOfAName",
     escaping,
     "SEND\na\\:c\n",
     {error(ParseFault::undefined_escape, 5)}},
    {"AnEscapedCarriageReturnIn11",
     {v1_1},
     "SEND\na:\\r\n",
     {error(ParseFault::undefined_escape, 5)}},
    {"AnUndefinedEscapeInTheSecondFrame",
     escaping,
     "SEND\n\n\0SEND\na:\\c\nb:\\\\\\t\n"s,
     {frame("SEND"), error(ParseFault::undefined_escape, 17)}},

    {"ACarriageReturnInAHeader",
     {v1_2},
     "SEND\na:b\rc",
     {error(ParseFault::stray_carriage_return, 5)}},
    {"TwoCarriageReturnsAfterAHeader",
     {v1_2},
     "SEND\na:b\r\r",
     {error(ParseFault::stray_carriage_return, 5)}},
    {"ACarriageReturnInAName", {v1_2}, "SEND\na\rb", {error(ParseFault::stray_carriage_return, 5)}},
    {"ACarriageReturnInAHeaderOfConnect",
     {v1_2},
     "CONNECT\na:\rb",
     {error(ParseFault::stray_carriage_return, 8)}},
    {"ACarriageReturnForABlankLine",
     {v1_2},
     "SEND\n\r\0"s,
     {error(ParseFault::stray_carriage_return, 5)}},
    {"ACarriageReturnBetweenFrames",
     {v1_2},
     "SEND\n\n\0\r\n\rS"s,
     {frame("SEND"), Eol{}, error(ParseFault::stray_carriage_return, 9)}},
    {"TwoCarriageReturnsBetweenFrames",
     {v1_2},
     "\r\r",
     {error(ParseFault::stray_carriage_return, 0)}},
    {"ACarriageReturnBetweenFramesBefore12",
     {v1_0, v1_1},
     "SEND\n\n\0\n\r"s,
     {frame("SEND"), Eol{}, error(ParseFault::malformed_command, 8)}},

    {"ALengthOfNoDigits",
     all,
     "SEND\ncontent-length:\n",
     {error(ParseFault::bad_content_length, 5)}},
    {"ALengthOfLetters",
     all,
     "SEND\ncontent-length:ten\n",
     {error(ParseFault::bad_content_length, 5)}},
    {"ANegativeLength",
     all,
     "SEND\ncontent-length:-1\n",
     {error(ParseFault::bad_content_length, 5)}},
    {"ALengthWithAPlus",
     all,
     "SEND\ncontent-length:+1\n",
     {error(ParseFault::bad_content_length, 5)}},
    {"AHexadecimalLength",
     all,
     "SEND\ncontent-length:0x1\n",
     {error(ParseFault::bad_content_length, 5)}},
    {"AFractionalLength",
     all,
     "SEND\ncontent-length:1.0\n",
     {error(ParseFault::bad_content_length, 5)}},
    {"TwoLengths", all, "SEND\ncontent-length:1 1\n", {error(ParseFault::bad_content_length, 5)}},
    {"APaddedLength",
     escaping,
     "SEND\ncontent-length: 1\n",
     {error(ParseFault::bad_content_length, 5)}},
    {"APaddedLengthInConnect",
     all,
     "CONNECT\ncontent-length:1 \n",
     {error(ParseFault::bad_content_length, 8)}},
    {"ABadLengthInALaterHeader",
     all,
     "SEND\na:b\ncontent-length:x\n",
     {error(ParseFault::bad_content_length, 9)}},
    {"AHugeLengthThatIsNoNumber",
     all,
     "SEND\ncontent-length:99999999999999999999999x\n",
     {error(ParseFault::bad_content_length, 5)}},

    {"ALengthOfOneMebibyteAndOne",
     all,
     "SEND\ncontent-length:1048577\n",
     {error(ParseFault::body_too_large, 5)}},
    {"ALengthOfFourGibibytes",
     all,
     "SEND\ncontent-length:4294967296\n",
     {error(ParseFault::body_too_large, 5)}},
    {"ALengthOfTwoToThe64th",
     all,
     "SEND\ncontent-length:18446744073709551616\n",
     {error(ParseFault::body_too_large, 5)}},
    {"ALengthOfManyDigits",
     all,
     "SEND\ncontent-length:" + std::string(50, '9') + "\n",
     {error(ParseFault::body_too_large, 5)}},

    {"ABodyLongerThanItsLength",
     all,
     "SEND\ncontent-length:2\n\nabc",
     {error(ParseFault::missing_nul, 23)}},
    {"ABodyWhereNoneIsStated",
     all,
     "SEND\ncontent-length:0\n\na",
     {error(ParseFault::missing_nul, 23)}},
    {"ABodyShorterThanItsLength",
     all,
     "SEND\ncontent-length:4\n\nab\0\nS"s,
     {error(ParseFault::missing_nul, 23)}},
};

class ParserRejects : public testing::TestWithParam<Row> {};

TEST_P(ParserRejects, HoweverItIsSplit) {
  for (const Version version : GetParam().versions) {
    expect_events(version, GetParam().octets, GetParam().events);
  }
}

TEST_P(ParserRejects, AtTheFirstOctetThatCannotBeRight) {
  Events before = GetParam().events;
  before.pop_back();
  const std::string_view octets = GetParam().octets;
  for (const Version version : GetParam().versions) {
    expect_events(version, octets.substr(0, octets.size() - 1), before);
  }
}

TEST_P(ParserRejects, AndReadsNothingThatFollows) {
  for (const Version version : GetParam().versions) {
    expect_events(version, GetParam().octets + "\nSEND\n\n\0"s, GetParam().events);
  }
}

INSTANTIATE_TEST_SUITE_P(Parser, ParserRejects, testing::ValuesIn(faulty_rows), name_of);

TEST(Parser, DescribesEachFaultInItsOwnWords) {
  std::vector<std::string_view> sentences;
  for (int fault = 0; fault <= static_cast<int>(ParseFault::missing_nul); ++fault) {
    const std::string_view sentence = describe(static_cast<ParseFault>(fault));
    EXPECT_FALSE(sentence.empty() || sentence.ends_with('.')) << fault;
    EXPECT_EQ(std::ranges::count(sentences, sentence), 0) << sentence;
    sentences.push_back(sentence);
  }
}

}  // namespace
}  // namespace stomp
