#include "conformance/cli/seeds_command.hpp"

#include <iostream>
#include <memory>
#include <optional>
#include <vector>

#include <CLI/CLI.hpp>

#include "conformance/cli/suite.hpp"
#include "conformance/cli/target.hpp"
#include "fuzz/seeds/seeds.hpp"

namespace cli {
namespace {

constexpr const char* footer =
    "Each case is run against the reference broker in the simulator, under both policies where it\n"
    "applies to both. What it sends becomes\n"
    "  DIR/open/      sessions: broker_sessions, broker_replay\n"
    "  DIR/rocketmq/  sessions: rocketmq_access\n"
    "  DIR/frames/    what each connection of the open policy carried, in either direction: the\n"
    "                 parser's targets\n"
    "fuzz/README.md tells how to read and run them. Longer ones than 4096 octets are left out.\n\n"
    "Exit codes: 0 written, 2 usage or scenario error, or DIR cannot be written\n\n"
    "Examples:\n"
    "  stompcheck seeds corpus              every case\n"
    "  stompcheck seeds corpus 1.2/ack      those of one section\n"
    "  stompcheck seeds corpus tag:timed    those with heart-beats and other waits\n";

std::optional<std::vector<fuzz::Reference>> load_references(const Data& data) {
  std::vector<fuzz::Reference> references;
  for (const auto& [name, policy] :
       {std::pair("reference-open", broker::PolicyKind::open),
        std::pair("reference-rocketmq", broker::PolicyKind::rocketmq)}) {
    TargetOptions options;
    options.target = name;
    std::optional<conformance::Profile> profile = load_target(options, data, std::cerr);
    if (!profile) return std::nullopt;
    references.push_back({policy, std::move(*profile)});
  }
  return references;
}

std::size_t count_in(const fuzz::Seeds& seeds, const std::string& folder) {
  std::size_t count = 0;
  for (const fuzz::Seed& seed : seeds.files) count += seed.path.starts_with(folder) ? 1U : 0U;
  return count;
}

int seeds(const std::string& directory, const std::vector<std::string>& selectors,
          const std::string& data) {
  const std::optional<LoadedSuite> loaded = load(data, std::cerr);
  if (!loaded) return 2;
  const auto cases = select_cases(loaded->suite, selectors, std::cerr);
  if (!cases) return 2;
  const auto references = load_references(loaded->data);
  if (!references) return 2;
  const fuzz::Seeds seeds = fuzz::seeds_of(loaded->suite.catalogue, *cases, *references);
  const std::string error = fuzz::write_seeds(seeds, directory);
  if (!error.empty()) {
    std::cerr << "stompcheck: " << error << '\n';
    return 2;
  }
  std::cout << seeds.files.size() << " seeds of " << cases->size()
            << " runs: " << count_in(seeds, "open/") << " sessions (open), "
            << count_in(seeds, "rocketmq/") << " sessions (rocketmq), "
            << count_in(seeds, "frames/") << " inputs for parsers; " << seeds.too_long
            << " were too long\n";
  return 0;
}

}  // namespace

void add_seeds_command(CLI::App& app, const std::string& data, int& exit_code) {
  auto directory = std::make_shared<std::string>();
  auto selectors = std::make_shared<std::vector<std::string>>();
  CLI::App* verb =
      app.add_subcommand("seeds", "write what the cases send as inputs for fuzz targets");
  verb->add_option("directory", *directory, "where to; it is made where it is not there")
      ->required();
  verb->add_option("selectors", *selectors, "as for run; none: every case");
  verb->footer(footer);
  verb->callback([=, &data, &exit_code] { exit_code = seeds(*directory, *selectors, data); });
}

}  // namespace cli
