#include <utility>

#include "conformance/scenario/matcher_reader.hpp"
#include "conformance/scenario/octets_reader.hpp"
#include "conformance/scenario/step_reader.hpp"
#include "conformance/scenario/words.hpp"

namespace conformance {
namespace {

// Pieces and offsets beyond this are slips of the finger: no scenario sends so much.
constexpr std::int64_t offset_max = std::int64_t{1} << 32U;

using Receipt = FrameToSend::Receipt;

OpenStep read_where(FieldReader& reader, std::string_view verb) {
  return {.connection = read_word(reader, verb),
          .access_point = reader.string("access-point", ""),
          .elsewhere = reader.boolean("elsewhere", false)};
}

bool is_pair(const json::Node& node, Chooser& chooser) {
  if (node.value().is_array() && node.value().size() == 2) return true;
  node.complain(chooser.problems(), "expected a pair: [name, value]");
  return false;
}

// A text replaces or adds, null removes. An object, or [name, value] pairs where the order matters:
// what is removed and added again goes to the end.
std::vector<std::pair<std::string, std::optional<Template>>> read_overlay(FieldReader& reader) {
  std::vector<std::pair<std::string, std::optional<Template>>> overlay;
  const std::optional<json::Node> node = reader.find("headers");
  if (!node) return overlay;
  Chooser& chooser = reader.chooser();
  const auto lay = [&](std::string name, const json::Node& written) {
    const json::Node value = chooser.choose(written);
    std::optional<Template> text;
    if (!value.value().is_null()) text = read_template(value, chooser);
    overlay.emplace_back(std::move(name), std::move(text));
  };
  if (node->value().is_object()) {
    for (const std::string& name : node->keys()) lay(name, node->child(name));
    return overlay;
  }
  if (!node->value().is_array()) {
    node->complain(
        chooser.problems(),
        "the headers of a connect step are an object or an array of [name, value] pairs");
    return overlay;
  }
  for (const json::Node& element : chosen_elements(*node, chooser)) {
    if (!is_pair(element, chooser)) continue;
    lay(read_template(chooser.choose(element.child(std::size_t{0})), chooser),
        element.child(std::size_t{1}));
  }
  return overlay;
}

// An object, or [name, value] pairs where order or repetition matters.
std::vector<HeaderTemplate> read_headers(FieldReader& reader) {
  std::vector<HeaderTemplate> headers;
  const std::optional<json::Node> node = reader.find("headers");
  if (!node) return headers;
  Chooser& chooser = reader.chooser();
  if (node->value().is_object()) {
    FieldReader fields(*node, chooser);
    for (const std::string& name : node->keys()) {
      check_header_name(*node, name, chooser);
      const std::optional<json::Node> value = fields.find(name);
      if (value) headers.push_back({.name = name, .value = read_template(*value, chooser)});
    }
    return headers;
  }
  if (!node->value().is_array()) {
    node->complain(chooser.problems(), "headers are an object or an array of [name, value] pairs");
    return headers;
  }
  for (const json::Node& element : chosen_elements(*node, chooser)) {
    if (!is_pair(element, chooser)) continue;
    const json::Node name = chooser.choose(element.child(std::size_t{0}));
    const json::Node value = chooser.choose(element.child(std::size_t{1}));
    if (value.value().is_null() && is_choice(element.child(std::size_t{1}))) continue;
    headers.push_back(
        {.name = read_template(name, chooser), .value = read_template(value, chooser)});
  }
  return headers;
}

// true waits, "later" goes on, false asks for none.
Receipt read_receipt(FieldReader& reader, Receipt otherwise) {
  const std::optional<json::Node> node = reader.find("receipt");
  if (!node) return otherwise;
  if (node->value().is_boolean()) return node->value().get<bool>() ? Receipt::wait : Receipt::none;
  if (node->value() == "later") return Receipt::later;
  node->complain(reader.chooser().problems(), "\"receipt\" is true, false or \"later\"",
                 "a receipt header of your own stands among the headers");
  return otherwise;
}

bool names_a_receipt(const FrameToSend& frame) {
  for (const HeaderTemplate& header : frame.headers) {
    if (header.name == "receipt") return true;
  }
  return false;
}

FrameToSend read_frame(FieldReader& reader) {
  FrameToSend frame;
  frame.command = reader.require_string("frame");
  frame.headers = read_headers(reader);
  if (const auto body = reader.find("body")) frame.body = read_octets(*body, reader.chooser());
  if (reader.word("content-length", {"automatic", "absent"}, "automatic") == "absent") {
    frame.content_length = FrameToSend::ContentLength::absent;
  }
  frame.escape = reader.boolean("escape", true);
  frame.crlf = reader.boolean("crlf", false);
  frame.blank_line = reader.boolean("blank-line", true);
  frame.terminate = reader.boolean("terminate", true);
  frame.receipt = read_receipt(reader, Receipt::none);
  if (frame.receipt != Receipt::none && names_a_receipt(frame)) {
    reader.complain_key("receipt", "the frame has a receipt header of its own as well",
                        "keep one of the two");
  }
  return frame;
}

std::variant<FrameToSend, Octets> read_item(FieldReader& reader) {
  if (!reader.has("octets")) return read_frame(reader);
  if (reader.has("frame")) {
    reader.complain_key("octets", "either \"octets\" or a \"frame\", not both");
  }
  return read_octets(*reader.find("octets"), reader.chooser());
}

Items read_items(FieldReader& reader, std::string_view key) {
  Items items;
  for (const json::Node& node : reader.elements(key)) {
    FieldReader item(node, reader.chooser());
    items.push_back(read_item(item));
    item.finish();
  }
  return items;
}

// CONNECTED is awaited, and not what is sent behind CONNECT.
void complain_of_waiting(FieldReader& reader, const Items& behind) {
  for (const auto& item : behind) {
    const auto* frame = std::get_if<FrameToSend>(&item);
    if (frame == nullptr || frame->receipt != Receipt::wait) continue;
    reader.complain_key("behind", "a frame behind CONNECT cannot wait for its receipt",
                        "\"receipt\": \"later\" asks for one and goes on");
    return;
  }
}

std::vector<std::size_t> read_offsets(FieldReader& reader) {
  std::vector<std::size_t> offsets;
  for (const json::Node& node : reader.elements("at")) {
    const json::Value& value = node.value();
    const bool ascends = value.is_number_unsigned() && value > 0 && value <= offset_max &&
                         (offsets.empty() || value > offsets.back());
    if (!ascends) {
      node.complain(reader.chooser().problems(), "offsets are positive and ascend");
      break;
    }
    offsets.push_back(value.get<std::size_t>());
  }
  return offsets;
}

Cut read_cut_object(const json::Node& node, Chooser& chooser) {
  Cut cut;
  FieldReader reader(node, chooser);
  if (const auto octets = reader.find_integer("each", 1, offset_max)) {
    cut.kind = Cut::Kind::each;
    cut.octets = static_cast<std::size_t>(*octets);
  }
  const bool each = reader.has("each");
  const bool at = reader.has("at") || reader.has("after");
  cut.offsets = read_offsets(reader);
  cut.after = reader.strings("after");
  if (at == each) {
    node.complain(chooser.problems(), "a cut has either \"each\", or \"at\" and \"after\"");
  }
  if (at) cut.kind = Cut::Kind::at;
  reader.finish();
  return cut;
}

Cut read_cut(FieldReader& reader) {
  const std::optional<json::Node> node = reader.find("cut");
  if (!node || node->value() == "whole") return {};
  if (node->value() == "each-octet")
    return {.kind = Cut::Kind::each, .octets = 1, .offsets = {}, .after = {}};
  if (node->value().is_object()) return read_cut_object(*node, reader.chooser());
  node->complain(reader.chooser().problems(),
                 "a cut is \"whole\", \"each-octet\", {\"each\"}, {\"at\"} or {\"after\"}");
  return {};
}

Verb read_settle(FieldReader& reader, std::string_view verb) {
  SettleStep step{.connection = read_word(reader, verb),
                  .message = reader.require_string("message"),
                  .negative = verb == "nack",
                  .transaction = find_template(reader, "transaction"),
                  .receipt = read_receipt(reader, Receipt::wait)};
  return step;
}

}  // namespace

std::string read_word(FieldReader& reader, std::string_view key) {
  std::string name = reader.require_string(key);
  const std::optional<json::Node> node = reader.find(key);
  if (node && node->value().is_string() && !is_word(name)) {
    node->complain(reader.chooser().problems(), std::string(not_a_word));
  }
  return name;
}

Verb read_open(FieldReader& reader) {
  return read_where(reader, "open");
}

Verb read_connect(FieldReader& reader) {
  ConnectStep step;
  step.open = read_where(reader, "connect");
  step.command = reader.string("command", "CONNECT");
  step.account = reader.string("account", "default");
  step.client = reader.string("client", "");
  step.instance = reader.string("instance", "default");
  if (const auto text = reader.find_string("version")) {
    step.version = stomp::version_from(*text);
    if (!step.version) {
      reader.find("version")->complain(reader.chooser().problems(),
                                       "STOMP has the versions 1.0, 1.1 and 1.2");
    }
  }
  step.headers = read_overlay(reader);
  step.bare = reader.boolean("bare", false);
  step.crlf = reader.boolean("crlf", false);
  if (reader.has("behind")) step.behind = read_items(reader, "behind");
  complain_of_waiting(reader, step.behind);
  step.cut = read_cut(reader);
  step.await = reader.boolean("await", true);
  step.expect = read_header_matchers(reader, "expect");
  step.checks = read_checks(reader);
  step.as = read_capture(reader);
  if (!step.await && (!step.expect.empty() || !step.checks.empty() || step.as)) {
    reader.complain_key("await", "a connect step that does not await CONNECTED cannot judge it",
                        "expect the CONNECTED frame in a step of its own");
  }
  return step;
}

Verb read_send(FieldReader& reader) {
  SendStep step{.connection = read_word(reader, "send"), .items = {}, .cut = {}};
  if (reader.has("frames")) {
    step.items = read_items(reader, "frames");
    if (step.items.empty()) reader.complain_key("frames", "a send step that sends nothing");
  } else {
    step.items.push_back(read_item(reader));
  }
  step.cut = read_cut(reader);
  return step;
}

Verb read_ack(FieldReader& reader) {
  return read_settle(reader, "ack");
}
Verb read_nack(FieldReader& reader) {
  return read_settle(reader, "nack");
}

}  // namespace conformance
