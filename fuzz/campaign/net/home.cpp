#include "fuzz/campaign/net/home.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace campaign {
namespace {

using Clock = std::chrono::steady_clock;

// Enough for a stack trace of any language.
constexpr std::size_t output_max = 256UL * 1024;

// What sanitizers say, whether the program lives on or not.
constexpr std::string_view complaints[] = {"ERROR: AddressSanitizer", "ERROR: LeakSanitizer",
                                           "WARNING: ThreadSanitizer", "WARNING: MemorySanitizer",
                                           "runtime error: "};
// What run-time systems say before they end a program. Some write such things and go on: they count
// where it has ended by an exit or an abort. Other signals take the run-time system by surprise.
constexpr std::string_view last_words[] = {"panic: ",          "fatal error: ", "Assertion `",
                                           "terminate called", "Error: ",       "Exception"};

// As conformance::Process tells of it, directly or through a shell.
constexpr std::string_view aborted = "signal 6 ";
static_assert(SIGABRT == 6);

fuzz::Script golden_script(const Dialect& dialect, stomp::Version version) {
  fuzz::Script script;
  const std::string& place = dialect.scratch();
  script.moves.emplace_back(fuzz::Segment{0, dialect.connect(version, dialect.prober()), {}});
  script.moves.emplace_back(
      fuzz::Segment{0, "SUBSCRIBE\nid:golden\ndestination:" + place + "\n\n" + '\0', {}});
  script.moves.emplace_back(
      fuzz::Segment{0, "SEND\ndestination:" + place + "\nreceipt:golden-1\n\ngolden" + '\0', {}});
  // Waits for the MESSAGE.
  const std::string last = "SEND\ndestination:" + place + "\nreceipt:golden-2\n\ngolden";
  script.moves.emplace_back(fuzz::Segment{0, last + '\0', {last.size()}});
  return script;
}

// It was refused, or an answer did not come.
bool is_of_what_is_missing(const Accusation& accusation) {
  return accusation.kind == Kind::refusal || accusation.subject.starts_with("no ");
}

}  // namespace

std::string complaint(std::string_view output, const std::optional<std::string>& ended) {
  const bool ended_itself = ended && (ended->find("signal") == std::string::npos ||
                                      ended->find(aborted) != std::string::npos);
  std::size_t at = std::string_view::npos;
  for (const std::string_view words : complaints) {
    if (at == std::string_view::npos) at = output.find(words);
  }
  for (const std::string_view words : last_words) {
    if (ended_itself && at == std::string_view::npos) at = output.rfind(words);
  }
  if (at == std::string_view::npos) return {};
  std::string_view line = output.substr(at);
  line = line.substr(0, line.find('\n'));
  std::string plain;
  for (const char octet : line.substr(0, 160)) {
    const bool is_number = octet >= '0' && octet <= '9';
    if (!is_number) {
      plain.push_back(octet);
    } else if (plain.empty() || plain.back() != '#') {
      plain.push_back('#');
    }
  }
  // "on address 0x..., pc ..." is of the one run.
  return plain.substr(0, plain.find(" on "));
}

Home::Home(boost::asio::io_context& context, const Dialect& dialect, Performer& performer,
           std::optional<conformance::LaunchPlan> plan, stomp::Duration patience)
    : context_(context),
      dialect_(dialect),
      performer_(performer),
      plan_(std::move(plan)),
      patience_(patience) {}

std::string Home::epitaph() const {
  std::string said = complaint(output_, ended_);
  if (!said.empty()) return said;
  return ended_.value_or("");
}

std::optional<int> Home::group() const {
  return launcher_ && !died() ? launcher_->group() : std::nullopt;
}

void Home::listen(stomp::Duration time) {
  const auto due = Clock::now() + time;
  context_.restart();
  boost::asio::steady_timer tick(context_, due);
  bool over = false;
  tick.async_wait([&](const boost::system::error_code&) { over = true; });
  while (!over) context_.run_one();
}

std::optional<Unmet> Home::launch(Ending ending) {
  ended_.reset();
  output_.clear();
  launched_ = false;
  launch_failure_.clear();
  if (!launcher_) {
    launcher_ = std::make_unique<conformance::Launcher>(
        context_, *plan_,
        conformance::Launcher::Listener{
            .launched = [this] { launched_ = true; },
            .failed = [this](const std::string& reason) { launch_failure_ = reason; },
            .output =
                [this](std::string_view octets) {
                  output_ += octets;
                  if (output_.size() > output_max) {
                    output_.erase(0, output_.size() - output_max);
                  }
                },
            .ended =
                [this](const std::string& how) {
                  ended_ = how;
                  ended_at_ = Clock::now();
                }});
  }
  launcher_->launch(ending);
  const auto due = Clock::now() + patience_;
  while (!launched_ && launch_failure_.empty() && !ended_ && Clock::now() < due) {
    listen(std::chrono::milliseconds(2));
  }
  if (launched_) return std::nullopt;
  return Unmet{.expected = "that the target starts",
               .got = !launch_failure_.empty() ? launch_failure_
                      : ended_                 ? "its process ended " + *ended_
                                               : "nothing in time",
               .wire = output_};
}

std::optional<Unmet> Home::golden(stomp::Version version, stomp::Duration patience) {
  const Patience given{.answer = patience, .glance = patience, .pause_max = patience};
  const fuzz::Script script = golden_script(dialect_, version);
  const Performance done = performer_.perform(script, given, [this] { return ended_.has_value(); });
  usual_wait_ = std::max(usual_wait_, done.longest_wait);
  std::string got;
  if (!done.refused.empty()) got = "no connection: " + done.refused;
  if (ended_) got = "the target's process ended " + *ended_;
  // A target that does all of it can be judged, and what it does wrong meanwhile is a finding.
  const bool is_held = done.finished && done.signature.find("CONN") != std::string::npos &&
                       done.signature.find("MESS") != std::string::npos &&
                       done.signature.find("RECE") != std::string::npos &&
                       std::ranges::none_of(done.accusations, &is_of_what_is_missing);
  if (got.empty() && is_held) {
    for (const Accusation& accusation : done.accusations) {
      const auto same = [&](const Complaint& each) { return each.accusation.same_as(accusation); };
      if (std::ranges::any_of(complaints_, same)) continue;
      complaints_.push_back({fuzz::write_script(script), accusation});
    }
    return std::nullopt;
  }
  if (got.empty() && !done.accusations.empty()) got = done.accusations.front().got;
  if (got.empty() && done.signature.find("CONN") == std::string::npos) {
    got = done.signature.find("ERRO") != std::string::npos ? "ERROR" : "no CONNECTED in time";
  }
  if (got.empty() && done.signature.find("MESS") == std::string::npos) got = "no MESSAGE in time";
  if (got.empty()) return std::nullopt;
  return Unmet{.expected = "CONNECTED (STOMP " + std::string(stomp::to_string(version)) +
                           "), and a MESSAGE and RECEIPTs for what is sent to " +
                           dialect_.scratch(),
               .got = std::move(got),
               .wire = transcript(done, dialect_.secrets())};
}

std::optional<Unmet> Home::begin() {
  std::optional<Unmet> unmet;
  if (plan_ && !plan_->command.empty()) unmet = launch(Ending::in_order);
  if (unmet) return unmet;
  const auto due = Clock::now() + patience_;
  for (const stomp::Version version : dialect_.versions()) {
    unmet = golden(version, std::chrono::seconds(2));
    // One that is being started needs time.
    while (unmet && plan_ && !ended_ && Clock::now() < due) {
      listen(std::chrono::milliseconds(5));
      unmet = golden(version, std::chrono::seconds(2));
    }
    if (unmet) return unmet;
  }
  return std::nullopt;
}

std::optional<Unmet> Home::restart(Ending ending) {
  if (!plan_) return Unmet{"that the target can be started again", "no way to do it", ""};
  ++restarts_;
  if (std::optional<Unmet> unmet = launch(ending)) return unmet;
  const auto due = Clock::now() + patience_;
  std::optional<Unmet> unmet = golden(dialect_.versions().back(), std::chrono::seconds(2));
  while (unmet && !ended_ && Clock::now() < due) {
    listen(std::chrono::milliseconds(5));
    unmet = golden(dialect_.versions().back(), std::chrono::seconds(2));
  }
  return unmet;
}

Home::Health Home::probe(stomp::Duration patience) {
  fuzz::Script script;
  const stomp::Version version = dialect_.versions()[probes_++ % dialect_.versions().size()];
  script.moves.emplace_back(fuzz::Segment{0, dialect_.connect(version, dialect_.prober()), {}});
  script.moves.emplace_back(fuzz::Segment{
      0, "SEND\ndestination:" + dialect_.scratch() + "\nreceipt:probe\n\nprobe" + '\0', {}});
  const Performance done =
      performer_.perform(script, {.answer = patience, .glance = patience, .pause_max = patience},
                         [this] { return ended_.has_value(); });
  if (done.finished && done.refused.empty() && done.signature.find("RECE") != std::string::npos) {
    return Health::serves;
  }
  return done.refused.empty() ? Health::mute : Health::refuses;
}

}  // namespace campaign
