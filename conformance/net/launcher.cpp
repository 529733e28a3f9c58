#include "conformance/net/launcher.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include <boost/asio/post.hpp>

namespace conformance {
namespace {

// A line of output that is looked at for the words that say "ready".
constexpr std::size_t line_max = 4096;

}  // namespace

Launcher::Launcher(boost::asio::io_context& context, LaunchPlan plan, Listener listener)
    : context_(context), plan_(std::move(plan)), listener_(std::move(listener)) {
  if (!plan_.ready_output.empty()) ready_.emplace(plan_.ready_output);
}

Launcher::~Launcher() {
  *alive_ = false;
}

std::optional<int> Launcher::group() const {
  if (plan_.command.empty() || !process_ || process_->group() <= 0) return std::nullopt;
  return process_->group();
}

void Launcher::launch(Ending ending) {
  if (plan_.command.empty()) return later([this] { revive(); });
  if (process_ && !replacing_) {
    replacing_ = true;
    if (ending == Ending::by_force) {
      process_->kill();
    } else {
      process_->stop();
    }
  } else if (!replacing_) {
    later([this] { start(); });
  }
}

void Launcher::start() {
  line_.clear();
  awaiting_ = ready_.has_value();
  try {
    process_ = std::make_unique<Process>(
        context_, ProgramToRun{plan_.command, plan_.directory, plan_.grace},
        Process::Callbacks{.output = [this](std::string_view octets) { on_output(octets); },
                           .ended = [this](const std::string& how) { on_ended(how); }});
  } catch (const std::system_error& error) {
    return listener_.failed(error.what());
  }
  if (!awaiting_) listener_.launched();
}

// The command that revives is a process like the target; only that its end is what we wait for.
void Launcher::revive() {
  process_.reset();
  try {
    process_ = std::make_unique<Process>(
        context_, ProgramToRun{plan_.restart, plan_.directory, plan_.grace},
        Process::Callbacks{.output = [this](std::string_view octets) { listener_.output(octets); },
                           .ended =
                               [this](const std::string& how) {
                                 if (how == "with exit status 0") {
                                   listener_.launched();
                                 } else {
                                   listener_.failed(plan_.restart.front() + " ended " + how);
                                 }
                               }});
  } catch (const std::system_error& error) {
    listener_.failed(error.what());
  }
}

void Launcher::on_output(std::string_view octets) {
  listener_.output(octets);
  if (!awaiting_) return;
  for (const char octet : octets) {
    if (octet != '\n' && line_.size() < line_max) line_ += octet;
    if (octet != '\n' || !awaiting_) continue;
    awaiting_ = !std::regex_search(line_, *ready_);
    line_.clear();
  }
  // A prompt has no end of line.
  if (awaiting_ && std::regex_search(line_, *ready_)) awaiting_ = false;
  if (!awaiting_) listener_.launched();
}

void Launcher::on_ended(const std::string& how) {
  // The process object is in this call: it must not be destroyed yet.
  later([this, how] {
    process_.reset();
    if (std::exchange(replacing_, false)) {
      start();
    } else {
      listener_.ended(how);
    }
  });
}

void Launcher::later(std::function<void()> call) {
  boost::asio::post(context_, [alive = alive_, call = std::move(call)] {
    if (*alive) call();
  });
}

}  // namespace conformance
