// Promise under test: whatever clients send, in whatever order, the broker keeps its invariants:
// model/model.hpp lists them, and they are asserted after every action. Policy: open.
//
// Input: a session (mutator/script.hpp). Its settings are the presets of engine/presets.hpp.

#include <utility>

#include "fuzz/engine/driver.hpp"
#include "fuzz/engine/input.hpp"
#include "fuzz/engine/memory.hpp"
#include "fuzz/engine/presets.hpp"
#include "fuzz/engine/service.hpp"
#include "fuzz/model/model.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Script script = fuzz::read_script({reinterpret_cast<const char*>(data), size});
  const broker::Settings settings = fuzz::open_preset(script.settings);
  const auto deployment = fuzz::open_deployment(settings);
  auto service = fuzz::make_service(settings);

  fuzz::Model model(settings, *deployment);
  fuzz::Driver driver(*service, model, {.access_point = "default", .address = "127.0.0.1"});
  driver.perform(script);
  if (fuzz::is_memory_measured()) {
    model.require_bounded(fuzz::octets_given_back(std::move(service)));
  }
  return 0;
}
