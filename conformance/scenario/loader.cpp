#include "conformance/scenario/loader.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "conformance/scenario/axes.hpp"
#include "conformance/scenario/control.hpp"
#include "conformance/scenario/files.hpp"
#include "conformance/scenario/lint.hpp"
#include "conformance/scenario/profile.hpp"
#include "conformance/scenario/step_reader.hpp"
#include "conformance/scenario/words.hpp"

// How a file becomes Cases. Its head (title, requirements, axes) is read once, and nothing there
// may depend on an axis. Then its steps are read once for each combination of the axes, with every
// `$by` chosen, and once more as a control if a `$by` asked for the run. So one mistake is met many
// times: problems are gathered per file, sorted by where they stand, and told once.

namespace conformance {
namespace {

// The folders of a suite that hold scenarios (scenarios/README.md).
const std::vector<std::string> scenario_folders = {"1.0", "1.1", "1.2", "all", "rocketmq"};
const std::vector<std::string> other_folders = {"requirements", "schema", "probe"};

// Of one file, each of which is a case: far above any that is there, and below what takes minutes.
constexpr std::size_t combinations_max = 1000;

// What is left of `problems` when each is told once, in the order of the file.
void append_once(json::Problems problems, json::Problems& all) {
  const auto where = [](const json::Diagnostic& each) {
    return std::tie(each.line, each.column, each.message);
  };
  std::sort(problems.begin(), problems.end(),
            [&](const auto& left, const auto& right) { return where(left) < where(right); });
  const auto end =
      std::unique(problems.begin(), problems.end(),
                  [&](const auto& left, const auto& right) { return where(left) == where(right); });
  std::move(problems.begin(), end, std::back_inserter(all));
}

// ---- The head of a file
// --------------------------------------------------------------------------

// It stands in the keys of cases, "[version=1.2,cut=whole]", and in what people type to select
// them.
bool is_axis_value(std::string text) {
  std::replace(text.begin(), text.end(), '.', '-');
  return is_word(text);
}

class HeadReader {
 public:
  HeadReader(json::ObjectReader& reader, const Catalogue& catalogue, json::Problems& problems)
      : reader_(reader), catalogue_(catalogue), problems_(problems) {}

  [[nodiscard]] Scenario read_scenario();
  [[nodiscard]] std::vector<Axis> read_axes();

 private:
  [[nodiscard]] std::vector<std::string> read_known(std::string_view key, std::string_view what,
                                                    const std::vector<std::string>& known);
  [[nodiscard]] std::string require_text(std::string_view key);
  [[nodiscard]] Axis read_versions();
  [[nodiscard]] Axis read_axis(const std::string& name, const json::Node& values);

  json::ObjectReader& reader_;
  const Catalogue& catalogue_;
  json::Problems& problems_;
};

std::string HeadReader::require_text(std::string_view key) {
  std::string text = reader_.require_string(key);
  if (text.empty() && reader_.has(key)) {
    reader_.node().complain_key(problems_, key, in_quotes(key) + " is empty");
  }
  return text;
}

std::vector<std::string> HeadReader::read_known(std::string_view key, std::string_view what,
                                                const std::vector<std::string>& known) {
  std::vector<std::string> words = reader_.strings(key);
  const std::optional<json::Node> list = reader_.find(key);
  std::set<std::string> seen;
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (words.size() != list->value().size()) break;  // not all strings: complained about already
    const json::Node node = list->child(at);
    if (!seen.insert(words[at]).second) {
      node.complain(problems_, in_quotes(words[at]) + " stands twice");
    } else if (std::find(known.begin(), known.end(), words[at]) == known.end()) {
      node.complain(problems_, "no " + std::string(what) + " is called " + in_quotes(words[at]),
                    did_you_mean(words[at], known));
    }
  }
  return words;
}

Scenario HeadReader::read_scenario() {
  std::vector<std::string> known_capabilities;
  for (const Capability& capability : capabilities()) {
    known_capabilities.emplace_back(capability.name);
  }
  Scenario scenario;
  static_cast<void>(reader_.has("$schema"));
  scenario.title = require_text("title");
  scenario.why = require_text("why");
  if (scenario.title.ends_with('.')) {
    reader_.find("title")->complain(problems_, "a title has no full stop");
  }
  const std::optional<json::Node> requirements = reader_.require("requirements");
  scenario.requirements = read_known("requirements", "requirement", catalogue_.ids());
  if (requirements && scenario.requirements.empty()) {
    requirements->complain(problems_, "a case tests at least one requirement");
  }
  scenario.needs = read_known("needs", "capability", known_capabilities);
  scenario.tags = reader_.strings("tags");
  scenario.was = reader_.strings("was");
  scenario.kills = reader_.strings("kills");
  if (reader_.has("no-control")) scenario.no_control = require_text("no-control");
  return scenario;
}

Axis HeadReader::read_versions() {
  Axis axis{.name = "version", .values = {}};
  const std::vector<std::string> all = {"1.0", "1.1", "1.2"};
  const std::vector<std::string> chosen = read_known("versions", "version of STOMP", all);
  for (const std::string& version : all) {
    const bool here = std::find(chosen.begin(), chosen.end(), version) != chosen.end();
    if (here || chosen.empty()) axis.values.push_back(version);
  }
  if (chosen.empty() && reader_.has("versions")) {
    reader_.node().complain_key(problems_, "versions", "a case runs in at least one version",
                                "leave the key out for all of them");
  }
  return axis;
}

Axis HeadReader::read_axis(const std::string& name, const json::Node& values) {
  Axis axis{.name = name, .values = {}};
  if (!is_word(name) || name == "version" || name == "run") {
    values.complain(problems_, in_quotes(name) + " is no name for an axis",
                    "\"version\" and \"run\" are there already");
  }
  if (!values.value().is_array() || values.value().empty()) {
    values.complain(problems_, "an axis has a list of values");
  }
  for (const json::Node& node : values.elements()) {
    const json::Value& value = node.value();
    if (!value.is_string() || !is_axis_value(value.get<std::string>())) {
      node.complain(problems_,
                    "a value of an axis is made of letters, digits, \"-\", \"_\" and \".\"");
      continue;
    }
    std::string word = value.get<std::string>();
    if (std::find(axis.values.begin(), axis.values.end(), word) != axis.values.end()) {
      node.complain(problems_, in_quotes(word) + " stands twice");
      continue;
    }
    axis.values.push_back(std::move(word));
  }
  return axis;
}

std::vector<Axis> HeadReader::read_axes() {
  std::vector<Axis> axes = {read_versions()};
  const std::optional<json::Node> declared = reader_.find("axes");
  if (!declared) return axes;
  if (!declared->value().is_object()) {
    declared->complain(problems_, "axes are an object: {\"cut\": [\"whole\", \"each-octet\"]}");
    return axes;
  }
  std::size_t combinations = axes.front().values.size();
  for (const std::string& name : declared->keys()) {
    Axis axis = read_axis(name, declared->child(name));
    if (axis.values.empty()) continue;
    combinations *= axis.values.size();
    if (combinations > combinations_max) {
      declared->complain(
          problems_,
          "the axes have more than " + std::to_string(combinations_max) + " combinations",
          "make several files of it");
      break;
    }
    axes.push_back(std::move(axis));
  }
  return axes;
}

// ---- Its steps
// -----------------------------------------------------------------------------------

Program read_program(const json::Node& root, Chooser& chooser) {
  Program program;
  if (root.value().contains("given")) {
    program.given = read_steps(chooser.choose(root.child("given")), chooser);
  }
  if (root.value().contains("steps")) {
    program.steps = read_steps(chooser.choose(root.child("steps")), chooser);
  }
  if (program.steps.empty()) {
    root.complain(chooser.problems(), "there are no steps", "\"steps\" are what is judged");
  }
  return program;
}

Case read_case(const json::Node& root, const std::vector<Axis>& axes,
               const Combination& combination, json::Problems& problems) {
  Case test_case;
  test_case.version = *stomp::version_from(combination.front().second);
  test_case.axes.assign(combination.begin() + 1, combination.end());
  Chooser chooser(axes, combination, Role::judged, problems);
  test_case.program = read_program(root, chooser);
  if (chooser.met_run()) {
    Chooser control(axes, combination, Role::control, problems);
    test_case.control = control_of(read_program(root, control));
  }
  return test_case;
}

std::vector<Case> read_cases(const json::Document& document, const std::string& id,
                             const Catalogue& catalogue, json::Problems& problems) {
  std::vector<Case> cases;
  const json::Node root = document.root();
  json::ObjectReader reader(root, problems);
  if (!root.value().is_object()) return cases;
  HeadReader head(reader, catalogue, problems);
  auto scenario = std::make_shared<Scenario>(head.read_scenario());
  scenario->id = id;
  scenario->file = document.file();
  const std::vector<Axis> axes = head.read_axes();
  static_cast<void>(reader.has("given"));
  static_cast<void>(reader.require("steps"));
  reader.finish();

  Lint lint(document, catalogue, problems);
  for (const Combination& combination : combinations(axes)) {
    Case& test_case = cases.emplace_back(read_case(root, axes, combination, problems));
    test_case.scenario = scenario;
    if (depends_on_the_clock(test_case.program) && !scenario->tagged("timed")) {
      scenario->tags.emplace_back("timed");
    }
    lint.check(test_case);
  }
  lint.finish(*scenario);
  return cases;
}

// `found` is what the reading of the document has met already.
std::vector<Case> read_document(const std::optional<json::Document>& document,
                                const std::string& id, const Catalogue& catalogue,
                                json::Problems found, json::Problems& problems) {
  std::vector<Case> cases;
  if (document) cases = read_cases(*document, id, catalogue, found);
  append_once(std::move(found), problems);
  return cases;
}

// ---- Directories
// ---------------------------------------------------------------------------------

// A misspelt folder must not hide its scenarios.
void check_folders(const std::string& directory, json::Problems& problems) {
  namespace fs = std::filesystem;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error); !error && entry != fs::end(entry);
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!entry->is_directory(error)) continue;
    const auto is = [&](const std::vector<std::string>& known) {
      return std::find(known.begin(), known.end(), name) != known.end();
    };
    if (is(scenario_folders) || is(other_folders)) continue;
    problems.push_back({.file = entry->path().generic_string(),
                        .message = "no folder of a suite is called " + in_quotes(name),
                        .hint = did_you_mean(name, scenario_folders)});
  }
}

// The path below the suite's directory, without ".json".
std::string id_of(const std::string& file, const std::string& directory) {
  const auto relative = std::filesystem::path(file).lexically_relative(directory);
  return relative.parent_path().generic_string() + '/' + relative.stem().generic_string();
}

void check_id(const std::string& file, const std::string& id, json::Problems& problems) {
  std::size_t levels = 0;
  bool slugs = true;
  for (std::size_t begin = 0; begin <= id.size(); ++levels) {
    const std::size_t end = std::min(id.find('/', begin), id.size());
    slugs = slugs && is_slug(std::string_view(id).substr(begin, end - begin));
    begin = end + 1;
  }
  if (slugs && levels == 3) return;
  problems.push_back({.file = file,
                      .message = "the path of a scenario is VERSION/SECTION/CLAIM.json, of "
                                 "lower-case letters, digits, \"-\" and \".\""});
}

// A former id must never come to mean another case.
void check_former_ids(const Suite& suite, json::Problems& problems) {
  std::map<std::string, std::string> owners;
  for (const auto& scenario : suite.scenarios) owners.emplace(scenario->id, scenario->file);
  for (const auto& scenario : suite.scenarios) {
    for (const std::string& former : scenario->was) {
      const auto [owner, fresh] = owners.emplace(former, scenario->file);
      if (fresh) continue;
      problems.push_back({.file = scenario->file,
                          .path = "/was",
                          .message = "the id " + in_quotes(former) + " belongs to " + owner->second,
                          .hint = "an id is never reused"});
    }
  }
}

}  // namespace

Suite load_suite(const std::string& directory, json::Problems& problems) {
  Suite suite;
  suite.catalogue = Catalogue::load(directory + "/requirements", problems);
  check_folders(directory, problems);
  for (const std::string& folder : scenario_folders) {
    const std::string path = directory + '/' + folder;
    if (!std::filesystem::is_directory(path)) continue;
    for (const std::string& file : find_json_files(path, problems)) {
      const std::string id = id_of(file, directory);
      check_id(file, id, problems);
      std::vector<Case> cases = load_scenario(file, id, suite.catalogue, problems);
      if (cases.empty()) continue;
      suite.scenarios.push_back(cases.front().scenario);
      std::move(cases.begin(), cases.end(), std::back_inserter(suite.cases));
    }
  }
  check_former_ids(suite, problems);
  return suite;
}

std::vector<Case> load_scenario(const std::string& file, const std::string& id,
                                const Catalogue& catalogue, json::Problems& problems) {
  json::Problems found;
  const auto document = json::Document::read(file, found);
  return read_document(document, id, catalogue, std::move(found), problems);
}

std::vector<Case> parse_scenario(const std::string& file, std::string text, const std::string& id,
                                 const Catalogue& catalogue, json::Problems& problems) {
  json::Problems found;
  const auto document = json::Document::parse(file, std::move(text), found);
  return read_document(document, id, catalogue, std::move(found), problems);
}

}  // namespace conformance
