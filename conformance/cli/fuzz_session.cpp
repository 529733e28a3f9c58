#include "conformance/cli/fuzz_session.hpp"

#include <algorithm>
#include <csignal>
#include <ostream>
#include <utility>

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include "conformance/cli/embedded.hpp"
#include "reference_broker/deviations/deviating_broker.hpp"
#include "reference_broker/net/command.hpp"
#include "reports/text.hpp"

namespace cli {
namespace {

namespace asio = boost::asio;

// Names are not looked up for this: "localhost" is what it says, anything else may be anybody.
bool is_loopback(const std::string& host) {
  if (host == "localhost") return true;
  boost::system::error_code error;
  const asio::ip::address address = asio::ip::make_address(host, error);
  return !error && address.is_loopback();
}

bool is_word(const std::string& text) {
  return !text.empty() && text.size() <= 32 && std::ranges::all_of(text, [](char octet) {
    return (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') || octet == '-';
  });
}

}  // namespace

EmbeddedThread::EmbeddedThread(const broker::Settings& settings, const broker::Deviation* deviation)
    : server_(std::make_unique<broker::Server>(context_, settings.access_points,
                                               broker::make_broker(settings, deviation),
                                               [](const broker::Log&) {})) {}

std::string EmbeddedThread::start(conformance::Profile& profile) {
  std::string error = start_embedded(*server_, profile);
  if (error.empty()) thread_ = std::thread([this] { context_.run(); });
  return error;
}

EmbeddedThread::~EmbeddedThread() {
  if (!thread_.joinable()) return;
  // Connections that linger need not be waited for.
  context_.stop();
  thread_.join();
}

void add_fuzz_target_options(CLI::App& verb, FuzzTarget& options) {
  add_target_options(verb, options.target);
  add_launch_options(verb, options.launch);
  verb.add_option("--deviate", options.deviation,
                  "make the embedded broker wrong in one known way (see broker --deviations)");
  verb.add_option("--namespace", options.name_space,
                  "what all destinations that are used begin with, after the profile's own words "
                  "(fuzz)");
  verb.add_option("--max-connections", options.connections_max, "at once (64)")
      ->check(CLI::Range(4, 4096));
  verb.add_flag("--i-am-authorised", options.authorised,
                "I may do this to a target that is not on this machine");
}

std::string FuzzSession::command() const {
  std::string text = reports::shell_quoted(options_.target.target) + typed_again(options_.target);
  if (!options_.deviation.empty())
    text += " --deviate " + reports::shell_quoted(options_.deviation);
  return text + life_.options;
}

int FuzzSession::find_target(std::ostream& err) {
  if (options_.target.target.empty()) {
    if (options_.launch.command.find("{port}") == std::string::npos) {
      err << "stompcheck: which target? HOST:PORT, a profile, or --launch 'my-broker {port}'; the "
             "embedded brokers are reference-open and reference-rocketmq\n";
      return 2;
    }
    options_.target.target = "127.0.0.1:61613";
  }
  if (!is_word(options_.name_space)) {
    err << "stompcheck: --namespace " << options_.name_space
        << ": lower case letters, digits and '-', at most 32\n";
    return 2;
  }
  profile_ = load_target(options_.target, loaded_.data, err);
  if (!profile_) return 2;
  std::optional<Life> life = prepare_life(options_.launch, *profile_, err);
  if (!life) return 2;
  life_ = *std::move(life);
  const bool embedded = profile_->embedded != conformance::Embedded::none;
  if (!embedded && !is_loopback(profile_->endpoint.host) && !options_.authorised) {
    err << "stompcheck: " << conformance::to_string(profile_->endpoint)
        << " is not on this machine. A campaign may end a service for everybody: who owns it must "
           "agree. Say so by --i-am-authorised\n";
    return 2;
  }
  return 0;
}

int FuzzSession::open(std::ostream& err) {
  if (const int code = find_target(err)) return code;
  const broker::Deviation* deviation = nullptr;
  if (!options_.deviation.empty()) {
    deviation = broker::require_deviation(options_.deviation, err);
    if (deviation == nullptr) return 2;
  }
  if (profile_->embedded != conformance::Embedded::none) {
    broker::Settings settings = embedded_settings(*profile_);
    choose_transport(settings, *profile_);
    embedded_ = std::make_unique<EmbeddedThread>(settings, deviation);
    if (const std::string error = embedded_->start(*profile_); !error.empty()) {
      err << "stompcheck: " << error << '\n';
      return 2;
    }
  } else if (deviation != nullptr) {
    err << "stompcheck: --deviate makes the embedded broker wrong; " << options_.target.target
        << " is a real one\n";
    return 2;
  }
  std::string error;
  channels_ = conformance::Channels::of(*profile_, error);
  if (!channels_) {
    err << "stompcheck: TLS: " << error << '\n';
    return 2;
  }
  signals_.emplace(context_, SIGINT, SIGTERM);
  signals_->async_wait([this](const boost::system::error_code& cancelled, int) {
    if (cancelled) return;
    interrupted_ = true;
    // The second one ends the program.
    signals_->clear();
  });
  return meet(err);
}

// The golden dialogue, before anything else is believed.
int FuzzSession::meet(std::ostream& err) {
  // Lanes and the prober have clients of their own.
  // (At least so many that a replay knows those of a campaign.)
  dialect_.emplace(*profile_, options_.name_space,
                   campaign::Campaign::clients_for(
                       std::max<std::size_t>(options_.connections_max, default_connections_max)));
  performer_.emplace(context_, *dialect_, *channels_);
  home_.emplace(context_, *dialect_, *performer_, life_.plan,
                std::chrono::duration_cast<stomp::Duration>(life_.plan ? life_.upkeep.patience
                                                                       : std::chrono::seconds(5)));
  const std::optional<campaign::Unmet> unmet = home_->begin();
  if (!unmet) return 0;
  err << "stompcheck: the target cannot be judged: it does not hold the plainest dialogue.\n"
      << "  expected  " << reports::printable(unmet->expected) << "\n  got       "
      << reports::printable(unmet->got) << '\n';
  if (!unmet->wire.empty()) err << "  the wire (>> sent, << got)\n" << unmet->wire;
  err << "Most often the profile's destinations, credentials or host are wrong.\n";
  return 3;
}

std::unique_ptr<campaign::Campaign> FuzzSession::make_campaign(
    const campaign::Options& options, campaign::Campaign::Listener listener) {
  return std::make_unique<campaign::Campaign>(context_, *dialect_, *channels_, *home_, *performer_,
                                              options, std::move(listener));
}

}  // namespace cli
