// The words of the page: text that cannot leave its place, and how a grade looks.
//
// A grade is never told by colour alone: it has a symbol and a letter, and the legend of the page
// says what they mean.

#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/scenario/grade.hpp"

namespace reports::page {

// Fit for the text of an element and for an attribute in quotes: nothing in it is markup, nothing
// is unseen, nothing turns the direction.
[[nodiscard]] std::string html(std::string_view octets);
[[nodiscard]] std::string html_head(std::string_view octets, std::size_t octets_max);

// A sentence of a specification: what stands between backticks there is code here.
[[nodiscard]] std::string quote_html(std::string_view quote);

// A name that can be an id and, behind '#', lead to it: letters, digits and a few marks stay,
// brackets become round, any other octet is written as %XX. Begins with `prefix`.
[[nodiscard]] std::string anchor(std::string_view prefix, std::string_view name);

struct Look {
  std::string_view symbol;
  std::string_view letter;
  std::string_view style;    // class in the style sheet
  std::string_view meaning;  // a sentence
};
[[nodiscard]] const Look& look_of(conformance::Grade grade);

// "✗ F" in an element of the grade's style.
[[nodiscard]] std::string badge(conformance::Grade grade);

// In the order of the legend.
[[nodiscard]] const std::array<conformance::Grade, 10>& all_grades();

[[nodiscard]] std::string code(std::string_view octets);
// A command that can be repeated by hand, with room for a button that copies it.
[[nodiscard]] std::string command(std::string_view shell_words);
// Warnings that stand above what they are about.
[[nodiscard]] std::string banners(const std::vector<std::string>& sentences);

// A level as a word in its own style.
[[nodiscard]] std::string level_mark(conformance::Level level);

// Whether this grade is a breach: what makes a target fail, or a SHOULD that it does not keep.
[[nodiscard]] bool is_breach(conformance::Grade grade);

}  // namespace reports::page
