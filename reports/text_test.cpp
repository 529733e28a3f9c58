// Octets on the left, what people and parsers get to see on the right.

#include "reports/text.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "reports/testing/sample_run.hpp"

namespace reports {
namespace {

using namespace std::string_literals;

TEST(Text, KnowsWhatIsUtf8) {
  struct Row {
    std::string octets;
    bool valid;
  };
  for (const Row& row : std::vector<Row>{
           {"", true},
           {"plain \0 ascii \x7f"s, true},
           {"\xc2\x80", true},
           {"\xe2\x82\xac", true},
           {"\xf0\x90\x80\x80", true},
           {"\xf4\x8f\xbf\xbf", true},
           {"\xef\xbf\xbf", true},  // a noncharacter is a code point like any other
           {"\x80", false},         // a continuation alone
           {"\xc3", false},         // cut short
           {"\xe2\x82", false},
           {"\xe2\x28\xa1", false},
           {"\xc0\xaf", false},  // overlong
           {"\xc1\xbf", false},
           {"\xe0\x9f\xbf", false},
           {"\xf0\x8f\xbf\xbf", false},
           {"\xed\xa0\x80", false},  // a surrogate
           {"\xf4\x90\x80\x80", false},
           {"\xf5\x80\x80\x80", false},
           {"\xff", false},
       }) {
    SCOPED_TRACE(printable(row.octets));
    EXPECT_EQ(is_utf8(row.octets), row.valid);
    EXPECT_EQ(repaired(row.octets) == row.octets, row.valid);
  }
}

TEST(Text, SeesAnOctetThatIsNoCharacterWhereverItStands) {
  for (std::size_t at = 0; at < 20; ++at) {
    std::string text(20, 'a');
    EXPECT_TRUE(is_utf8(text));
    text[at] = '\x80';
    EXPECT_FALSE(is_utf8(text)) << at;
  }
}

TEST(Text, RepairsOctetByOctet) {
  EXPECT_EQ(repaired("a\xff\xe2\x82z"), "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz");
}

TEST(Text, ShowsWhatATerminalWouldObey) {
  struct Row {
    std::string octets;
    const char* unicode;
    const char* ascii;
  };
  for (const Row& row : std::vector<Row>{
           {"plain: text", "plain: text", "plain: text"},
           {"\0\x01\x1b\x1f\x7f"s, "^@^A^[^_^?", "^@^A^[^_^?"},
           {"a\nb\r\tc", "a\\nb\\r\\tc", "a\\nb\\r\\tc"},
           {"\xff\xc3", "\\xff\\xc3", "\\xff\\xc3"},
           {"\xc2\x9b", "\\u{009b}", "\\u{009b}"},
           {"\xe2\x80\xae", "\\u{202e}", "\\u{202e}"},
           {"\xe2\x81\xa6", "\\u{2066}", "\\u{2066}"},
           {"\xe2\x80\x8b", "\\u{200b}", "\\u{200b}"},
           {"\xef\xbb\xbf", "\\u{feff}", "\\u{feff}"},
           {"\xf3\xa0\x80\x81", "\\u{e0001}", "\\u{e0001}"},
           {"\xc3\xa9 \xe4\xb8\xad", "\xc3\xa9 \xe4\xb8\xad", "\\u{00e9} \\u{4e2d}"},
       }) {
    SCOPED_TRACE(row.unicode);
    EXPECT_EQ(printable(row.octets), row.unicode);
    EXPECT_EQ(printable(row.octets, Characters::ascii), row.ascii);
  }
}

TEST(Text, DoublesBackslashesOnlyWhereTheyCouldBeMistaken) {
  EXPECT_EQ(printable("x:a\\nb"), "x:a\\nb");
  EXPECT_EQ(printable("x:a\\nb\n"), "x:a\\\\nb\\n");
  EXPECT_EQ(printable("x:a\\nb\0"s), "x:a\\nb^@");
}

TEST(Text, CutsLongTextsBetweenTwoCharacters) {
  EXPECT_EQ(printable_head("abcdef", 6), "abcdef");
  EXPECT_EQ(printable_head("abcdef", 5), "abcde... (6 octets in all)");
  EXPECT_EQ(printable_head("ab\xe2\x82\xac!", 4), "ab... (6 octets in all)");
  EXPECT_EQ(printable_head("ab\xe2\x82\xac!", 5), "ab\xe2\x82\xac... (6 octets in all)");
  EXPECT_EQ(printable_head("\x80\x80\x80\x80\x80", 4), "\\x80\\x80\\x80\\x80... (5 octets in all)");
  EXPECT_EQ(printable_head("\x80\x80", 1), "\\x80... (2 octets in all)");
}

TEST(Text, EscapesMarkup) {
  EXPECT_EQ(xml_escaped("<a b=\"c\">&'</a>]]>"),
            "&lt;a b=&quot;c&quot;&gt;&amp;&apos;&lt;/a&gt;]]&gt;");
  EXPECT_EQ(xml_escaped("a\n\tb\r\0\x1b\xff"s), "a\n\tb\\r^@^[\\xff");
  EXPECT_EQ(xml_escaped("\xef\xbf\xbe"), "\\u{fffe}");
}

// The vectors of RFC 4648, section 10.
TEST(Text, EncodesBase64) {
  struct Row {
    std::string octets;
    const char* text;
  };
  for (const Row& row : std::vector<Row>{{"", ""},
                                         {"f", "Zg=="},
                                         {"fo", "Zm8="},
                                         {"foo", "Zm9v"},
                                         {"foob", "Zm9vYg=="},
                                         {"fooba", "Zm9vYmE="},
                                         {"foobar", "Zm9vYmFy"},
                                         {"\xff\xfe\0"s, "//4A"}}) {
    EXPECT_EQ(base64(row.octets), row.text);
  }
}

TEST(Text, EscapesForMarkdown) {
  EXPECT_EQ(markdown("1.2/ack/x[version=1.2]"), "1\\.2/ack/x\\[version=1\\.2\\]");
  EXPECT_EQ(markdown("*a* | <b> `c` _d_ &e; @f #1 https://g"),
            "\\*a\\* \\| \\<b\\> \\`c\\` \\_d\\_ \\&e; \\@f \\#1 https\\://g");
  EXPECT_EQ(markdown_code("plain"), "`plain`");
  EXPECT_EQ(markdown_code("a ``` b"), "````a ``` b````");
  EXPECT_EQ(markdown_code("`c`"), "`` `c` ``");
  EXPECT_EQ(markdown_code(""), "`  `");
  EXPECT_EQ(markdown_code("two\nlines"), "`two\\nlines`");
}

TEST(Text, QuotesForAShell) {
  EXPECT_EQ(shell_quoted("127.0.0.1:61613"), "127.0.0.1:61613");
  EXPECT_EQ(shell_quoted("1.2/ack/x[version=1.2]"), "'1.2/ack/x[version=1.2]'");
  EXPECT_EQ(shell_quoted("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_quoted(""), "''");
}

TEST(Text, KeepsItsPromisesForHostileTexts) {
  for (const std::string& text : testing::hostile_texts()) {
    SCOPED_TRACE(printable_head(text, 100));
    EXPECT_TRUE(is_utf8(repaired(text)));
    for (const std::string& shown : {printable(text), xml_escaped(text)}) {
      EXPECT_TRUE(is_utf8(shown));
      EXPECT_EQ(printable(shown).find('^'), shown.find('^')) << "a control octet was left";
      EXPECT_EQ(shown.find("\xe2\x80\xae"), std::string::npos);
    }
    EXPECT_EQ(printable(text).find('\n'), std::string::npos);
    EXPECT_EQ(xml_escaped(text).find('<'), std::string::npos);
    EXPECT_EQ(xml_escaped(text).find("]]>"), std::string::npos);
    for (const char octet : printable(text, Characters::ascii)) {
      EXPECT_GE(octet, ' ');
      EXPECT_LT(octet, '\x7f');
    }
  }
}

}  // namespace
}  // namespace reports
