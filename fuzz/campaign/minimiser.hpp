// Makes the text of a script smaller as long as it still does the same.
//
//     Minimiser minimiser([&](std::string_view text) { return still_fails(text); }, 400);
//     std::string least = minimiser.minimise(text);
//
// By levels, coarse ones first: connections, cuts, frames and steps, headers, bodies, values,
// octets.
// Each is reduced by halves, then quarters, and so on (delta debugging, Zeller and Hildebrandt), so
// that nothing that is left can be left out alone. Lengths are made true after a body was changed,
// and tried as they were where that does not do. It asks no more often than it may; no text twice.
// Once it may ask no more it is over at once, however long the text is.

#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "fuzz/mutator/text.hpp"

namespace campaign {

class Minimiser {
 public:
  // Whether that text still does what it is kept for.
  using Question = std::function<bool(std::string_view text)>;

  // `over`: whether nobody wants to be asked any more, whatever is left.
  Minimiser(
      Question question, std::size_t questions_max,
      std::function<bool()> over = [] { return false; })
      : question_(std::move(question)), over_(std::move(over)), left_(questions_max) {}

  // `text` is known to do it.
  [[nodiscard]] std::string minimise(std::string text);
  // False: it ran out of questions, and something smaller may exist.
  [[nodiscard]] bool is_complete() const { return !is_over(); }
  [[nodiscard]] std::size_t questions() const { return asked_; }

 private:
  [[nodiscard]] bool is_over() const { return left_ == 0 || over_(); }
  [[nodiscard]] bool holds(const std::string& text);
  // Keeps of `count` things as few as possible; `print` writes the text with those that are kept.
  using Print = std::function<std::string(const std::vector<bool>& kept)>;
  bool reduce(std::string& text, std::size_t count, const Print& print);

  void connections(std::string& text);
  void cuts(std::string& text);
  void pieces(std::string& text);
  void headers(std::string& text);
  void bodies(std::string& text);
  void body_octets(std::string& text, std::size_t piece);
  void values(std::string& text);
  void octets(std::string& text);
  bool try_text(std::string& text, const fuzz::Text& changed);

  Question question_;
  std::function<bool()> over_;
  std::size_t left_;
  std::size_t asked_ = 0;
  std::unordered_map<std::string, bool> known_;
};

}  // namespace campaign
