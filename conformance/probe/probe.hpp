// Meets a broker of which only the address is known, and writes down what it does: the profile that
// the suite needs to judge it, and sentences for whoever reads along.
//
//     Probe probe(start, load_probe_cases("scenarios", catalogue, problems), ask);
//     const Discovery found = probe.run();
//
// The questions are scenarios (scenarios/probe/), asked by the engine like any others: what the
// target does is recorded, and nothing is judged. They come in rounds, because a question about
// queues needs a queue: first how to connect, then which destinations deliver and how, then the
// rest, and last the limits, by bisection between bounds. `ask` runs one round, over TCP or in the
// simulator, and decides how long the target may take in all.
//
// It infers, and says so: every reason in the profile is an observation for a person to confirm.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "conformance/probe/answers.hpp"
#include "conformance/scenario/loader.hpp"
#include "conformance/scenario/profile.hpp"

namespace conformance {

// Runs cases against a profile's target. Nothing where there is no time left, or nobody wants to
// wait any longer: what has been found until then counts. `what` says what is being asked, for
// people.
using Ask = std::function<std::optional<std::vector<CaseResult>>(
    const Profile& profile, const std::vector<Case>& cases, const std::string& what)>;

struct Fact {
  std::string about;  // "versions"
  std::string found;  // one line; may quote the target: untrusted
};

struct Discovery {
  // Why there is no profile: nobody answered, or nobody was let in. Empty: there is one.
  std::string trouble;
  bool complete = true;  // false: `ask` stopped it
  Profile profile;
  std::vector<Fact> facts;
};

[[nodiscard]] std::vector<Case> load_probe_cases(const std::string& scenarios,
                                                 const Catalogue& catalogue,
                                                 json::Problems& problems);

class Probe {
 public:
  // `start` is what is known already: endpoint, account, host, destinations to try first. Limits
  // take the most rounds and the largest frames, and can be left out.
  Probe(Profile start, std::vector<Case> cases, Ask ask, bool limits = true);

  [[nodiscard]] Discovery run();

 private:
  struct Search {
    const char* limit;     // as profiles name it
    const char* scenario;  // that tries one number
    std::int64_t low;      // taken, once it has been tried
    std::int64_t high;     // refused, or the most that is tried
    enum class State : std::uint8_t { upper, lower, between, done } state = State::upper;
    std::string outcome = "not tried";
  };

  [[nodiscard]] Answers ask(const std::vector<std::string>& scenarios, const std::string& what,
                            std::optional<stomp::Version> version = std::nullopt);
  [[nodiscard]] static std::vector<stomp::Version> spoken(const Answers& answers);
  [[nodiscard]] bool connect();
  void tell_of_connecting(const Answers& answers);
  void tell_of_hosts(const Answers& answers);
  void judge_credentials(const Answers& answers);
  [[nodiscard]] bool find_destinations();
  [[nodiscard]] std::string find_receipts(const std::string& name);
  void take_destination(const std::string& name, const Answers& answers);
  void behave();
  void tell_of_acknowledgements(const Answers& answers);
  void tell_of_errors(const Answers& answers);
  void tell_of_capabilities(const Answers& answers);
  void forget_limits();
  void find_limits();
  void narrow(Search& search, bool taken);
  void fact(std::string about, std::string found);

  Profile start_;
  std::vector<Case> cases_;
  Ask ask_;
  bool limits_;
  stomp::Version version_ = stomp::Version::v1_2;  // the highest that the target speaks
  std::map<std::string, std::string> kinds_;       // "topic" and "queue", as far as found
  std::string queue_redelivers_;
  Discovery found_;
};

// The profile as JSON that load_profile() reads: named so, with observations as description and
// reasons. Secrets are not in it: they come from the environment.
[[nodiscard]] std::string profile_json(const Discovery& found, const std::string& name);

}  // namespace conformance
