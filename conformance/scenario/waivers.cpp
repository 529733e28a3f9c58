#include "conformance/scenario/waivers.hpp"

#include <algorithm>

#include "conformance/scenario/baseline.hpp"

namespace conformance {

const Waiver* Waivers::of(std::string_view key, std::string_view today) const {
  const auto found = std::ranges::find_if(findings, [&](const Waiver& waiver) {
    return !waiver.excuse.is_expired(today) && matches_pattern(key, waiver.key);
  });
  return found == findings.end() ? nullptr : &*found;
}

std::vector<std::string> Waivers::expired(std::string_view today) const {
  std::vector<std::string> sentences;
  for (const Waiver& waiver : findings) {
    if (!waiver.excuse.is_expired(today)) continue;
    sentences.push_back(file + ':' + std::to_string(waiver.excuse.line) +
                        ": expired: " + waiver.key + " was excused until " + waiver.excuse.expires +
                        " (" + waiver.excuse.reason + ")");
  }
  return sentences;
}

std::optional<Waivers> load_waivers(const std::string& file, json::Problems& problems) {
  const std::optional<json::Document> document = json::Document::read(file, problems);
  if (!document) return std::nullopt;
  const std::size_t before = problems.size();
  Waivers waivers{.file = file, .target = {}, .findings = {}};
  json::ObjectReader reader(document->root(), problems);
  static_cast<void>(reader.has("$schema"));
  waivers.target = reader.string("target", "");
  if (const auto list = reader.require("findings")) {
    if (!list->value().is_array()) {
      list->complain(problems, "an array of findings that are known is wanted");
    } else {
      for (const json::Node& node : list->elements()) {
        json::ObjectReader entry(node, problems);
        Waiver waiver{.key = entry.require_string("key"), .excuse = {}};
        if (waiver.key.empty()) node.complain(problems, "a key is missing: which finding it is");
        waiver.excuse = read_excuse(node, entry, problems);
        entry.finish();
        waivers.findings.push_back(std::move(waiver));
      }
    }
  }
  reader.finish();
  if (problems.size() > before) return std::nullopt;
  return waivers;
}

}  // namespace conformance
