#include "conformance/cli/finding_files.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>

#include <nlohmann/json.hpp>

#include "reports/text.hpp"

namespace cli {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> contents_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

std::optional<campaign::Kind> kind_of(const std::string& word) {
  for (const campaign::Kind kind :
       {campaign::Kind::crash, campaign::Kind::hang, campaign::Kind::violation,
        campaign::Kind::acceptance, campaign::Kind::refusal}) {
    if (word == campaign::to_string(kind)) return kind;
  }
  return std::nullopt;
}

}  // namespace

bool write_files(const std::string& directory, const std::vector<campaign::File>& files,
                 std::ostream& err) {
  std::error_code error;
  for (const campaign::File& file : files) {
    const fs::path path = fs::path(directory) / file.name;
    fs::create_directories(path.parent_path(), error);
    std::ofstream out(path, std::ios::binary);
    out << file.contents;
    out.close();
    if (!out) {
      err << "stompcheck: " << path.string() << " cannot be written\n";
      return false;
    }
    if (file.executable) {
      fs::permissions(path, fs::perms::owner_exec, fs::perm_options::add, error);
    }
  }
  return true;
}

std::optional<campaign::Finding> read_finding(const std::string& place, std::ostream& err) {
  fs::path directory(place);
  std::error_code error;
  if (fs::is_regular_file(directory, error)) directory = directory.parent_path();
  const auto script = contents_of(directory / "script");
  const auto text = contents_of(directory / "finding.json");
  const auto value = nlohmann::json::parse(text.value_or(""), nullptr, false);
  const auto word = [&](const char* name) {
    return value.is_object() && value.contains(name) && value[name].is_string()
               ? value[name].get<std::string>()
               : std::string();
  };
  const auto kind = kind_of(word("kind"));
  const auto version = stomp::version_from(word("version"));
  if (!script || script->empty() || !kind || !version) {
    err << "stompcheck: " << place
        << " is no finding: name a directory that `stompcheck fuzz --out` wrote\n";
    return std::nullopt;
  }
  campaign::Finding finding;
  finding.accusation = {
      *kind, word("requirement"), word("subject"), word("expected"), word("got"), *version};
  finding.key = word("key");
  const std::string name_space = word("namespace");
  if (!name_space.empty()) finding.name_space = name_space;
  finding.script = *script;
  finding.original = contents_of(directory / "original").value_or(*script);
  return finding;
}

std::optional<std::string> read_part(const std::string& place, const std::string& name,
                                     std::ostream& err) {
  fs::path directory(place);
  std::error_code error;
  if (fs::is_regular_file(directory, error)) directory = directory.parent_path();
  std::optional<std::string> text = contents_of(directory / name);
  if (!text) err << "stompcheck: " << (directory / name).string() << " cannot be read\n";
  return text;
}

std::string account_of(const campaign::Finding& finding) {
  return campaign::headline(finding) + "\n  expected  " +
         reports::printable(finding.accusation.expected) + "\n  got       " +
         reports::printable_head(finding.accusation.got, 300) + "\n  by        " +
         reports::printable_head(finding.script, 400) + '\n';
}

}  // namespace cli
