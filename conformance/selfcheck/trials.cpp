#include "conformance/selfcheck/trials.hpp"

#include <variant>

#include "conformance/engine/run.hpp"
#include "conformance/sim/server.hpp"

namespace selfcheck {
namespace {

Rulings simulate(const Docket& docket, const Reference& reference, conformance::Server& server,
                 const conformance::Path& path, bool keep_going) {
  Tally tally(docket);
  // In virtual time nothing happens by chance: a second run would only hide a server that is wrong
  // once.
  conformance::Run run(docket.suite().catalogue, reference.profile, docket.cases(),
                       {.keep_going = keep_going, .rerun_time = {}});
  conformance::Simulator(
      server, run, [&](const conformance::Event& event) { tally.on(event); }, path)
      .run_to_end();
  return tally.take();
}

}  // namespace

Rulings try_reference(const Docket& docket, const Reference& reference,
                      const conformance::Path& path) {
  conformance::SimulatedBroker server(broker::sample_settings(reference.policy));
  return simulate(docket, reference, server, path, false);
}

Rulings try_null_server(const Docket& docket, const Reference& reference,
                        conformance::Nothing kind) {
  conformance::NullServer server(kind);
  return simulate(docket, reference, server, conformance::Simulator::near, true);
}

Rulings try_deviation(const Docket& docket, const Reference& reference,
                      const broker::Deviation& deviation) {
  conformance::SimulatedBroker server(broker::sample_settings(reference.policy), &deviation);
  return simulate(docket, reference, server, conformance::Simulator::near, true);
}

Suspect suspect(const broker::Deviation& deviation) {
  return {.name = std::string(deviation.name),
          .area = std::string(deviation.area),
          .summary = std::string(deviation.summary),
          .requirements = {deviation.requirements.begin(), deviation.requirements.end()}};
}

}  // namespace selfcheck
