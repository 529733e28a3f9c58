#include "conformance/net/usage.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

namespace conformance {
namespace {

namespace fs = std::filesystem;

std::string contents_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

struct Process {
  int parent = -1;
  int group = -1;
};

// "PID (NAME) STATE PARENT GROUP ...": the name may hold anything. Nothing where it has ended.
std::optional<Process> process_at(const fs::path& path) {
  const std::string stat = contents_of(path / "stat");
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream rest(stat.substr(name_end + 1));
  char state = '\0';
  Process process;
  rest >> state >> process.parent >> process.group;
  return rest ? std::optional(process) : std::nullopt;
}

std::map<int, Process> processes() {
  std::map<int, Process> all;
  std::error_code error;
  for (fs::directory_iterator each("/proc", error), end; !error && each != end;
       each.increment(error)) {
    const std::string name = each->path().filename().string();
    if (!std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; })) continue;
    if (const auto process = process_at(each->path())) all.emplace(std::stoi(name), *process);
  }
  return all;
}

// Whether it is of the group, or what such a one has started: many brokers are started by scripts,
// and lead a group of their own.
bool belongs(int number, int group, const std::map<int, Process>& all) {
  for (auto found = all.find(number); found != all.end(); found = all.find(found->second.parent)) {
    if (found->second.group == group) return true;
    if (found->second.parent == found->first) return false;
  }
  return false;
}

std::uint64_t resident_octets_of(const fs::path& process) {
  static constexpr std::string_view name = "VmRSS:";
  const std::string status = contents_of(process / "status");
  const std::size_t at = status.find(name);
  if (at == std::string::npos) return 0;
  std::uint64_t kibibytes = 0;
  std::istringstream(status.substr(at + name.size(), 32)) >> kibibytes;
  return kibibytes * 1024;
}

std::uint64_t descriptors_of(const fs::path& process) {
  std::error_code error;
  std::uint64_t count = 0;
  for (fs::directory_iterator each(process / "fd", error), end; !error && each != end;
       each.increment(error)) {
    ++count;
  }
  return count;
}

}  // namespace

std::optional<Usage> usage_of_group(int group) {
  std::optional<Usage> usage;
  const std::map<int, Process> all = processes();
  for (const auto& [number, process] : all) {
    if (number == group || !belongs(number, group, all)) continue;
    if (!usage) usage = Usage();
    const fs::path path = fs::path("/proc") / std::to_string(number);
    usage->resident_octets += resident_octets_of(path);
    usage->descriptors += descriptors_of(path);
  }
  return usage;
}

}  // namespace conformance
