#include "fuzz/campaign/difference.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "fuzz/campaign/key.hpp"
#include "fuzz/mutator/text.hpp"
#include "fuzz/mutator/vocabulary.hpp"
#include "reports/text.hpp"

namespace campaign {
namespace {

// So much of a server's words tells reasons apart.
constexpr std::size_t reason_max = 60;

const stomp::Frame* error_of(const Answer& answer) {
  const auto found = std::ranges::find(answer.frames, "ERROR", &stomp::Frame::command);
  return found == answer.frames.end() ? nullptr : &*found;
}

// A server's words, without what it quotes of the input.
std::string plain(std::string_view words) {
  std::string text;
  char quote = '\0';
  for (const char octet : words.substr(0, 4 * reason_max)) {
    if (quote != '\0') {
      if (octet == quote) quote = '\0';
      continue;
    }
    if (octet == '"' || octet == '\'' || octet == '`') {
      quote = octet;
      text += "...";
    } else if (octet >= '0' && octet <= '9') {
      if (!text.ends_with('#')) text.push_back('#');
    } else {
      text.push_back(octet >= ' ' && octet < 0x7f ? octet : ' ');
    }
  }
  // Destinations are the input's, too.
  if (const std::size_t slash = text.find(" /"); slash != std::string::npos) text.resize(slash);
  return text.substr(0, reason_max);
}

std::string reason_of(const Answer& answer) {
  const stomp::Frame* const error = error_of(answer);
  if (error == nullptr) return "without a word";
  const std::string* const message = error->find("message");
  std::string text = message == nullptr ? std::string() : plain(*message);
  // Which fault it was, our broker says in the body.
  static constexpr std::string_view malformed = "malformed frame received";
  const std::size_t colon = error->body.rfind(": ");
  if (text == malformed && colon != std::string::npos) text = plain(error->body.substr(colon + 2));
  return text.empty() ? "an ERROR without a message" : text;
}

// All that a connection sends.
std::string octets_of(const fuzz::Script& script, std::size_t connection) {
  std::string octets;
  for (const fuzz::Move& move : script.moves) {
    const auto* const segment = std::get_if<fuzz::Segment>(&move);
    if (segment != nullptr && segment->connection == connection) octets += segment->octets;
  }
  return octets;
}

std::multiset<std::string> receipts_in(const Answer& answer) {
  std::multiset<std::string> all;
  for (const stomp::Frame& frame : answer.frames) {
    if (frame.command != "RECEIPT") continue;
    const std::string* const id = frame.find("receipt-id");
    all.insert(id == nullptr ? std::string() : *id);
  }
  return all;
}

constexpr std::string_view unknown = "?";

// Of the frame that asked for that RECEIPT; `unknown` where it is none that is known.
std::string command_behind(const fuzz::Text& text, const std::string& receipt) {
  const auto& known = fuzz::known_commands();
  for (const fuzz::Piece& piece : text.pieces) {
    const auto* const frame = std::get_if<fuzz::FrameText>(&piece);
    if (frame == nullptr || std::ranges::find(known, frame->command) == known.end()) continue;
    const bool asks = std::ranges::any_of(frame->headers, [&](const fuzz::HeaderText& header) {
      return header.name == "receipt" && fuzz::quoted(receipt) == header.value;
    });
    if (asks) return frame->command;
  }
  return std::string(unknown);
}

}  // namespace

Difference difference_of(std::string words, std::string script) {
  std::string key = digits_of("difference|1|" + words);
  return {.key = std::move(key), .words = std::move(words), .script = std::move(script)};
}

std::string Comparison::difference(std::string_view script, const Performance& performance) const {
  const bool is_comparable = performance.finished && performance.whole &&
                             performance.accusations.empty() && performance.refused.empty();
  if (!is_comparable) return "";
  const fuzz::Script read = fuzz::read_script(script);
  const bool ends = std::ranges::any_of(
      read.moves, [](const fuzz::Move& move) { return std::holds_alternative<fuzz::End>(move); });
  if (ends) return "";
  return difference(read, ask_reference(read, dialect_), answers_of(read, performance));
}

std::string Comparison::difference(const fuzz::Script& script, const std::vector<Answer>& reference,
                                   const std::vector<Answer>& target) const {
  for (std::size_t i = 0; i < std::max(reference.size(), target.size()); ++i) {
    const Answer ours = i < reference.size() ? reference[i] : Answer();
    const Answer theirs = i < target.size() ? target[i] : Answer();
    const std::string octets = octets_of(script, i);
    // Whoever has said DISCONNECT may find the connection ended, or not yet.
    const bool leaves = octets.find("DISCONNECT") != std::string::npos;
    const auto refuses = [&](const Answer& answer) {
      return error_of(answer) != nullptr || (answer.ended && !leaves);
    };
    if (refuses(ours) != refuses(theirs)) {
      return refuses(ours)
                 ? "the reference broker refuses (" + reason_of(ours) + "), the target does not"
                 : "the target refuses (" + reason_of(theirs) + "), the reference broker does not";
    }
    // Of a refused connection it is chance what came before.
    if (refuses(ours)) continue;
    std::string words = receipts(octets, ours, theirs);
    if (words.empty()) words = messages(ours, theirs);
    if (!words.empty()) return words;
  }
  return "";
}

std::string Comparison::receipts(std::string_view octets, const Answer& reference,
                                 const Answer& target) const {
  const std::multiset<std::string> ours = receipts_in(reference);
  const std::multiset<std::string> theirs = receipts_in(target);
  if (ours == theirs) return "";
  const fuzz::Text text = fuzz::parse_text(fuzz::quoted(octets), fuzz::Shape::session);
  const auto beyond = [&](const auto& more, const auto& fewer, bool may_come_later) {
    std::set<std::string> commands;
    for (const std::string& id : more) {
      if (fewer.count(id) >= more.count(id)) continue;
      const std::string command = command_behind(text, id);
      // Of a frame that is none nobody waits for a RECEIPT.
      if (may_come_later && command == unknown) continue;
      if (dialect_.receipts(command)) commands.insert(command);
    }
    std::string words;
    for (const std::string& command : commands) words += (words.empty() ? "" : ", ") + command;
    return words;
  };
  if (const std::string words = beyond(ours, theirs, true); !words.empty()) {
    return "only the reference broker sends a RECEIPT of " + words;
  }
  const std::string words = beyond(theirs, ours, false);
  return words.empty() ? "" : "only the target sends a RECEIPT of " + words;
}

std::string Comparison::messages(const Answer& reference, const Answer& target) const {
  const auto bodies = [&](const Answer& answer) {
    std::multiset<std::string> all;
    for (const stomp::Frame& frame : answer.frames) {
      const std::string* const destination = frame.find("destination");
      if (frame.command != "MESSAGE" || destination == nullptr) continue;
      const auto place = dialect_.place(*destination);
      if (place && place->kind != "queue") all.insert(frame.body);
    }
    return all;
  };
  const std::multiset<std::string> ours = bodies(reference);
  const std::multiset<std::string> theirs = bodies(target);
  // Fewer prove nothing: they may come later.
  if (theirs.size() > ours.size()) return "the target sends more MESSAGEs";
  const bool other = std::ranges::any_of(
      theirs, [&](const std::string& body) { return ours.count(body) < theirs.count(body); });
  return other ? "the target sends other bodies" : "";
}

std::string account_of(const std::vector<Answer>& answers) {
  std::string text;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].frames.empty() && !answers[i].ended) continue;
    text.push_back(static_cast<char>('A' + i));
    const char* separator = ": ";
    for (const stomp::Frame& frame : answers[i].frames) {
      text += std::exchange(separator, ", ") + frame.command;
      const std::string* const id = frame.find("receipt-id");
      if (frame.command == "RECEIPT" && id != nullptr) text += ' ' + *id;
    }
    if (error_of(answers[i]) != nullptr) text += " (" + reason_of(answers[i]) + ")";
    if (answers[i].ended) text += std::string(separator) + "end";
    text.push_back('\n');
  }
  return text;
}

std::string differences_text(const std::vector<Difference>& differences) {
  std::string text =
      "# Where the target and the reference broker differ\n\n"
      "Observations, not findings: the same octets, answered in two ways. The specification "
      "decides who is right, and often it leaves both free.\n";
  const auto block = [&](std::string_view lines) {
    while (!lines.empty()) {
      const std::size_t end = std::min(lines.find('\n'), lines.size());
      text += "    " + reports::printable_head(lines.substr(0, end), 2000) + '\n';
      lines.remove_prefix(std::min(end + 1, lines.size()));
    }
  };
  for (const Difference& each : differences) {
    text += "\n## " + reports::markdown(each.words) + "\n\n`" + each.key + "`, met " +
            std::to_string(each.met) + (each.met == 1 ? " time" : " times") +
            ". By this session (fuzz/mutator/script.hpp):\n\n    " +
            reports::printable_head(each.script, 4000) + '\n';
    if (!each.reference.empty()) {
      text += "\nThe reference broker answers:\n\n";
      block(each.reference);
    }
    if (!each.wire.empty()) {
      text += "\nOn the target:\n\n";
      block(each.wire);
    }
  }
  return text;
}

}  // namespace campaign
