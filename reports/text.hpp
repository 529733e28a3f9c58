// Making text harmless for whoever reads it: terminals, XML readers, JSON readers, shells.
//
// Whatever came from a target may hold anything: escape sequences that rewrite a terminal, marks
// that turn the reading direction, NUL, half a character. None of these functions fails, and each
// keeps one promise for all octets:
//
//   repaired()     is UTF-8
//   printable()    is one line of UTF-8 without anything that a terminal obeys or a reader cannot
//   see xml_escaped()  may stand in an attribute or between two tags of an XML 1.0 document
//   markdown()     is plain words to a reader of CommonMark or GitHub's dialect of it
//   markdown_code() is a code span there: no links, no mentions, no markup
//   shell_quoted() is one word to a POSIX shell
//
// Only octets that are not UTF-8 need base64(): JSON reports carry them so and lose nothing.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reports {

// Strictly (RFC 3629): no surrogates, no overlong forms, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view octets);

// The same text with U+FFFD in place of each octet that belongs to no character.
[[nodiscard]] std::string repaired(std::string_view octets);

enum class Characters : std::uint8_t { unicode, ascii };

// LF, CR and TAB as \n, \r and \t; other control octets as ^@, ^[, ^?; characters that are not seen
// or turn the reading direction as \u{202e}; octets that are no character as \xff. With `ascii`
// every character beyond ASCII is written like an unseen one. Where a backslash was used for any of
// these, those of the text itself are doubled, so that an LF and the two characters \n never look
// the same.
[[nodiscard]] std::string printable(std::string_view octets,
                                    Characters characters = Characters::unicode);

// The same for a long text: the first `octets_max` octets of it, and how many there are in all.
[[nodiscard]] std::string printable_head(std::string_view octets, std::size_t octets_max,
                                         Characters characters = Characters::unicode);

// Keeps LF and TAB; what XML has no place for, and what printable() would show, is shown like
// there.
[[nodiscard]] std::string xml_escaped(std::string_view octets);

// One line each, printable(). The first may stand in a cell of a table; the second may not, because
// a bar ends the cell even inside a code span.
[[nodiscard]] std::string markdown(std::string_view text);
[[nodiscard]] std::string markdown_code(std::string_view octets);

[[nodiscard]] std::string base64(std::string_view octets);

[[nodiscard]] std::string shell_quoted(std::string_view word);

}  // namespace reports
