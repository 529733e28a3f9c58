#include "conformance/scenario/selector.hpp"

#include <algorithm>

#include "conformance/scenario/glob.hpp"
#include "conformance/scenario/words.hpp"

namespace conformance {
namespace {

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// "version=1.2,cut=whole"
std::optional<std::vector<std::pair<std::string, std::string>>> parse_axes(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> axes;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view pair = text.substr(begin, end - begin);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0) return std::nullopt;
    axes.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    begin = end + 1;
  }
  return axes;
}

}  // namespace

std::optional<Selector> Selector::parse(std::string_view text, std::string& error) {
  Selector selector;
  selector.text_ = text;
  if (text.starts_with('!')) {
    selector.excludes_ = true;
    text.remove_prefix(1);
  }
  const std::size_t colon = text.find(':');
  const std::string_view word = text.substr(0, colon);
  if (colon != std::string_view::npos && word.find_first_of("/[") == std::string_view::npos) {
    selector.word_ = text.substr(colon + 1);
    if (word == "tag") {
      selector.kind_ = Kind::tag;
    } else if (word == "requirement") {
      selector.kind_ = Kind::requirement;
    } else if (word == "level") {
      selector.kind_ = Kind::level;
      const std::optional<Level> level = level_from(selector.word_);
      if (!level) {
        error = "a level is must, fact, should or may, not " + in_quotes(selector.word_);
        return std::nullopt;
      }
      selector.level_ = *level;
    } else {
      error = in_quotes(word) + " selects nothing: there are tag:, requirement: and level:";
      return std::nullopt;
    }
    return selector;
  }

  if (const std::size_t bracket = text.find('['); bracket != std::string_view::npos) {
    if (!text.ends_with(']')) {
      error = "\"[\" without a \"]\" at the end";
      return std::nullopt;
    }
    auto axes = parse_axes(text.substr(bracket + 1, text.size() - bracket - 2));
    if (!axes) {
      error = "axes are written [version=1.2,cut=whole]";
      return std::nullopt;
    }
    selector.axes_ = *std::move(axes);
    text = text.substr(0, bracket);
  }
  while (text.ends_with('/')) text.remove_suffix(1);
  if (text.empty()) {
    error = "an empty selector";
    return std::nullopt;
  }
  selector.word_ = text;
  return selector;
}

bool Selector::matches_id(std::string_view id) const {
  if (is_glob(word_)) return glob_matches(word_, id);
  return id.starts_with(word_) && (id.size() == word_.size() || id[word_.size()] == '/');
}

bool Selector::matches_axes(const Case& test_case) const {
  return std::all_of(axes_.begin(), axes_.end(), [&](const auto& axis) {
    if (axis.first == "version") return axis.second == stomp::to_string(test_case.version);
    return std::find(test_case.axes.begin(), test_case.axes.end(), axis) != test_case.axes.end();
  });
}

bool Selector::matches(const Case& test_case, const Catalogue& catalogue) const {
  const Scenario& scenario = *test_case.scenario;
  switch (kind_) {
    case Kind::tag:
      return scenario.tagged(word_);
    case Kind::requirement:
      return contains(scenario.requirements, word_);
    case Kind::level: {
      if (scenario.requirements.empty()) return false;
      const Statement* statement =
          catalogue.statement(scenario.requirements.front(), test_case.version);
      return statement != nullptr && statement->level == level_;
    }
    case Kind::id:
      break;
  }
  const bool by_id = matches_id(scenario.id) ||
                     std::any_of(scenario.was.begin(), scenario.was.end(),
                                 [&](const std::string& former) { return matches_id(former); });
  return by_id && matches_axes(test_case);
}

std::vector<const Case*> select(const std::vector<Case>& cases,
                                const std::vector<Selector>& selectors,
                                const Catalogue& catalogue) {
  const bool all = std::all_of(selectors.begin(), selectors.end(),
                               [](const Selector& selector) { return selector.excludes(); });
  std::vector<const Case*> selected;
  for (const Case& test_case : cases) {
    const auto named = [&](bool excluding) {
      return std::any_of(selectors.begin(), selectors.end(), [&](const Selector& selector) {
        return selector.excludes() == excluding && selector.matches(test_case, catalogue);
      });
    };
    if ((all || named(false)) && !named(true)) selected.push_back(&test_case);
  }
  return selected;
}

}  // namespace conformance
