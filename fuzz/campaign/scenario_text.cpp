#include "fuzz/campaign/scenario_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <variant>

#include <nlohmann/json.hpp>

#include "fuzz/campaign/finding.hpp"
#include "fuzz/mutator/script.hpp"
#include "reports/text.hpp"
#include "stomp/parser.hpp"

namespace campaign {
namespace {

using Json = nlohmann::ordered_json;

std::string name_of(std::size_t connection) {
  return {static_cast<char>('A' + connection)};
}

// How many octets at the beginning are the CONNECT of the profile; 0: none.
std::size_t usual_connect(std::string_view octets, const Dialect& dialect) {
  const std::size_t end = octets.find('\0');
  if (end == std::string_view::npos) return 0;
  stomp::Parser parser;
  parser.feed(octets.substr(0, end + 1));
  const std::optional<stomp::ParseEvent> event = parser.next();
  const auto* const frame = event ? std::get_if<stomp::FrameView>(&*event) : nullptr;
  if (frame == nullptr || frame->command != "CONNECT") return 0;
  return dialect.is_usual_connect(frame->to_frame()) ? end + 1 : 0;
}

// Writes octets as the language wants them, and remembers which kinds of destinations they name.
class Octets {
 public:
  Octets(const Dialect& dialect, std::set<std::string>& needs) : dialect_(dialect), needs_(needs) {}

  Json of(std::string_view octets) {
    if (!reports::is_utf8(octets)) return Json{{"hex", hex(octets)}};
    std::string text;
    while (!octets.empty()) {
      if (const std::size_t taken = destination(octets, text)) {
        octets.remove_prefix(taken);
      } else {
        // "$${" is a literal "${".
        if (octets.starts_with("${")) text.push_back('$');
        text.push_back(octets.front());
        octets.remove_prefix(1);
      }
    }
    return text;
  }

 private:
  static std::string hex(std::string_view octets) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char octet : octets) {
      const auto value = static_cast<unsigned char>(octet);
      text.push_back(digits[value >> 4U]);
      text.push_back(digits[value & 15U]);
    }
    return text;
  }

  // A header "destination" with a name of the campaign's.
  std::size_t destination(std::string_view octets, std::string& text) {
    static constexpr std::string_view header = "destination:";
    if (!octets.starts_with(header)) return 0;
    const std::string_view value = octets.substr(header.size());
    const std::size_t end = value.find_first_of(std::string_view("\r\n\0", 3));
    if (end == std::string_view::npos) return 0;
    const std::optional<Dialect::Place> place = dialect_.place(value.substr(0, end));
    if (!place) return 0;
    needs_.insert(place->kind);
    text.append(header).append("${" + place->kind + ':' + place->name + '}');
    return header.size() + end;
  }

  const Dialect& dialect_;
  std::set<std::string>& needs_;
};

Json expected_frame(const stomp::Frame& frame) {
  Json expected{{"frame", frame.command}};
  if (const std::string* receipt = frame.find("receipt-id")) {
    expected["headers"] = {{"receipt-id", reports::repaired(*receipt)}};
  }
  if (frame.command == "MESSAGE" && reports::is_utf8(frame.body)) {
    std::string body;
    for (std::size_t i = 0; i < frame.body.size(); ++i) {
      if (frame.body.compare(i, 2, "${") == 0) body.push_back('$');
      body.push_back(frame.body[i]);
    }
    expected["body"] = body;
  }
  return expected;
}

// What the reference broker answered: any right one does the same, in whatever order.
void expect_answers(Json& steps, const Finding& finding,
                    const std::array<bool, fuzz::connections_max>& open) {
  for (std::size_t connection = 0; connection < finding.reference.size(); ++connection) {
    if (connection >= open.size() || !open[connection]) continue;
    const Answer& answer = finding.reference[connection];
    Json frames = Json::array();
    bool refuses = false;
    for (const stomp::Frame& frame : answer.frames) {
      if (frame.command == "CONNECTED") continue;
      refuses = refuses || frame.command == "ERROR";
      if (frame.command != "ERROR") frames.push_back(expected_frame(frame));
    }
    const std::string name = name_of(connection);
    if (!frames.empty()) {
      steps.push_back({{"expect-set", Json::array({name})}, {"frames", frames}});
    }
    if (refuses) {
      steps.push_back({{"refused", name}, {"close", "may"}});
    } else if (!answer.ended) {
      steps.push_back({{"fence", name}});
    }
  }
}

std::string title_of(const Accusation& accusation) {
  std::string title = "Fuzzing, " + std::string(to_string(accusation.kind)) + ": " +
                      reports::printable(accusation.subject);
  while (!title.empty() && (title.back() == '.' || title.back() == ' ')) title.pop_back();
  return title;
}

}  // namespace

std::string scenario_of(const Finding& finding, const Dialect& dialect) {
  const Accusation& accusation = finding.accusation;
  std::set<std::string> needs;
  Octets octets(dialect, needs);
  std::array<bool, fuzz::connections_max> open{};
  Json steps = Json::array();
  for (const fuzz::Move& move : fuzz::read_script(finding.script).moves) {
    if (const auto* const segment = std::get_if<fuzz::Segment>(&move)) {
      const std::string name = name_of(segment->connection);
      std::string_view rest = segment->octets;
      if (!open[segment->connection]) {
        const std::size_t connect = usual_connect(rest, dialect);
        steps.push_back({{connect > 0 ? "connect" : "open", name}});
        rest.remove_prefix(connect);
        open[segment->connection] = true;
      }
      if (!rest.empty()) steps.push_back({{"send", name}, {"octets", octets.of(rest)}});
    } else if (const auto* const end = std::get_if<fuzz::End>(&move)) {
      if (!open[end->connection]) steps.push_back({{"open", name_of(end->connection)}});
      open[end->connection] = true;
      if (end->how == fuzz::End::How::half) continue;
      steps.push_back({{"close", name_of(end->connection)}, {"how", "rst"}});
      open[end->connection] = false;
    }
  }
  if (accusation.kind == Kind::acceptance) {
    for (std::size_t connection = 0; connection < open.size(); ++connection) {
      if (open[connection]) steps.push_back({{"refused", name_of(connection)}});
    }
  } else {
    expect_answers(steps, finding, open);
  }
  // Others are served: of a target that has died or hangs they are not.
  steps.push_back({{"connect", "Z"}});
  steps.push_back({{"fence", "Z"}});
  const std::string requirement =
      accusation.clause.empty() ? "connecting/connected" : accusation.clause;
  Json scenario{
      {"title", title_of(accusation)},
      {"why", "A fuzzing campaign found a server that fails this (finding " + finding.key + ")"},
      {"requirements", Json::array({requirement})},
      {"versions", Json::array({stomp::to_string(accusation.version)})}};
  if (!needs.empty()) scenario["needs"] = needs;
  scenario["no-control"] = "It was made by a fuzzer: nobody knows which of its octets is at fault";
  scenario["steps"] = steps;
  return scenario.dump(2) + "\n";
}

}  // namespace campaign
