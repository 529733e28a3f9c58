#include "fuzz/seeds/seeds.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <system_error>

namespace fuzz {
namespace {

// "1.2/ack/settles-one[version=1.2]" as a name that every file system takes.
std::string name_of(const std::string& key) {
  std::string name;
  for (const char octet : key) {
    const bool kept = (octet >= '0' && octet <= '9') || (octet >= 'a' && octet <= 'z') ||
                      (octet >= 'A' && octet <= 'Z') || octet == '.' || octet == '=' ||
                      octet == '_';
    if (kept) {
      name += octet;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  while (name.ends_with('-')) name.pop_back();
  return name;
}

class Collector {
 public:
  void add(const std::string& folder, const std::string& name, const std::string& text) {
    if (text.size() > seed_octets_max) {
      ++too_long_;
    } else if (known_[folder].insert(text).second) {
      files_.emplace(folder + '/' + name, text);
    }
  }

  [[nodiscard]] Seeds take() {
    Seeds seeds{.files = {}, .too_long = too_long_};
    for (auto& [path, text] : files_) seeds.files.push_back({path, std::move(text)});
    return seeds;
  }

 private:
  std::map<std::string, std::set<std::string>> known_;
  std::map<std::string, std::string> files_;
  std::size_t too_long_ = 0;
};

// A parser begins with 1.2 and the usual limits, and gets everything in one segment.
std::string parser_input(const std::string& octets) {
  return "2d\n" + octets;
}

// Both directions: a parser reads what a client sends, and what it is answered.
void add_frames(const std::string& name, const Recording& recording, Collector& collector) {
  for (std::size_t i = 0; i < recording.sent.size(); ++i) {
    const std::string each = name + '-' + std::to_string(i + 1);
    for (const auto& [suffix, octets] :
         {std::pair("-sent", recording.sent[i]), std::pair("-answers", recording.answers[i])}) {
      if (!octets.empty()) collector.add("frames", each + suffix, parser_input(octets));
    }
  }
}

}  // namespace

Seeds seeds_of(const conformance::Catalogue& catalogue, const std::vector<conformance::Case>& cases,
               const std::vector<Reference>& references) {
  Collector collector;
  for (const Reference& reference : references) {
    const bool is_open = reference.policy == broker::PolicyKind::open;
    for (const Recording& recording : record(catalogue, cases, reference)) {
      const std::string name = name_of(recording.key);
      collector.add(is_open ? "open" : "rocketmq", name, write_script(recording.script));
      // To a parser policies are the same.
      if (is_open) add_frames(name, recording, collector);
    }
  }
  return collector.take();
}

std::string write_seeds(const Seeds& seeds, const std::string& directory) {
  namespace fs = std::filesystem;
  for (const Seed& seed : seeds.files) {
    const fs::path path = fs::path(directory) / seed.path;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream file(path, std::ios::binary);
    file << seed.text;
    file.close();
    if (!file) return "cannot write " + path.string();
  }
  return "";
}

}  // namespace fuzz
