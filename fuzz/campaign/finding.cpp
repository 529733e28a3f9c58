#include "fuzz/campaign/finding.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <variant>

#include <nlohmann/json.hpp>

#include "fuzz/campaign/key.hpp"
#include "fuzz/campaign/pcap.hpp"
#include "fuzz/campaign/scenario_text.hpp"
#include "fuzz/mutator/script.hpp"
#include "fuzz/mutator/text.hpp"
#include "fuzz/mutator/vocabulary.hpp"
#include "reports/text.hpp"

namespace campaign {
namespace {

// A change of what goes into a key changes this number, and with it every key.
constexpr std::string_view key_schema = "1";

std::string printf_word(std::string_view octets) {
  std::string word;
  for (const char octet : octets) {
    const auto value = static_cast<unsigned char>(octet);
    const bool is_plain = octet > ' ' && value < 0x7f && octet != '\\' && octet != '%' &&
                          octet != '\'' && octet != '`' && octet != '$' && octet != '"';
    if (is_plain || octet == ' ') {
      word.push_back(octet);
    } else {
      word.push_back('\\');
      for (const unsigned shift : {6U, 3U, 0U}) {
        word.push_back(static_cast<char>('0' + ((value >> shift) & 7U)));
      }
    }
  }
  return word;
}

// Bash alone: /dev/tcp, and printf for the octets. What is to be acknowledged by name is not known
// before, so it is read from what came.
std::string reproducer(const Finding& finding, const Dialect& dialect, const std::string& command) {
  const auto& endpoint = dialect.profile().endpoint;
  std::string text =
      "#!/bin/bash\n"
      "# " +
      headline(finding) +
      "\n"
      "# Usage: reproducer.sh [HOST [PORT]]; prints what the target sends, and what became of "
      "it.\n";
  if (endpoint.scheme != conformance::Scheme::stomp) {
    const std::string transport =
        conformance::is_websocket(endpoint.scheme)
            ? conformance::is_over_tls(endpoint.scheme) ? "WebSocket over TLS" : "WebSocket"
            : "TLS";
    text += "if [ $# -lt 2 ]; then\n  cat >&2 <<'END'\nThis was found over " + transport +
            ", which bash alone does not speak. Instead:\n\n    stompcheck replay DIRECTORY " +
            command +
            "\n\nwhere DIRECTORY is the one of this script. Where the target has a port for plain "
            "TCP, too:\nreproducer.sh HOST PORT\nEND\n  exit 2\nfi\n";
  }
  text += "host=${1:-" + endpoint.host + "} port=${2:-" + std::to_string(endpoint.port) + "}\n";
  std::set<std::size_t> open;
  const auto descriptor = [](std::size_t connection) { return std::to_string(3 + connection); };
  const auto end = [&](std::size_t connection) {
    text += "exec " + descriptor(connection) + ">&-\n";
    open.erase(connection);
  };
  for (const fuzz::Move& move : fuzz::read_script(finding.script).moves) {
    if (const auto* const segment = std::get_if<fuzz::Segment>(&move)) {
      const std::string to = descriptor(segment->connection);
      if (open.insert(segment->connection).second) {
        text += "exec " + to + "<>\"/dev/tcp/$host/$port\" || exit\n";
      }
      std::string octets = segment->octets;
      if (!segment->holes.empty()) {
        text += "timeout 1 cat <&" + to +
                " | tee /dev/stderr >\"${TMPDIR:-/tmp}/heard.$$\"; name=$("
                "grep -aoE '^(ack|message-id):.*' \"${TMPDIR:-/tmp}/heard.$$\" | sort | head -1 | "
                "cut -d: -f2-)\n";
        std::string before = octets.substr(0, segment->holes.front());
        std::string behind = octets.substr(segment->holes.front());
        text += "printf '" + printf_word(before) + "%s" + printf_word(behind) + "' \"$name\" >&" +
                to + "\n";
        continue;
      }
      text += "printf '" + printf_word(octets) + "' >&" + to + "\nsleep 0.1\n";
    } else if (std::holds_alternative<fuzz::Pause>(move)) {
      text += "sleep 0.05\n";
    } else if (const auto* const over = std::get_if<fuzz::End>(&move)) {
      if (!open.contains(over->connection)) {
        text += "exec " + descriptor(over->connection) + "<>\"/dev/tcp/$host/$port\" || exit\n";
      }
      end(over->connection);
    }
  }
  for (const std::size_t connection : open) {
    text += "timeout 3 cat -v <&" + descriptor(connection) +
            "; [ $? = 124 ] && echo '(the connection is still open)' || echo '(the connection has "
            "ended)'\n";
  }
  text += "exec 9<>\"/dev/tcp/$host/$port\" && echo '(and somebody still listens)'\n";
  return text;
}

std::string readme(const Finding& finding, const Dialect& dialect,
                   const conformance::Catalogue& catalogue, const std::string& command) {
  const Accusation& accusation = finding.accusation;
  std::string text = "# " + reports::markdown(headline(finding)) + "\n\n";
  if (!finding.confirmed()) {
    text += "**Unreproduced**: seen " + std::to_string(finding.met) +
            " times in the campaign, and " + std::to_string(finding.reproduced) + " of " +
            std::to_string(finding.replays) +
            " replays. It is kept as evidence and accuses nobody.\n\n";
  }
  text += "Expected: " + reports::markdown(accusation.expected) +
          "  \nGot: " + reports::markdown(accusation.got) + "\n\n";
  const auto* const statement = catalogue.statement(accusation.clause, accusation.version);
  if (statement != nullptr) {
    text += statement->specification + ", " + statement->section + " (" +
            std::string(conformance::to_string(statement->level)) + ", `" + accusation.clause +
            "`):\n\n> " + reports::markdown(statement->quote) + "\n\n";
  } else if (accusation.kind == Kind::crash || accusation.kind == Kind::hang) {
    text +=
        "No octets that a client can send may end the service that others have of a server.\n\n";
  }
  for (const std::string& note : finding.notes) text += reports::markdown(note) + "\n\n";
  if (finding.confirmed()) {
    text += "Reproduced in " + std::to_string(finding.reproduced) + " of " +
            std::to_string(finding.replays) + " replays" +
            (finding.fresh_target ? ", each on a target that was freshly started" : "") + ". ";
  }
  text += finding.fully_minimised
              ? "The session is minimal: nothing of it can be left out alone.\n\n"
              : "The session could be made smaller: the time for that was used up.\n\n";
  text += "The session, as fuzz/mutator/script.hpp reads it:\n\n    ";
  for (const char octet : reports::printable(finding.script)) text.push_back(octet);
  text += "\n\nAgain:\n\n    stompcheck replay . " + command + "\n    stompcheck run " + command +
          " ./scenario.json\n    ./reproducer.sh\n";
  (void)dialect;
  return text;
}

std::string json_of(const Finding& finding) {
  nlohmann::ordered_json value;
  const Accusation& accusation = finding.accusation;
  value["key"] = finding.key;
  value["kind"] = to_string(accusation.kind);
  value["requirement"] = accusation.clause;
  value["subject"] = reports::repaired(accusation.subject);
  value["version"] = stomp::to_string(accusation.version);
  value["expected"] = reports::repaired(accusation.expected);
  value["got"] = reports::repaired(accusation.got);
  value["confirmed"] = finding.confirmed();
  value["replays"] = finding.replays;
  value["reproduced"] = finding.reproduced;
  value["fresh-target"] = finding.fresh_target;
  value["met"] = finding.met;
  value["attribution-ms"] =
      std::chrono::duration_cast<std::chrono::milliseconds>(finding.attribution).count();
  value["namespace"] = finding.name_space;
  value["notes"] = finding.notes;
  return value.dump(2) + "\n";
}

}  // namespace

std::string shape_of(std::string_view script) {
  const fuzz::Text text = fuzz::parse_text(script, fuzz::Shape::session);
  const auto& headers = fuzz::known_headers();
  const auto& commands = fuzz::known_commands();
  for (auto piece = text.pieces.rbegin(); piece != text.pieces.rend(); ++piece) {
    const auto* const frame = std::get_if<fuzz::FrameText>(&*piece);
    if (frame == nullptr || frame->command.empty()) continue;
    const bool known = std::ranges::find(commands, frame->command) != commands.end();
    std::set<std::string> names;
    for (const fuzz::HeaderText& header : frame->headers) {
      if (std::ranges::find(headers, header.name) != headers.end()) names.insert(header.name);
    }
    std::string shape = known ? frame->command : "?";
    for (const std::string& name : names) shape += ' ' + name;
    return shape;
  }
  return "";
}

std::string key_of(const Accusation& accusation, std::string_view script) {
  const bool by_shape = !accusation.says_where();
  return digits_of(std::string(key_schema) + '|' + std::string(to_string(accusation.kind)) + '|' +
                   accusation.clause + '|' + accusation.subject + '|' +
                   (by_shape ? shape_of(script) : std::string()));
}

std::string headline(const Finding& finding) {
  const Accusation& accusation = finding.accusation;
  std::string text(to_string(accusation.kind));
  text += ": " + reports::printable(accusation.subject);
  if (!accusation.clause.empty()) text += " (" + accusation.clause + ")";
  return text;
}

std::vector<File> files_of(const Finding& finding, const Dialect& dialect,
                           const conformance::Catalogue& catalogue, const std::string& command) {
  std::vector<File> files{{"README.md", readme(finding, dialect, catalogue, command)},
                          {"finding.json", json_of(finding)},
                          {"script", finding.script},
                          {"original", finding.original},
                          {"reproducer.sh", reproducer(finding, dialect, command), true},
                          {"scenario.json", scenario_of(finding, dialect)},
                          {"transcript.txt", finding.wire}};
  if (!finding.output.empty()) files.push_back({"target.log", finding.output});
  if (!finding.events.empty()) {
    files.push_back({"wire.pcap", pcap_of(finding.events, dialect.profile().endpoint)});
  }
  std::array<std::size_t, fuzz::connections_max> writes{};
  for (const fuzz::Move& move : fuzz::read_script(finding.script).moves) {
    const auto* const segment = std::get_if<fuzz::Segment>(&move);
    if (segment == nullptr) continue;
    const std::size_t number = ++writes[segment->connection];
    files.push_back({"octets/" + std::string(1, static_cast<char>('A' + segment->connection)) +
                         '-' + std::to_string(number) + ".bin",
                     segment->octets});
  }
  return files;
}

}  // namespace campaign
