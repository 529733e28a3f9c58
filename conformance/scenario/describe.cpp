#include <array>
#include <utility>

#include "conformance/scenario/loader.hpp"
#include "conformance/scenario/words.hpp"

namespace conformance {
namespace {

// More than this of one value helps nobody to understand a step; arbitrary.
constexpr std::size_t shown_octets_max = 72;

// In quotes, shortened.
std::string shown(std::string_view text) {
  std::string result = '"' + std::string(text.substr(0, shown_octets_max)) + '"';
  if (text.size() > shown_octets_max) result += "... (" + std::to_string(text.size()) + " octets)";
  return result;
}

// On one line: nothing that a scenario holds need be fit for a terminal, not even a name.
std::string harmless(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result;
  for (const char octet : text) {
    const auto code = static_cast<unsigned char>(octet);
    if (octet == '\n') {
      result += "\\n";
    } else if (octet == '\r') {
      result += "\\r";
    } else if (code < 0x20 || code == 0x7f) {
      result += "\\x";
      result += digits[code >> 4U];
      result += digits[code & 0xfU];
    } else {
      result += octet;
    }
  }
  return result;
}

std::string shown(const Count& count) {
  if (!count.limit) return std::to_string(count.plus);
  std::string text = "the limit " + *count.limit;
  if (count.plus > 0) text += " plus " + std::to_string(count.plus);
  if (count.plus < 0) text += " minus " + std::to_string(-count.plus);
  return text;
}

std::string shown(const Octets& octets) {
  std::string text;
  for (const OctetsPart& part : octets) {
    if (!text.empty()) text += " and ";
    if (const auto* words = std::get_if<Template>(&part)) {
      text += shown(*words);
    } else if (const auto* fixed = std::get_if<FixedOctets>(&part)) {
      text += shown(fixed->octets);
    } else {
      const auto& repeat = std::get<Repeat>(part);
      text += shown(repeat.octets) + " repeated " + shown(repeat.times) + " times";
    }
  }
  return text;
}

std::string separate(const std::vector<std::string>& words, std::string_view separator) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += separator;
    text += word;
  }
  return text;
}

// "a", "a and b", "a, b and c"
std::string join(std::vector<std::string> words, std::string_view last = " and ") {
  if (words.size() < 2) return separate(words, "");
  const std::string end = std::move(words.back());
  words.pop_back();
  return separate(words, ", ") + std::string(last) + end;
}

std::string clause(std::string_view opening, const std::vector<std::string>& words) {
  return words.empty() ? "" : std::string(opening) + join(words);
}

// ---- What is asserted
// ----------------------------------------------------------------------------

std::string matcher_text(const HeaderMatcher& header) {
  const Matcher& matcher = header.matcher;
  std::vector<std::string> demands;
  if (matcher.equal) demands.push_back(shown(*matcher.equal));
  if (matcher.pattern) demands.push_back("like /" + *matcher.pattern + '/');
  if (!matcher.one_of.empty()) {
    std::vector<std::string> values;
    for (const Template& value : matcher.one_of) values.push_back(shown(value));
    demands.push_back(join(values, " or "));
  }
  if (matcher.integer) {
    demands.push_back("from " + std::to_string(matcher.integer->first) + " to " +
                      std::to_string(matcher.integer->second));
  }
  if (matcher.distinct_from) demands.push_back("other than " + shown(*matcher.distinct_from));
  if (matcher.present == false) return "no " + header.name;
  if (demands.empty()) return "some " + header.name;
  return header.name + ' ' + join(demands);
}

std::vector<std::string> matcher_texts(const std::vector<HeaderMatcher>& headers,
                                       const std::optional<BodyMatcher>& body) {
  std::vector<std::string> texts;
  for (const HeaderMatcher& header : headers) texts.push_back(matcher_text(header));
  if (body && body->equal) texts.push_back("body " + shown(*body->equal));
  if (body && body->pattern) texts.push_back("a body like /" + *body->pattern + '/');
  if (body && body->octets) texts.push_back("a body of " + shown(*body->octets) + " octets");
  return texts;
}

std::string frame_text(const FrameMatcher& frame) {
  return (frame.command.empty() ? "a frame" : frame.command) +
         clause(" with ", matcher_texts(frame.headers, frame.body));
}

std::string checks_text(const std::vector<Check>& checks) {
  std::string text;
  for (const Check& check : checks) {
    std::vector<std::string> demands = matcher_texts(check.headers, check.body);
    if (check.escaped) demands.emplace_back("every colon in a value escaped");
    text += "; checked for " + check.requirement + ": " + join(demands);
  }
  return text;
}

std::string capture_text(const std::optional<std::string>& name) {
  return name ? ", captured as " + *name : "";
}

// ---- What is sent
// --------------------------------------------------------------------------------

std::string receipt_text(FrameToSend::Receipt receipt) {
  constexpr std::array<std::string_view, 3> texts = {"", ", asking for a receipt",
                                                     " and waits for its receipt"};
  return std::string(texts.at(static_cast<std::size_t>(receipt)));
}

std::string frame_text(const FrameToSend& frame) {
  std::vector<std::string> parts;
  for (const HeaderTemplate& header : frame.headers) {
    parts.push_back(header.name + ' ' + shown(header.value));
  }
  if (!frame.body.empty()) parts.push_back("body " + shown(frame.body));
  std::string text = frame.command + clause(" with ", parts);
  std::vector<std::string> oddities;
  if (frame.content_length == FrameToSend::ContentLength::absent) {
    oddities.emplace_back("no content-length");
  }
  if (!frame.escape) oddities.emplace_back("nothing escaped");
  if (frame.crlf) oddities.emplace_back("CR LF line ends");
  if (!frame.blank_line) oddities.emplace_back("no blank line");
  if (!frame.terminate) oddities.emplace_back("no NUL at its end");
  if (!oddities.empty()) text += " (" + join(oddities) + ')';
  return text + receipt_text(frame.receipt);
}

std::vector<std::string> item_texts(const Items& items) {
  std::vector<std::string> texts;
  for (const auto& item : items) {
    const auto* frame = std::get_if<FrameToSend>(&item);
    texts.push_back(frame != nullptr ? frame_text(*frame)
                                     : "the octets " + shown(std::get<Octets>(item)));
  }
  return texts;
}

std::string cut_text(const Cut& cut) {
  if (cut.kind == Cut::Kind::whole) return "";
  if (cut.kind == Cut::Kind::each) return ", in pieces of " + std::to_string(cut.octets);
  std::vector<std::string> places;
  for (const std::size_t offset : cut.offsets) places.push_back("at " + std::to_string(offset));
  for (const std::string& text : cut.after) places.push_back("after " + shown(text));
  return ", cut " + join(places);
}

// ---- Steps
// ---------------------------------------------------------------------------------------

std::string where_text(const OpenStep& step) {
  return (step.access_point.empty() ? "" : " to the access point " + step.access_point) +
         (step.elsewhere ? " from an address elsewhere" : "");
}

struct Describe {
  std::string operator()(const OpenStep& step) const {
    return step.connection + " opens a connection" + where_text(step);
  }

  std::string operator()(const ConnectStep& step) const {
    std::vector<std::string> parts;
    if (step.command != "CONNECT") parts.push_back("the command " + step.command);
    if (step.account != "default") parts.push_back("the account " + step.account);
    if (!step.client.empty()) parts.push_back("the client id of " + step.client);
    if (step.instance != "default") parts.push_back("the instance " + step.instance);
    if (step.version) parts.push_back("version " + std::string(stomp::to_string(*step.version)));
    if (step.bare) parts.emplace_back("none of the profile's headers");
    if (step.crlf) parts.emplace_back("CR LF line ends");
    for (const auto& [name, value] : step.headers) {
      parts.push_back(value ? name + ' ' + shown(*value) : "no " + name);
    }
    std::string text =
        step.open.connection + " connects" + where_text(step.open) + clause(" with ", parts) +
        clause("; behind it, in the same write: ", item_texts(step.behind)) + cut_text(step.cut) +
        clause("; CONNECTED has ", matcher_texts(step.expect, std::nullopt));
    if (!step.await) text += " and does not wait for the answer";
    return text + checks_text(step.checks) + capture_text(step.as);
  }

  std::string operator()(const SendStep& step) const {
    const std::vector<std::string> items = item_texts(step.items);
    return step.connection + " sends " + (items.size() > 1 ? "in one write: " : "") +
           separate(items, ", then ") + cut_text(step.cut);
  }

  std::string operator()(const SettleStep& step) const {
    return step.connection + (step.negative ? " refuses " : " acknowledges ") + step.message +
           (step.transaction ? " in the transaction " + shown(*step.transaction) : "") +
           receipt_text(step.receipt);
  }

  std::string operator()(const ExpectStep& step) const {
    return step.connection + " gets " + frame_text(step.frame) + checks_text(step.checks) +
           capture_text(step.as);
  }

  std::string operator()(const ExpectSetStep& step) const {
    std::vector<std::string> frames;
    for (const ExpectSetStep::Member& member : step.frames) {
      frames.push_back(frame_text(member.frame) + capture_text(member.as));
    }
    return join(step.connections) + (step.connections.size() > 1 ? " get" : " gets") +
           ", in any order, just: " + separate(frames, "; ");
  }

  std::string operator()(const FenceStep& step) const {
    constexpr std::array<std::string_view, 3> frames = {"SEND", "BEGIN", "SUBSCRIBE"};
    return step.connection + " still works, and nothing else has come: a " +
           std::string(frames.at(static_cast<std::size_t>(step.with))) + " of its own is receipted";
  }

  std::string operator()(const SentinelStep& step) const {
    return "nothing comes to " + join(step.connections) + ": the next MESSAGE is a marker that " +
           step.from + " sends to " + shown(step.to);
  }

  std::string operator()(const RefusedStep& step) const {
    constexpr std::array<std::string_view, 3> words = {"must", "should", "may"};
    const auto word = [&](Duty duty) { return words.at(static_cast<std::size_t>(duty)); };
    std::string text = step.connection + " is refused: ERROR (" + std::string(word(step.error)) +
                       ")" + clause(" with ", matcher_texts(step.headers, std::nullopt)) +
                       ", then the end of the connection";
    if (step.close) text += " (" + std::string(word(*step.close)) + ")";
    return text + checks_text(step.checks) + capture_text(step.as);
  }

  std::string operator()(const ExpectCloseStep& step) const {
    return "the server closes " + step.connection + " without another frame";
  }

  std::string operator()(const CloseStep& step) const {
    constexpr std::array<std::string_view, 4> texts = {
        " disconnects: DISCONNECT, its receipt, the end", " closes, and reads to the server's end",
        " closes its sending direction and goes on reading", " resets the connection"};
    return step.connection + std::string(texts.at(static_cast<std::size_t>(step.how)));
  }

  std::string operator()(const ChoiceStep& step) const {
    std::vector<std::string> outcomes;
    for (const Alternative& alternative : step.any) outcomes.push_back(outcome(alternative));
    std::string text =
        step.connection + " gets one of (" + step.name + "): " + separate(outcomes, "; or ");
    if (step.within_ms) text += " within " + std::to_string(*step.within_ms) + " ms";
    if (step.within_gaps) {
      text += " within " + std::to_string(*step.within_gaps) + " heart-beat gaps";
    }
    return text;
  }

  std::string operator()(const HeartBeatsStep& step) const {
    return step.connection + " gets octets within the heart-beat gap, " +
           std::to_string(step.count) + " times";
  }

  std::string operator()(const BeatStep& step) const {
    return step.connection + (step.stop ? " stops its heart-beats" : " begins its heart-beats");
  }

  std::string operator()(const IdleStep& step) const {
    const std::string time = step.for_ms
                                 ? std::to_string(*step.for_ms) + " ms"
                                 : std::to_string(step.gaps.value_or(0)) + " heart-beat gaps";
    return step.connection + " is left alone for " + time + ": it stays, and nothing comes";
  }

  std::string operator()(const LetStep& step) const {
    return step.name + " is " + shown(step.value);
  }

  std::string operator()(const CompareStep& step) const {
    std::vector<std::string> values;
    for (const Template& value : step.values) values.push_back(shown(value));
    return join(values) + (step.equal ? " are the same" : " all differ");
  }

  std::string operator()(const ObserveStep& step) const {
    return "written down: " + step.name + " is " + shown(step.value);
  }

 private:
  static std::string outcome(const Alternative& alternative) {
    std::string text;
    switch (alternative.kind) {
      case Alternative::Kind::frame:
        text = frame_text(alternative.frame) + capture_text(alternative.as);
        break;
      case Alternative::Kind::receipt:
        text = "the receipt";
        break;
      case Alternative::Kind::closed:
        text = "the end of the connection";
        break;
      case Alternative::Kind::silent:
        text = "nothing";
        break;
    }
    text += " (" + std::string(to_string(alternative.grade)) +
            (alternative.note.empty() ? "" : ": " + alternative.note) + ")";
    if (!alternative.then) return text;
    for (const Step& step : *alternative.then) text += ", then " + describe(step);
    return text;
  }
};

}  // namespace

std::vector<std::string> describe(const Program& program) {
  std::vector<std::string> lines;
  lines.reserve(program.given.size() + program.steps.size());
  for (const Step& step : program.given) lines.push_back("given: " + describe(step));
  for (const Step& step : program.steps) lines.push_back(describe(step));
  return lines;
}

std::string describe(const Step& step) {
  return harmless(std::visit(Describe{}, step.what) +
                  (step.note.empty() ? "" : " [" + step.note + ']'));
}

}  // namespace conformance
