// The verb `broker` of the command line: the reference broker as a program.
//
//     CLI::App app;
//     int exit_code = 0;
//     broker::add_broker_command(app, exit_code);
//
// It serves until SIGINT or SIGTERM. On standard output it writes one line for each access point,
// once all of them really listen, and nothing else, so that scripts can wait for it and read the
// ports:
//
//     listening on 127.0.0.1:8080 (access point classic, policy rocketmq)
//     listening on 127.0.0.1:61614 (access point tls, policy open, transport tls)
//
// The log and whatever is wrong go to standard error.

#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "reference_broker/core/settings.hpp"
#include "reference_broker/deviations/deviation.hpp"

namespace CLI {
class App;
}

namespace broker {

struct BrokerOptions {
  std::string settings_file;          // empty: the sample settings of `policy`
  std::string policy = "rocketmq";    // "rocketmq" or "open"
  std::string listen_address;         // empty: as the settings say
  std::optional<std::uint16_t> port;  // of the first access point; the next one gets the next port
  std::vector<std::string> transports;  // of the sample open; empty: "tcp"
  std::string certificate_file;         // to write a certificate to that is made for TLS
  std::string log_format = "text";      // "text" or "json"
  std::string log_level = "info";       // "debug", "info", "warning" or "off"
  bool quiet = false;                   // no log, and no word about what is served
  std::string deviation;                // a known way to be wrong; empty: none
  bool lists_deviations = false;        // and serves nothing
};

// The settings that the options ask for, or nothing, and `err` has been told why.
[[nodiscard]] std::optional<Settings> settings_for(const BrokerOptions& options, std::ostream& err);

// What is known of the deviations: name, area, requirements, summary; one line each.
void list_deviations(std::ostream& out);

// The deviation of that name; or nothing, and `err` has been told which one may have been meant.
[[nodiscard]] const Deviation* require_deviation(const std::string& name, std::ostream& err);

// Serves until a signal comes. 0: it came; 2: it could not begin, and `err` has been told why.
[[nodiscard]] int run_broker_command(const BrokerOptions& options, std::ostream& out,
                                     std::ostream& err);

// Where the verb is chosen, it runs when its arguments have been parsed and leaves its exit code.
void add_broker_command(CLI::App& app, int& exit_code);

}  // namespace broker
