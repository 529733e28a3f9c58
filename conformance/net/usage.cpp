#include "conformance/net/usage.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace conformance {
namespace {

namespace fs = std::filesystem;

std::string contents_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// "PID (NAME) STATE PARENT GROUP ...": the name may hold anything. Below zero: it has ended.
int group_of(const fs::path& process) {
  const std::string stat = contents_of(process / "stat");
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return -1;
  std::istringstream rest(stat.substr(name_end + 1));
  char state = '\0';
  int parent = -1;
  int group = -1;
  rest >> state >> parent >> group;
  return rest ? group : -1;
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
  std::error_code error;
  for (fs::directory_iterator each("/proc", error), end; !error && each != end;
       each.increment(error)) {
    const std::string name = each->path().filename().string();
    const bool is_process = std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_process || name == std::to_string(group) || group_of(each->path()) != group) continue;
    if (!usage) usage = Usage();
    usage->resident_octets += resident_octets_of(each->path());
    usage->descriptors += descriptors_of(each->path());
  }
  return usage;
}

}  // namespace conformance
