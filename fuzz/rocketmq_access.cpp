// Promise under test: the RocketMQ policy is never bypassed, however a header is repeated, escaped
// or padded. A second evaluator (model/deployment.hpp) decides on every CONNECT, SEND and SUBSCRIBE
// from the decoded frame; nobody gets a message of another instance or of a sender without the
// right; a transaction takes three messages; and no secret is ever said or logged.
//
// Input: a session (mutator/script.hpp). Passcodes that are right for the client id "c1" are in the
// dictionary. Settings: the sample; odd presets have small limits.

#include <utility>

#include "fuzz/engine/driver.hpp"
#include "fuzz/engine/input.hpp"
#include "fuzz/engine/memory.hpp"
#include "fuzz/engine/presets.hpp"
#include "fuzz/engine/service.hpp"
#include "fuzz/model/model.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Script script = fuzz::read_script({reinterpret_cast<const char*>(data), size});
  broker::Settings settings = fuzz::usual_settings(broker::PolicyKind::rocketmq);
  if (script.settings % 2 == 1) {
    fuzz::limit_counts(settings.limits);
    settings.limits.frame = {};
  }
  const auto deployment = fuzz::rocketmq_deployment();
  auto service = fuzz::make_service(settings);

  fuzz::Model model(settings, *deployment);
  fuzz::Driver driver(*service, model, {.access_point = "classic", .address = "127.0.0.1"});
  driver.perform(script);
  if (fuzz::is_memory_measured()) {
    model.require_bounded(fuzz::octets_given_back(std::move(service)));
  }
  return 0;
}
