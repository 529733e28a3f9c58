// Which cases are meant: the words that `run`, `list` and a profile's exceptions take.
//
//     1.2/ack                          every case below that folder
//     1.2/**/undefined-*               a pattern (glob.hpp)
//     1.2/ack/x                        every case of one scenario, also by a former id of it
//     1.2/ack/x[version=1.2,cut=whole] one case, as reports print it; fewer axes select more
//     tag:timed  requirement:ID  level:must
//     !tag:timed                       not these
//
// A selector that matches nothing is a mistake of whoever typed it; saying so is left to the
// caller.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/scenario/catalogue.hpp"
#include "conformance/scenario/model.hpp"

namespace conformance {

class Selector {
 public:
  // Nothing where the text is none; `error` then says why.
  [[nodiscard]] static std::optional<Selector> parse(std::string_view text, std::string& error);

  // Whether the case is one of those named, an exclusion's `!` aside. The level is that of the
  // case's first requirement in its version.
  [[nodiscard]] bool matches(const Case& test_case, const Catalogue& catalogue) const;
  [[nodiscard]] bool excludes() const { return excludes_; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  enum class Kind : std::uint8_t { id, tag, requirement, level };

  [[nodiscard]] bool matches_id(std::string_view id) const;
  [[nodiscard]] bool matches_axes(const Case& test_case) const;

  Kind kind_ = Kind::id;
  bool excludes_ = false;
  std::string text_;
  std::string word_;
  Level level_ = Level::must;
  std::vector<std::pair<std::string, std::string>> axes_;
};

// The cases that some selector names (all of them where none does so without `!`) and that no `!`
// selector names, in their order.
[[nodiscard]] std::vector<const Case*> select(const std::vector<Case>& cases,
                                              const std::vector<Selector>& selectors,
                                              const Catalogue& catalogue);

}  // namespace conformance
