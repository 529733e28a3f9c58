#include "conformance/cli/selfcheck_tcp.hpp"

#include <optional>
#include <stdexcept>
#include <variant>

#include <boost/asio/io_context.hpp>

#include "conformance/cli/embedded.hpp"
#include "conformance/engine/run.hpp"
#include "conformance/net/driver.hpp"
#include "conformance/net/relay.hpp"

namespace cli {

namespace asio = boost::asio;

selfcheck::Rulings try_over_tcp(const selfcheck::Docket& docket,
                                const selfcheck::Reference& reference,
                                const std::optional<conformance::Path>& path) {
  asio::io_context context(1);
  conformance::Profile profile = reference.profile;
  broker::Server server(context, embedded_settings(profile), [](const broker::Log&) {});
  if (const std::string error = start_embedded(server, profile); !error.empty()) {
    throw std::runtime_error(error);
  }
  std::optional<conformance::Relay> relay;
  conformance::Options options;
  if (path) {
    relay.emplace(context, *path);
    profile.endpoint = relay->lead_to(profile.endpoint);
    for (auto& [name, point] : profile.access_points) {
      point.endpoint = relay->lead_to(point.endpoint);
    }
    options.timeout = selfcheck::patience;
  }
  selfcheck::Tally tally(docket);
  conformance::Run run(docket.suite().catalogue, profile, docket.cases(), options);
  conformance::Driver driver(context, run, [&](const conformance::Event& event) {
    tally.on(event);
    if (std::holds_alternative<conformance::RunFinished>(event)) context.stop();
  });
  driver.start();
  context.run();
  return tally.take();
}

}  // namespace cli
