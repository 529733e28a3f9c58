#include "conformance/scenario/catalogue.hpp"

#include <utility>

#include "conformance/scenario/files.hpp"
#include "conformance/scenario/words.hpp"

namespace conformance {
namespace {

// "value-encoding/undefined-escape", or the rules of the RocketMQ document: "RMQ-TX-2".
bool is_requirement_id(std::string_view id) {
  if (id.starts_with("RMQ-")) return is_word(id);
  const std::size_t slash = id.find('/');
  return slash != std::string_view::npos && is_slug(id.substr(0, slash)) &&
         is_slug(id.substr(slash + 1));
}

std::optional<Statement> read_statement(const json::Node& node, json::Problems& problems) {
  json::ObjectReader reader(node, problems);
  const std::string level_word = reader.require_string("level");
  Statement statement{.level = level_from(level_word).value_or(Level::must),
                      .specification = "",
                      .section = reader.require_string("section"),
                      .quote = reader.require_string("quote"),
                      .untestable = reader.string("untestable", "")};
  reader.finish();
  if (!level_word.empty() && !level_from(level_word)) {
    node.child("level").complain(problems, "a level is \"MUST\", \"fact\", \"SHOULD\" or \"MAY\"");
  }
  if (statement.quote.empty()) return std::nullopt;
  return statement;
}

// An excuse of the whole requirement is one of each statement, and of none beside it.
void excuse(const json::Node& requirement, const std::string& reason, json::Problems& problems,
            Requirement& excused) {
  for (auto& [version, statement] : excused.statements) {
    if (!statement.untestable.empty()) {
      return requirement.complain_key(problems, "untestable",
                                      "one of the statements has an excuse of its own",
                                      "excuse the whole requirement, or single statements");
    }
  }
  for (auto& [version, statement] : excused.statements) statement.untestable = reason;
}

// The statements of one requirement: by version, or one for "*", every version.
void read_statements(const json::Node& node, const std::string& specification,
                     json::Problems& problems, Requirement& requirement) {
  if (!node.value().is_object() || node.value().empty()) {
    return node.complain(problems, "expected the statements by version: {\"1.2\": {...}}");
  }
  for (const std::string& key : node.keys()) {
    const std::optional<stomp::Version> version = stomp::version_from(key);
    if (!version && key != "*") {
      node.complain_key(problems, key,
                        "a statement stands under \"1.0\", \"1.1\", \"1.2\" or \"*\"");
      continue;
    }
    if (!version && specification.empty()) {
      node.complain_key(problems, key, "\"*\" needs the file's \"specification\"");
    }
    std::optional<Statement> statement = read_statement(node.child(key), problems);
    if (!statement) continue;
    for (const stomp::Version each : stomp::versions) {
      if (version && each != *version) continue;
      statement->specification =
          specification.empty() ? "STOMP " + std::string(stomp::to_string(each)) : specification;
      requirement.statements.insert_or_assign(each, *statement);
    }
  }
}

}  // namespace

Catalogue Catalogue::load(const std::string& directory, json::Problems& problems) {
  Catalogue catalogue;
  for (const std::string& file : find_json_files(directory, problems)) {
    if (const auto document = json::Document::read(file, problems)) {
      catalogue.add(*document, problems);
    }
  }
  return catalogue;
}

void Catalogue::add(const json::Document& document, json::Problems& problems) {
  json::ObjectReader reader(document.root(), problems);
  static_cast<void>(reader.has("$schema"));
  const std::string specification = reader.string("specification", "");
  const std::optional<json::Node> list = reader.require("requirements");
  reader.finish();
  if (!list) return;

  for (const json::Node& node : list->elements()) {
    json::ObjectReader fields(node, problems);
    Requirement requirement{.id = fields.require_string("id"), .statements = {}};
    const std::string untestable = fields.string("untestable", "");
    if (const auto statements = fields.require("statements")) {
      read_statements(*statements, specification, problems, requirement);
    }
    fields.finish();
    if (!untestable.empty()) excuse(node, untestable, problems, requirement);
    if (requirement.id.empty()) continue;
    if (!is_requirement_id(requirement.id)) {
      node.child("id").complain(problems, "an id is AREA/CLAIM in lower case, or RMQ-...");
    }
    const std::string id = requirement.id;
    if (!requirements_.emplace(id, std::move(requirement)).second) {
      node.child("id").complain(problems, "the id " + in_quotes(id) + " has been taken before");
    }
  }
}

const Requirement* Catalogue::find(std::string_view id) const {
  const auto found = requirements_.find(id);
  return found == requirements_.end() ? nullptr : &found->second;
}

const Statement* Catalogue::statement(std::string_view id, stomp::Version version) const {
  const Requirement* requirement = find(id);
  if (requirement == nullptr) return nullptr;
  const auto found = requirement->statements.find(version);
  return found == requirement->statements.end() ? nullptr : &found->second;
}

std::vector<std::string> Catalogue::ids() const {
  std::vector<std::string> ids;
  ids.reserve(requirements_.size());
  for (const auto& [id, requirement] : requirements_) ids.push_back(id);
  return ids;
}

}  // namespace conformance
