#include "conformance/net/driver.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "conformance/net/link.hpp"

namespace conformance {

namespace asio = boost::asio;

class Driver::Shell : public std::enable_shared_from_this<Driver::Shell> {
 public:
  Shell(asio::io_context& context, Run& run, Sink sink, std::optional<LaunchPlan> plan,
        Channels channels)
      : context_(context),
        run_(run),
        sink_(std::move(sink)),
        channels_(std::move(channels)),
        timer_(context) {
    if (plan) launcher_ = std::make_unique<Launcher>(context, *std::move(plan), listener());
  }

  void start() { perform(run_.start(now())); }
  void interrupt() { perform(run_.interrupt(now())); }
  void drop();

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] Instant now() const {
    return std::chrono::duration_cast<Instant>(Clock::now() - start_);
  }

  void perform(std::vector<Action> actions);
  void open(const Open& open);
  void arm();
  [[nodiscard]] Launcher::Listener listener();

  asio::io_context& context_;
  Run& run_;
  Sink sink_;
  const Channels channels_;
  asio::steady_timer timer_;
  std::optional<Instant> armed_;
  Clock::time_point start_ = Clock::now();
  std::map<LinkId, std::shared_ptr<Link>> links_;
  std::unique_ptr<Launcher> launcher_;
};

// The launcher belongs to this object, and calls nobody when it is gone.
Launcher::Listener Driver::Shell::listener() {
  return {.launched = [this] { perform(run_.on_launched(now())); },
          .failed =
              [this](const std::string& reason) { perform(run_.on_launch_failed(reason, now())); },
          .output = [this](std::string_view octets) { run_.on_target_output(octets); },
          .ended = [this](const std::string& how) { perform(run_.on_target_ended(how, now())); }};
}

void Driver::Shell::perform(std::vector<Action> actions) {
  for (Action& action : actions) {
    if (auto* event = std::get_if<Event>(&action)) {
      sink_(std::move(*event));
      continue;
    }
    if (const auto* wanted = std::get_if<Open>(&action)) {
      open(*wanted);
      continue;
    }
    if (auto* transmit = std::get_if<Transmit>(&action)) {
      const auto link = links_.find(transmit->link);
      if (link != links_.end()) link->second->transmit(std::move(transmit->octets));
      continue;
    }
    if (std::holds_alternative<Launch>(action)) {
      launcher_->launch();
      continue;
    }
    const Shut& shut = std::get<Shut>(action);
    const auto link = links_.find(shut.link);
    if (link == links_.end()) continue;
    link->second->shut(shut.how);
    if (shut.how != Shut::How::half) links_.erase(link);  // it lives until it has lingered
  }
  if (run_.finished()) {
    drop();
  } else {
    arm();
  }
}

void Driver::Shell::open(const Open& open) {
  const LinkId id = open.link;
  // A weak reference: links live in handlers of the context, and must not keep a dead shell.
  const auto call = [weak = weak_from_this()](auto input) {
    if (const std::shared_ptr<Shell> self = weak.lock()) self->perform(input(*self));
  };
  auto link = std::make_shared<Link>(
      context_,
      Link::Callbacks{.opened =
                          [=](const std::string& agreed) {
                            call([&](Shell& s) { return s.run_.on_opened(id, s.now(), agreed); });
                          },
                      .open_failed =
                          [=](const std::string& reason) {
                            call([&](Shell& s) {
                              return s.run_.on_open_failed(id, reason, s.now());
                            });
                          },
                      .octets =
                          [=](std::string_view octets) {
                            call([&](Shell& s) { return s.run_.on_octets(id, octets, s.now()); });
                          },
                      .ended =
                          [=](Ended how, const std::string& why) {
                            call([&](Shell& s) { return s.run_.on_ended(id, how, s.now(), why); });
                          }},
      channels_.make(open));
  links_.emplace(id, link);
  link->open(open);
}

void Driver::Shell::arm() {
  const std::optional<Instant> due = run_.deadline();
  if (due == armed_) return;
  armed_ = due;
  if (!due) {
    timer_.cancel();
    return;
  }
  timer_.expires_at(start_ + *due);
  timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
    const std::shared_ptr<Shell> self = weak.lock();
    if (cancelled || !self || self->run_.finished()) return;
    self->armed_.reset();
    self->perform(self->run_.on_time(self->now()));
  });
}

void Driver::Shell::drop() {
  timer_.cancel();
  for (const auto& [id, link] : links_) link->drop();
  links_.clear();
}

Driver::Driver(asio::io_context& context, Run& run, Sink sink, std::optional<LaunchPlan> plan,
               Channels channels)
    : shell_(std::make_shared<Shell>(context, run, std::move(sink), std::move(plan),
                                     std::move(channels))) {}

Driver::~Driver() {
  shell_->drop();
}

void Driver::start() {
  shell_->start();
}

void Driver::interrupt() {
  shell_->interrupt();
}

}  // namespace conformance
