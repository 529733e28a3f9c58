#include "conformance/selfcheck/trials.hpp"

#include <variant>

#include "conformance/engine/run.hpp"
#include "conformance/sim/server.hpp"

namespace selfcheck {
namespace {

// In virtual time nobody waits: few cases at once are quicker, since there is less to look through.
constexpr std::size_t few_jobs = 2;

using Cases = std::vector<conformance::Case>;

Rulings simulate(const Docket& docket, const Reference& reference, conformance::Server& server,
                 const Cases& cases, conformance::Options options,
                 const conformance::Path& path = conformance::Simulator::near) {
  Tally tally(docket);
  // In virtual time nothing happens by chance: a second run would only hide a server that is wrong
  // once.
  options.rerun_time = {};
  conformance::Run run(docket.suite().catalogue, reference.profile, cases, options);
  conformance::Simulator(
      server, run, [&](const conformance::Event& event) { tally.on(event); }, path)
      .run_to_end();
  return tally.take();
}

}  // namespace

Rulings try_reference(const Docket& docket, const Reference& reference,
                      const std::optional<conformance::Path>& path) {
  conformance::SimulatedBroker server(broker::sample_settings(reference.policy));
  if (!path) return simulate(docket, reference, server, docket.cases(), {});
  return simulate(docket, reference, server, docket.cases(), {.timeout = patience}, *path);
}

Rulings try_null_server(const Docket& docket, const Reference& reference,
                        conformance::Nothing kind) {
  conformance::NullServer server(kind);
  return simulate(docket, reference, server, docket.cases(),
                  {.jobs = few_jobs, .keep_going = true});
}

Rulings try_deviation(const Docket& docket, const Reference& reference,
                      const broker::Deviation& deviation, const std::vector<std::size_t>& cases) {
  Cases chosen;
  for (const std::size_t index : cases) chosen.push_back(docket.cases()[index]);
  conformance::SimulatedBroker server(broker::sample_settings(reference.policy), &deviation);
  return simulate(docket, reference, server, chosen, {.jobs = few_jobs, .keep_going = true});
}

Suspect suspect(const broker::Deviation& deviation) {
  return {.name = std::string(deviation.name),
          .area = std::string(deviation.area),
          .summary = std::string(deviation.summary),
          .requirements = {deviation.requirements.begin(), deviation.requirements.end()}};
}

}  // namespace selfcheck
