// fuzz_seeds DIR SOURCES: `stompcheck seeds DIR` for builds that have no program to talk to
// sockets. SOURCES is the tree with scenarios/ and conformance/targets/.

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "conformance/scenario/loader.hpp"
#include "conformance/scenario/profile.hpp"
#include "fuzz/seeds/seeds.hpp"

namespace {

int fail(const std::string& reason) {
  std::fprintf(stderr, "fuzz_seeds: %s\n", reason.c_str());
  return 2;
}

std::optional<std::string> no_environment(const std::string&) {
  return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return fail("usage: fuzz_seeds DIR SOURCES");
  const std::string sources = argv[2];
  json::Problems problems;
  const conformance::Suite suite = conformance::load_suite(sources + "/scenarios", problems);
  std::vector<fuzz::Reference> references;
  for (const auto& [name, policy] : {std::pair("open", broker::PolicyKind::open),
                                     std::pair("rocketmq", broker::PolicyKind::rocketmq)}) {
    const auto profile = conformance::load_profile(
        sources + "/conformance/targets/reference-" + name + ".json", no_environment, problems);
    if (profile) references.push_back({policy, *profile});
  }
  if (!problems.empty()) return fail(json::to_string(problems.front()));
  const fuzz::Seeds seeds = fuzz::seeds_of(suite.catalogue, suite.cases, references);
  const std::string error = fuzz::write_seeds(seeds, argv[1]);
  if (!error.empty()) return fail(error);
  std::printf("%zu seeds\n", seeds.files.size());
  return 0;
}
