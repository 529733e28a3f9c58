// Promise under test: determinism. The same session makes the broker do the same, action for
// action; and how its clients' octets are cut between calls changes nothing that anyone hears.
//
// Input: a session (mutator/script.hpp).

#include <map>
#include <string>

#include "fuzz/engine/driver.hpp"
#include "fuzz/engine/input.hpp"
#include "fuzz/engine/presets.hpp"
#include "fuzz/engine/service.hpp"

namespace {

// What everyone heard, and all that was done; feeds octets in pieces of one size.
class Listener final : public fuzz::Witness {
 public:
  explicit Listener(std::size_t piece) : piece_(piece) {}

  void on_open(broker::ConnectionId, broker::Instant) override {}
  void on_octets(broker::ConnectionId, std::string_view, broker::Instant) override {}
  void on_close(broker::ConnectionId, broker::Instant) override {}
  void on_time(broker::Instant) override {}
  void on_sent(broker::ConnectionId, std::size_t, broker::Instant) override {}
  void on_rest() override {}
  std::size_t portion(broker::ConnectionId, std::string_view octets) override {
    return std::min(piece_, octets.size());
  }
  void on_actions(const broker::Actions& actions) override {
    all.insert(all.end(), actions.begin(), actions.end());
    for (const broker::Action& action : actions) {
      if (const auto* const send = std::get_if<broker::Send>(&action)) {
        heard[send->connection] += send->octets;
      } else if (const auto* const close = std::get_if<broker::Close>(&action)) {
        heard[close->connection] +=
            close->how == broker::Close::How::linger ? "<close>" : "<reset>";
      }
    }
  }

  broker::Actions all;
  std::map<broker::ConnectionId, std::string> heard;

 private:
  std::size_t piece_;
};

void perform(const fuzz::Script& script, const broker::Settings& settings, Listener& listener) {
  const auto service = fuzz::make_service(settings);
  fuzz::Driver driver(*service, listener, {.access_point = "default", .address = "127.0.0.1"});
  driver.perform(script);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Script script = fuzz::read_script({reinterpret_cast<const char*>(data), size});
  const broker::Settings settings = fuzz::open_preset(script.settings);
  constexpr std::size_t whole = static_cast<std::size_t>(-1);
  Listener first(whole);
  Listener second(whole);
  perform(script, settings, first);
  perform(script, settings, second);
  fuzz::require(first.all == second.all, "replay: the same input has the same actions");

  // Where little may be unsent, who is a slow reader does depend on what is written at once.
  if (settings.limits.outbound_octets_max < broker::BrokerLimits{}.outbound_octets_max) return 0;
  Listener pieces(1 + size % 7);
  perform(script, settings, pieces);
  fuzz::require(first.heard == pieces.heard, "replay: cuts change nothing that is heard");
  return 0;
}
