#include "conformance/scenario/excuse.hpp"

#include <regex>

namespace conformance {

Excuse read_excuse(const json::Node& node, json::ObjectReader& reader, json::Problems& problems) {
  Excuse excuse;
  excuse.line = node.document().locate(node.path()).line;
  excuse.reason = reader.require_string("reason");
  if (excuse.reason.empty()) {
    node.complain(problems, "a reason is missing", "whoever reads the report wants to know");
  }
  excuse.issue = reader.string("issue", "");
  excuse.expires = reader.string("expires", "");
  static const std::regex date("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])");
  if (!excuse.expires.empty() && !std::regex_match(excuse.expires, date)) {
    reader.find("expires")->complain(problems, "a day is written YYYY-MM-DD");
  }
  return excuse;
}

}  // namespace conformance
