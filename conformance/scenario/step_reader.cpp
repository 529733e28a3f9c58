#include "conformance/scenario/step_reader.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "conformance/scenario/matcher_reader.hpp"
#include "conformance/scenario/octets_reader.hpp"
#include "conformance/scenario/words.hpp"

namespace conformance {
namespace {

// A run that waits longer than this for one step has stopped being a test.
constexpr std::int64_t milliseconds_max = 60'000;
// Arbitrary; a tenth of it would do for any scenario.
constexpr std::int64_t beats_max = 100;

std::vector<ConnectionName> read_connections(FieldReader& reader, std::string_view key) {
  std::vector<ConnectionName> names = reader.string_or_strings(key);
  if (names.empty() && reader.has(key)) reader.complain_key(key, "no connection is named");
  for (const ConnectionName& name : names) {
    if (!is_word(name)) reader.complain_key(key, std::string(not_a_word));
  }
  return names;
}

Verb read_expect(FieldReader& reader) {
  return ExpectStep{.connection = read_word(reader, "expect"),
                    .frame = read_frame_matcher(reader),
                    .checks = read_checks(reader),
                    .as = read_capture(reader)};
}

Verb read_expect_set(FieldReader& reader) {
  ExpectSetStep step{.connections = read_connections(reader, "expect-set"), .frames = {}};
  static_cast<void>(reader.require("frames"));
  for (const json::Node& node : reader.elements("frames")) {
    FieldReader member(node, reader.chooser());
    step.frames.push_back({.frame = read_frame_matcher(member), .as = read_capture(member)});
    member.finish();
  }
  if (step.frames.empty() && reader.has("frames")) {
    reader.complain_key("frames", "an empty set expects nothing",
                        "\"sentinel\" or \"fence\" prove that nothing comes");
  }
  return step;
}

Verb read_fence(FieldReader& reader) {
  FenceStep step{.connection = read_word(reader, "fence")};
  const std::string with = reader.word("with", {"send", "begin", "subscribe"}, "send");
  if (with == "begin") step.with = FenceStep::With::begin;
  if (with == "subscribe") step.with = FenceStep::With::subscribe;
  return step;
}

Verb read_sentinel(FieldReader& reader) {
  SentinelStep step{.connections = read_connections(reader, "sentinel"),
                    .from = read_word(reader, "from"),
                    .to = {}};
  if (const auto to = reader.require("to")) step.to = read_template(*to, reader.chooser());
  return step;
}

std::optional<Duty> find_duty(FieldReader& reader, std::string_view key) {
  if (!reader.has(key)) return std::nullopt;
  const std::string word = reader.word(key, {"must", "should", "may"}, "may");
  if (word == "must") return Duty::must;
  return word == "should" ? Duty::should : Duty::may;
}

Verb read_refused(FieldReader& reader) {
  return RefusedStep{.connection = read_word(reader, "refused"),
                     .error = find_duty(reader, "error").value_or(Duty::may),
                     .close = find_duty(reader, "close"),
                     .headers = read_header_matchers(reader, "headers"),
                     .checks = read_checks(reader),
                     .as = read_capture(reader)};
}

Verb read_expect_close(FieldReader& reader) {
  return ExpectCloseStep{.connection = read_word(reader, "expect-close")};
}

Verb read_close(FieldReader& reader) {
  CloseStep step{.connection = read_word(reader, "close")};
  const std::string how = reader.word("how", {"disconnect", "fin", "half", "rst"}, "disconnect");
  if (how == "fin") step.how = CloseStep::How::fin;
  if (how == "half") step.how = CloseStep::How::half;
  if (how == "rst") step.how = CloseStep::How::rst;
  return step;
}

// ---- choice
// --------------------------------------------------------------------------------------

Grade read_grade(FieldReader& reader) {
  const std::string word =
      reader.word("grade", {"pass", "weak", "should", "fail", "observed"}, "pass");
  return grade_from(word).value_or(Grade::pass);
}

// "closed": true and its like; false says nothing and is a mistake.
bool read_flag(FieldReader& reader, std::string_view key) {
  if (!reader.has(key)) return false;
  if (!reader.boolean(key, true)) reader.complain_key(key, in_quotes(key) + " is true or absent");
  return true;
}

Alternative read_alternative(const json::Node& node, Chooser& chooser) {
  FieldReader reader(node, chooser);
  Alternative alternative;
  int kinds = 0;
  const auto is = [&](bool there, Alternative::Kind kind) {
    if (!there) return;
    alternative.kind = kind;
    ++kinds;
  };
  is(reader.has("frame"), Alternative::Kind::frame);
  is(read_flag(reader, "receipt"), Alternative::Kind::receipt);
  is(read_flag(reader, "closed"), Alternative::Kind::closed);
  is(read_flag(reader, "silent"), Alternative::Kind::silent);
  if (kinds != 1) {
    node.complain(chooser.problems(),
                  "an alternative is one of \"frame\", \"receipt\", \"closed\" and \"silent\"");
  }
  if (alternative.kind == Alternative::Kind::frame) {
    alternative.frame = read_frame_matcher(reader);
    alternative.as = read_capture(reader);
  }
  alternative.grade = read_grade(reader);
  alternative.note = reader.string("note", "");
  alternative.record = find_template(reader, "record").value_or("");
  if (alternative.grade != Grade::pass && alternative.note.empty()) {
    node.complain(chooser.problems(), "an alternative that is no pass needs a \"note\"",
                  "cite the clause, or say what it means");
  }
  if (const auto then = reader.find("then")) {
    alternative.then = std::make_shared<const Steps>(read_steps(*then, chooser));
  }
  reader.finish();
  return alternative;
}

std::optional<std::uint32_t> find_duration(FieldReader& reader, std::string_view key,
                                           std::int64_t max) {
  const auto number = reader.find_integer(key, 1, max);
  if (!number) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

Verb read_choice(FieldReader& reader) {
  ChoiceStep step{.connection = read_word(reader, "choice"),
                  .name = reader.require_string("name"),
                  .any = {},
                  .within_ms = find_duration(reader, "within-ms", milliseconds_max),
                  .within_gaps = find_duration(reader, "within-gaps", beats_max)};
  static_cast<void>(reader.require("any"));
  for (const json::Node& node : reader.elements("any")) {
    step.any.push_back(read_alternative(node, reader.chooser()));
  }
  if (step.any.empty() && reader.has("any")) reader.complain_key("any", "there is no alternative");
  if (step.within_ms && step.within_gaps) {
    reader.complain_key("within-gaps", "either \"within-ms\" or \"within-gaps\", not both");
  }
  return step;
}

// ---- Time and values
// -----------------------------------------------------------------------------

Verb read_heart_beats(FieldReader& reader) {
  return HeartBeatsStep{.connection = read_word(reader, "heart-beats"),
                        .count = find_duration(reader, "count", beats_max).value_or(3)};
}

Verb read_beat(FieldReader& reader) {
  return BeatStep{.connection = read_word(reader, "beat"), .stop = reader.boolean("stop", false)};
}

Verb read_idle(FieldReader& reader) {
  IdleStep step{.connection = read_word(reader, "idle"),
                .for_ms = find_duration(reader, "for-ms", milliseconds_max),
                .gaps = find_duration(reader, "gaps", beats_max)};
  if (reader.has("for-ms") == reader.has("gaps")) {
    reader.complain_key("idle", "either \"for-ms\" or \"gaps\" says how long");
  }
  return step;
}

Template require_template(FieldReader& reader, std::string_view key) {
  const std::optional<json::Node> node = reader.require(key);
  return node ? read_template(*node, reader.chooser()) : Template();
}

Verb read_let(FieldReader& reader) {
  return LetStep{.name = read_word(reader, "let"), .value = require_template(reader, "value")};
}

Verb read_observe(FieldReader& reader) {
  return ObserveStep{.name = read_word(reader, "observe"),
                     .value = require_template(reader, "value")};
}

Verb read_compare(FieldReader& reader, std::string_view verb) {
  CompareStep step{.equal = verb == "equal", .values = {}};
  for (const json::Node& node : reader.elements(verb)) {
    step.values.push_back(read_template(node, reader.chooser()));
  }
  if (step.values.size() < 2) reader.complain_key(verb, "it takes two values to compare");
  return step;
}

Verb read_equal(FieldReader& reader) {
  return read_compare(reader, "equal");
}
Verb read_distinct(FieldReader& reader) {
  return read_compare(reader, "distinct");
}

// ---- The table of verbs
// --------------------------------------------------------------------------

struct VerbRule {
  std::string_view name;
  Verb (*read)(FieldReader&);
};

// A verb that is also another verb's key stands behind that verb: `connect` has an `expect`,
// `refused` a `close`, and the first one that a step has is its verb.
constexpr std::array verb_rules{
    VerbRule{"open", read_open},
    VerbRule{"connect", read_connect},
    VerbRule{"send", read_send},
    VerbRule{"ack", read_ack},
    VerbRule{"nack", read_nack},
    VerbRule{"expect", read_expect},
    VerbRule{"expect-set", read_expect_set},
    VerbRule{"fence", read_fence},
    VerbRule{"sentinel", read_sentinel},
    VerbRule{"refused", read_refused},
    VerbRule{"expect-close", read_expect_close},
    VerbRule{"close", read_close},
    VerbRule{"choice", read_choice},
    VerbRule{"heart-beats", read_heart_beats},
    VerbRule{"beat", read_beat},
    VerbRule{"idle", read_idle},
    VerbRule{"let", read_let},
    VerbRule{"observe", read_observe},
    VerbRule{"equal", read_equal},
    VerbRule{"distinct", read_distinct},
};

void complain_of_no_verb(const json::Node& node, Chooser& chooser) {
  std::vector<std::string> verbs = {"each"};
  for (const VerbRule& rule : verb_rules) verbs.emplace_back(rule.name);
  for (const std::string& key : node.keys()) {
    const std::string hint = did_you_mean(key, verbs);
    if (!hint.empty())
      return node.complain_key(chooser.problems(), key, "no verb is called " + in_quotes(key),
                               hint);
  }
  std::string all;
  for (const std::string& verb : verbs) all += (all.empty() ? "" : " ") + verb;
  node.complain(chooser.problems(), "the step has no verb", "one of: " + all);
}

// `each` is no step of the model: a `let` and the steps, for each value.
void read_each(FieldReader& reader, Steps& steps) {
  const std::string name = read_word(reader, "each");
  const std::optional<json::Node> body = reader.require("do");
  static_cast<void>(reader.require("in"));
  const std::vector<json::Node> values = reader.elements("in");
  if (values.empty() && reader.has("in")) reader.complain_key("in", "there is no value");
  for (const json::Node& value : values) {
    steps.push_back({.what = LetStep{.name = name,
                                     .value = read_template(value, reader.chooser()),
                                     .of_each = true},
                     .note = "",
                     .requirement = "",
                     .path = value.path()});
    if (!body) continue;
    Steps inner = read_steps(*body, reader.chooser());
    std::move(inner.begin(), inner.end(), std::back_inserter(steps));
  }
}

void read_step(const json::Node& node, Chooser& chooser, Steps& steps) {
  FieldReader reader(node, chooser);
  if (!node.value().is_object()) return;
  std::string note = reader.string("note", "");
  std::string requirement = reader.string("requirement", "");
  if (node.value().contains("each")) {
    read_each(reader, steps);
    return reader.finish();
  }
  const auto rule = std::find_if(verb_rules.begin(), verb_rules.end(), [&](const VerbRule& each) {
    return node.value().contains(std::string(each.name));
  });
  if (rule == verb_rules.end()) return complain_of_no_verb(node, chooser);
  steps.push_back({.what = rule->read(reader),
                   .note = std::move(note),
                   .requirement = std::move(requirement),
                   .path = node.path()});
  reader.finish();
}

}  // namespace

Steps read_steps(const json::Node& array, Chooser& chooser) {
  Steps steps;
  if (!array.value().is_array()) {
    array.complain(chooser.problems(), "steps are an array");
    return steps;
  }
  for (const json::Node& node : chosen_elements(array, chooser)) read_step(node, chooser, steps);
  return steps;
}

}  // namespace conformance
