// The JSON Schemas that editors use against the files of the repository and against the loader:
// both must accept the same keys, or an editor would praise what the loader refuses.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "conformance/scenario/axes.hpp"
#include "conformance/scenario/files.hpp"
#include "conformance/scenario/profile.hpp"
#include "conformance/scenario/step_reader.hpp"
#include "conformance/scenario/testing.hpp"

namespace conformance {
namespace {

using nlohmann::json;
using valijson::adapters::NlohmannJsonAdapter;

const std::string root = STOMPCHECK_SOURCE_DIR;

std::string read_text(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  EXPECT_TRUE(stream) << file;
  return {std::istreambuf_iterator<char>(stream), {}};
}

class Schema {
 public:
  explicit Schema(const std::string& file) : text_(json::parse(read_text(root + file))) {
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(NlohmannJsonAdapter(text_), schema_);
  }

  // What is wrong with a document; empty where nothing is.
  [[nodiscard]] std::string judge(const json& document) const {
    valijson::ValidationResults results;
    valijson::Validator validator;
    if (validator.validate(schema_, NlohmannJsonAdapter(document), &results)) return "";
    std::string text = "invalid";
    valijson::ValidationResults::Error error;
    while (results.popError(error)) {
      text += "\n  ";
      for (const std::string& level : error.context) text += level;
      text += ": " + error.description;
    }
    return text;
  }

  [[nodiscard]] const json& text() const { return text_; }

 private:
  json text_;
  valijson::Schema schema_;
};

const Schema& scenario_schema() {
  static const Schema schema("/scenarios/schema/scenario.schema.json");
  return schema;
}

void expect_valid(const Schema& schema, const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    EXPECT_EQ(schema.judge(json::parse(read_text(file))), "") << file;
  }
}

std::vector<std::string> files_in(const std::string& folder) {
  ::json::Problems problems;
  std::vector<std::string> files = find_json_files(root + folder, problems);
  EXPECT_TRUE(problems.empty()) << folder;
  return files;
}

TEST(Schemas, HoldForEveryScenario) {
  for (const char* folder : {"1.0", "1.1", "1.2", "all", "rocketmq", "probe"}) {
    const std::string path = std::string("/scenarios/") + folder;
    if (std::filesystem::is_directory(root + path)) {
      expect_valid(scenario_schema(), files_in(path));
    }
  }
}

TEST(Schemas, HoldForEveryRequirement) {
  const std::vector<std::string> files = files_in("/scenarios/requirements");
  EXPECT_GE(files.size(), 18U);
  expect_valid(Schema("/scenarios/schema/requirements.schema.json"), files);
}

TEST(Schemas, HoldForEveryProfile) {
  std::vector<std::string> files = files_in("/conformance/targets");
  std::erase_if(files, [](const std::string& file) {
    return file.ends_with(".schema.json") || file.find("/baselines/") != std::string::npos;
  });
  EXPECT_GE(files.size(), 3U);
  expect_valid(Schema("/conformance/targets/profile.schema.json"), files);
}

TEST(Schemas, HoldForEveryBaseline) {
  const std::vector<std::string> files = files_in("/conformance/targets/baselines");
  EXPECT_GE(files.size(), 6U);
  expect_valid(Schema("/conformance/targets/baseline.schema.json"), files);
}

TEST(Schemas, RefuseWhatIsWrong) {
  const Schema& schema = scenario_schema();
  const auto with_step = [](const char* step) {
    return json{{"title", "T"},
                {"why", "W"},
                {"requirements", {"a/b"}},
                {"steps", json::array({json::parse(step)})}};
  };
  EXPECT_EQ(schema.judge(with_step(R"({"fence": "C"})")), "");
  EXPECT_EQ(schema.judge(with_step(R"({"$by": "run", "case": {"refused": "C"}, "*": null})")), "");
  EXPECT_EQ(schema.judge(with_step(R"({"refused": "C", "close": "may"})")), "");
  EXPECT_EQ(schema.judge(with_step(R"({"connect": "C", "expect": {"version": "1.2"}})")), "");
  for (const char* step :
       {R"({"fense": "C"})", R"({"fence": 5})", R"({"fence": "C", "idle": "C"})",
        R"({"fence": "C", "with": "sned"})", R"({"send": "C", "octets": {"hex": "0"}})",
        R"({"expect": "C", "headers": {"a": {"equals": "x"}}})", R"("fence")",
        R"({"send": "C", "frames": [{"frame": "SEND", "fence": "C"}]})"}) {
    EXPECT_NE(schema.judge(with_step(step)), "") << step;
  }
}

TEST(Schemas, KnowTheCapabilities) {
  std::set<std::string> known;
  for (const Capability& capability : capabilities()) known.emplace(capability.name);
  const json& needs = scenario_schema().text()["properties"]["needs"]["items"]["enum"];
  EXPECT_EQ(needs.get<std::set<std::string>>(), known);
  const Schema profile("/conformance/targets/profile.schema.json");
  std::set<std::string> missing;
  for (const auto& item : profile.text()["properties"]["missing"]["properties"].items()) {
    missing.insert(item.key());
  }
  EXPECT_EQ(missing, known);
}

// ---- Keys
// ----------------------------------------------------------------------------------------

// One kind of object of the language: a small one, and where the schema lists its keys.
struct Kind {
  std::string name;
  std::string object;  // with @ where another key may be put in
  std::string steps;   // the steps that it stands in; # stands for it. Empty: it is the file itself
  std::string pointer;  // to its "properties"
};

std::vector<Kind> kinds() {
  const std::string step = R"({"connect": "C"}, {"connect": "P"}, #)";
  const std::string definitions = "/definitions/";
  std::vector<Kind> all = {
      {"file", R"({"title": "T", "why": "W", "requirements": ["send/delivers"],
                  "steps": [{"connect": "C"}] @})",
       "", "/properties"},
      {"item", R"({"frame": "SEND" @})", R"({"connect": "C"}, {"send": "C", "frames": [#]})",
       definitions + "item/else/properties"},
      {"member", R"({"frame": "A" @})", R"({"connect": "C"}, {"expect-set": "C", "frames": [#]})",
       definitions + "member/else/properties"},
      {"alternative", R"({"frame": "A" @})",
       R"({"connect": "C"}, {"choice": "C", "name": "n", "any": [#]})",
       definitions + "alternative/else/properties"},
      {"check", R"({"requirement": "send/delivers" @})",
       R"({"connect": "C"}, {"expect": "C", "checks": [#]})",
       definitions + "check/else/properties"},
      {"matcher", R"({"equal": "x" @})",
       R"({"connect": "C"}, {"expect": "C", "headers": {"h": #}})",
       definitions + "matcher/else/anyOf/1/properties"},
      {"body matcher", R"({"matches": "x" @})", R"({"connect": "C"}, {"expect": "C", "body": #})",
       definitions + "body-matcher/else/anyOf/0/properties"},
      {"count", R"({"limit": "x" @})",
       R"({"connect": "C"}, {"expect": "C", "body": {"octets": #}})",
       definitions + "count/else/anyOf/1/properties"},
      {"cut", R"({"each": 1 @})", R"({"connect": "C"}, {"send": "C", "octets": "x", "cut": #})",
       definitions + "cut/else/anyOf/1/properties"},
      {"hex", R"({"hex": "00" @})", R"({"connect": "C"}, {"send": "C", "octets": #})",
       definitions + "octets-part/else/anyOf/1/properties"},
      {"base64", R"({"base64": "AA==" @})", R"({"connect": "C"}, {"send": "C", "octets": #})",
       definitions + "octets-part/else/anyOf/2/properties"},
      {"repeat", R"({"repeat": "x", "times": 1 @})",
       R"({"connect": "C"}, {"send": "C", "octets": #})",
       definitions + "octets-part/else/anyOf/3/properties"},
  };
  const std::pair<const char*, const char*> verbs[] = {
      {"open", R"({"open": "O" @})"},
      {"connect", R"({"connect": "D" @})"},
      {"send", R"({"send": "C", "frame": "SEND" @})"},
      {"ack", R"({"ack": "C", "message": "m" @})"},
      {"nack", R"({"nack": "C", "message": "m" @})"},
      {"expect", R"({"expect": "C" @})"},
      {"expect-set", R"({"expect-set": "C", "frames": [{}] @})"},
      {"fence", R"({"fence": "C" @})"},
      {"sentinel", R"({"sentinel": "C", "from": "P", "to": "x" @})"},
      {"refused", R"({"refused": "C" @})"},
      {"expect-close", R"({"expect-close": "C" @})"},
      {"close", R"({"close": "C" @})"},
      {"choice", R"({"choice": "C", "name": "n", "any": [{"closed": true}] @})"},
      {"heart-beats", R"({"heart-beats": "C" @})"},
      {"beat", R"({"beat": "C" @})"},
      {"idle", R"({"idle": "C" @})"},
      {"let", R"({"let": "x", "value": "1" @})"},
      {"observe", R"({"observe": "x", "value": "1" @})"},
      {"equal", R"({"equal": ["a", "b"] @})"},
      {"distinct", R"({"distinct": ["a", "b"] @})"},
      {"each", R"({"each": "n", "in": ["1"], "do": [] @})"},
  };
  for (const auto& [verb, object] : verbs) {
    all.push_back({verb, object, step, definitions + "step-" + verb + "/properties"});
  }
  return all;
}

// Every word that the readers of the loader could ask for: all short strings in their source.
std::set<std::string> words_in_the_readers() {
  std::set<std::string> words;
  const std::regex literal("\"([a-z$][a-z0-9-]*)\"");
  for (const char* name : {"field_reader", "loader", "matcher_reader", "octets_reader",
                           "send_reader", "step_reader"}) {
    const std::string text = read_text(root + "/conformance/scenario/" + name + ".cpp");
    for (std::sregex_iterator found(text.begin(), text.end(), literal), end; found != end;
         ++found) {
      words.insert((*found)[1]);
    }
  }
  return words;
}

::json::Problems problems_of_file(const std::string& text) {
  const testing::TestSuite suite;
  suite.write("all/test/case.json", text);
  ::json::Problems problems;
  static_cast<void>(suite.load(problems));
  return problems;
}

::json::Problems problems_of_steps(const std::string& steps) {
  ::json::Problems problems;
  const auto document = ::json::Document::parse("steps", '[' + steps + ']', problems);
  const std::vector<Axis> axes = {{.name = "version", .values = {"1.2"}}};
  Chooser chooser(axes, {{"version", "1.2"}}, Role::judged, problems);
  if (document) static_cast<void>(read_steps(document->root(), chooser));
  return problems;
}

// Whether the loader has heard of a key in an object of this kind.
bool loader_knows(const Kind& kind, const std::string& key) {
  std::string object = kind.object;
  object.replace(object.find('@'), 1, ", \"" + key + "\": null");
  std::string steps = kind.steps;
  const ::json::Problems problems =
      steps.empty() ? problems_of_file(object)
                    : problems_of_steps(steps.replace(steps.find('#'), 1, object));
  return std::none_of(problems.begin(), problems.end(), [&](const ::json::Diagnostic& problem) {
    return problem.message == "unknown key \"" + key + '"';
  });
}

TEST(Schemas, AcceptTheKeysThatTheLoaderAccepts) {
  const std::vector<Kind> all = kinds();
  std::set<std::string> keys = words_in_the_readers();
  std::set<std::string> verbs;
  const std::set<std::string> forms = {"hex", "base64", "repeat"};
  for (const Kind& kind : all) {
    const json& properties = scenario_schema().text().at(json::json_pointer(kind.pointer));
    for (const auto& item : properties.items()) keys.insert(item.key());
    if (kind.pointer.find("/step-") != std::string::npos) verbs.insert(kind.name);
  }
  for (const Kind& kind : all) {
    const json& properties = scenario_schema().text().at(json::json_pointer(kind.pointer));
    for (const std::string& key : keys) {
      // What the object has already cannot be put in again; and a second verb, or a second form of
      // octets, would make it another thing.
      if (kind.object.find('"' + key + '"') != std::string::npos) continue;
      if (verbs.contains(kind.name) && verbs.contains(key) && !properties.contains(key)) continue;
      if (forms.contains(kind.name) && forms.contains(key)) continue;
      EXPECT_EQ(loader_knows(kind, key), properties.contains(key))
          << kind.name << ": the key \"" << key << "\" is known to one of the two only";
    }
  }
}

}  // namespace
}  // namespace conformance
