#include <algorithm>
#include <utility>

#include "json/document.hpp"

namespace json {
namespace {

std::string in_quotes(std::string_view text) {
  return '"' + std::string(text) + '"';
}

std::string describe(const Value& value) {
  switch (value.type()) {
    case Value::value_t::null:
      return "null";
    case Value::value_t::boolean:
      return "a boolean";
    case Value::value_t::string:
      return "a string";
    case Value::value_t::array:
      return "an array";
    case Value::value_t::object:
      return "an object";
    case Value::value_t::number_integer:
    case Value::value_t::number_unsigned:
      return "an integer";
    default:
      return "a number with a fraction";
  }
}

// Edits between two words, where a swap of neighbours counts as one (optimal string alignment).
std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> before(right.size() + 1);
  std::vector<std::size_t> above(right.size() + 1);
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t at = 0; at <= right.size(); ++at) above[at] = at;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t changed = left[i - 1] == right[j - 1] ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + changed});
      const bool swapped =
          i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[right.size()];
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const std::optional<std::string> meant = nearest(word, known);
  return meant ? "did you mean " + in_quotes(*meant) + '?' : "";
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known) {
  constexpr std::size_t short_word = 5;
  const std::size_t edits_max = word.size() < short_word ? 1 : 2;
  std::optional<std::string> best;
  std::size_t best_distance = edits_max + 1;
  for (const std::string& candidate : known) {
    // A key may be megabytes long; the lengths alone rule it out.
    const std::size_t longer = std::max(word.size(), candidate.size());
    if (longer - std::min(word.size(), candidate.size()) > edits_max) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

ObjectReader::ObjectReader(const Node& node, Problems& problems, Resolve resolve)
    : node_(node), problems_(problems), resolve_(std::move(resolve)) {
  if (!node_.value().is_object()) {
    node_.complain(problems_, "expected an object, not " + describe(node_.value()));
  }
}

bool ObjectReader::has(std::string_view key) {
  asked_.emplace(key);
  return node_.value().is_object() && node_.value().contains(std::string(key));
}

std::optional<Node> ObjectReader::find(std::string_view key) {
  if (!has(key)) return std::nullopt;
  const Node child = node_.child(key);
  return resolve_ ? resolve_(child) : child;
}

std::optional<Node> ObjectReader::require(std::string_view key) {
  std::optional<Node> child = find(key);
  // What is no object has been complained about already.
  if (!child && node_.value().is_object()) {
    node_.complain(problems_, "the key " + in_quotes(key) + " is missing");
  }
  return child;
}

std::string ObjectReader::string(std::string_view key, std::string_view otherwise) {
  return find_string(key).value_or(std::string(otherwise));
}

std::string ObjectReader::require_string(std::string_view key) {
  static_cast<void>(require(key));
  return string(key, "");
}

std::optional<std::string> ObjectReader::find_string(std::string_view key) {
  const std::optional<Node> child = find(key);
  if (!child) return std::nullopt;
  if (child->value().is_string()) return child->value().get<std::string>();
  child->complain(problems_, in_quotes(key) + " must be a string, not " + describe(child->value()));
  return std::nullopt;
}

bool ObjectReader::boolean(std::string_view key, bool otherwise) {
  const std::optional<Node> child = find(key);
  if (!child) return otherwise;
  if (child->value().is_boolean()) return child->value().get<bool>();
  child->complain(problems_,
                  in_quotes(key) + " must be true or false, not " + describe(child->value()));
  return otherwise;
}

std::int64_t ObjectReader::integer(std::string_view key, std::int64_t otherwise, std::int64_t min,
                                   std::int64_t max) {
  return find_integer(key, min, max).value_or(otherwise);
}

std::optional<std::int64_t> ObjectReader::find_integer(std::string_view key, std::int64_t min,
                                                       std::int64_t max) {
  const std::optional<Node> child = find(key);
  if (!child) return std::nullopt;
  const Value& value = child->value();
  if (!value.is_number_integer()) {
    child->complain(problems_, in_quotes(key) + " must be an integer, not " + describe(value));
    return std::nullopt;
  }
  const bool beyond_signed =
      value.is_number_unsigned() && !std::in_range<std::int64_t>(value.get<std::uint64_t>());
  const std::int64_t number = beyond_signed ? max : value.get<std::int64_t>();
  if (beyond_signed || number < min || number > max) {
    child->complain(problems_, in_quotes(key) + " must be from " + std::to_string(min) + " to " +
                                   std::to_string(max) + ", not " + value.dump());
    return std::nullopt;
  }
  return number;
}

std::vector<std::string> ObjectReader::strings(std::string_view key) {
  std::vector<std::string> strings;
  const std::optional<Node> child = find(key);
  if (!child) return strings;
  if (!child->value().is_array()) {
    child->complain(problems_, in_quotes(key) + " must be an array of strings, not " +
                                   describe(child->value()));
    return strings;
  }
  for (const Node& unresolved : child->elements()) {
    const Node element = resolve_ ? resolve_(unresolved) : unresolved;
    if (element.value().is_string()) {
      strings.push_back(element.value().get<std::string>());
    } else {
      element.complain(problems_, in_quotes(key) + " must be an array of strings, and this is " +
                                      describe(element.value()));
    }
  }
  return strings;
}

std::string ObjectReader::word(std::string_view key, std::initializer_list<std::string_view> words,
                               std::string_view otherwise) {
  const std::optional<Node> child = find(key);
  if (!child) return std::string(otherwise);
  const bool is_word = child->value().is_string();
  const std::string found = is_word ? child->value().get<std::string>() : "";
  if (std::find(words.begin(), words.end(), found) != words.end()) return found;

  std::string choices;
  for (const std::string_view choice : words) {
    choices += (choices.empty() ? "" : ", ") + in_quotes(choice);
  }
  child->complain(problems_,
                  in_quotes(key) + " must be one of " + choices + ", not " +
                      (is_word ? in_quotes(found) : describe(child->value())),
                  did_you_mean(found, {words.begin(), words.end()}));
  return std::string(otherwise);
}

void ObjectReader::finish() {
  const std::vector<std::string> known(asked_.begin(), asked_.end());
  std::string all;
  for (const std::string& key : known)
    all += (all.empty() ? "known here: " : ", ") + in_quotes(key);
  for (const std::string& key : node_.keys()) {
    if (asked_.contains(key)) continue;
    const std::string meant = did_you_mean(key, known);
    node_.complain_key(problems_, key, "unknown key " + in_quotes(key),
                       meant.empty() ? all : meant);
  }
}

}  // namespace json
