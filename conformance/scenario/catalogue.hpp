// The catalogue of requirements: what the specifications say, quoted, level by level.
//
// A requirement has one stable id ("value-encoding/undefined-escape") and a statement for each
// version that makes it, because the same rule is a SHOULD here and a MUST there. The rules of the
// RocketMQ document hold for every version ("RMQ-TX-2"). What no black box can see is excused with
// a reason, one statement or the whole requirement. Files: scenarios/requirements/*.json.

#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/scenario/grade.hpp"
#include "json/document.hpp"
#include "stomp/frame.hpp"

namespace conformance {

struct Statement {
  Level level = Level::must;
  std::string specification;  // "STOMP 1.2", "RocketMQ STOMP"
  std::string section;        // "Value Encoding"
  std::string quote;          // as it stands there, one or two sentences
  std::string untestable;     // why no scenario can show a breach; empty where one can
};

struct Requirement {
  std::string id;
  std::map<stomp::Version, Statement> statements;
};

class Catalogue {
 public:
  // Reads every *.json of a directory.
  [[nodiscard]] static Catalogue load(const std::string& directory, json::Problems& problems);
  // The requirements of one more document.
  void add(const json::Document& document, json::Problems& problems);

  [[nodiscard]] const Requirement* find(std::string_view id) const;
  // What the requirement says in that version, or nullptr where that version does not say it.
  [[nodiscard]] const Statement* statement(std::string_view id, stomp::Version version) const;
  [[nodiscard]] std::vector<std::string> ids() const;

 private:
  std::map<std::string, Requirement, std::less<>> requirements_;
};

}  // namespace conformance
