// What the fuzzing verbs share: a target that is there, and everything around a campaign on it.
//
//     FuzzSession session(loaded, options);
//     if (const int code = session.open(std::cerr)) return code;
//     session.home(); session.performer(); ...

#pragma once

#include <atomic>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "conformance/cli/launch.hpp"
#include "conformance/cli/suite.hpp"
#include "conformance/cli/target.hpp"
#include "conformance/net/channels.hpp"
#include "fuzz/campaign/net/campaign.hpp"
#include "reference_broker/deviations/deviation.hpp"
#include "reference_broker/net/server.hpp"

namespace CLI {
class App;
}

namespace cli {

inline constexpr std::size_t default_connections_max = 64;

struct FuzzTarget {
  TargetOptions target;
  LaunchOptions launch;
  std::string deviation;
  std::string name_space = "fuzz";
  bool authorised = false;
  std::size_t connections_max = default_connections_max;
};

// The options that name and bend a target.
void add_fuzz_target_options(CLI::App& verb, FuzzTarget& options);

// The embedded broker on a thread of its own: it may use the other processor, and where it hangs we
// do not.
class EmbeddedThread {
 public:
  EmbeddedThread(const broker::Settings& settings, const broker::Deviation* deviation);
  ~EmbeddedThread();
  EmbeddedThread(const EmbeddedThread&) = delete;
  EmbeddedThread& operator=(const EmbeddedThread&) = delete;
  // Empty, or why it cannot; the profile learns where it is.
  [[nodiscard]] std::string start(conformance::Profile& profile);

 private:
  boost::asio::io_context context_{1};
  std::unique_ptr<broker::Server> server_;
  std::thread thread_;
};

class FuzzSession {
 public:
  FuzzSession(const LoadedSuite& loaded, FuzzTarget options)
      : loaded_(loaded), options_(std::move(options)) {}

  // 0, or the exit code; `err` has been told why.
  [[nodiscard]] int open(std::ostream& err);

  [[nodiscard]] std::unique_ptr<campaign::Campaign> make_campaign(
      const campaign::Options& options, campaign::Campaign::Listener listener);
  [[nodiscard]] const campaign::Dialect& dialect() const { return *dialect_; }
  [[nodiscard]] campaign::Home& home() { return *home_; }
  [[nodiscard]] bool interrupted() const { return interrupted_; }
  // The target as it would be typed again, with the options that bend it and no secrets.
  [[nodiscard]] std::string command() const;

 private:
  [[nodiscard]] int find_target(std::ostream& err);
  [[nodiscard]] int meet(std::ostream& err);

  const LoadedSuite& loaded_;
  FuzzTarget options_;
  std::optional<conformance::Profile> profile_;
  Life life_;
  boost::asio::io_context context_{1};
  std::optional<boost::asio::signal_set> signals_;
  std::unique_ptr<EmbeddedThread> embedded_;
  std::optional<conformance::Channels> channels_;
  std::optional<campaign::Dialect> dialect_;
  std::optional<campaign::Performer> performer_;
  std::optional<campaign::Home> home_;
  bool interrupted_ = false;
};

}  // namespace cli
