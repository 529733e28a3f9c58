// The model can fail: each kind of its promises is broken once, by a deviation of the reference
// broker (reference_broker/deviations), and the right broker breaks none of them.

#include "fuzz/model/model.hpp"

#include <string>

#include <gtest/gtest.h>

#include "fuzz/engine/driver.hpp"
#include "fuzz/engine/presets.hpp"
#include "reference_broker/deviations/deviating_broker.hpp"

namespace fuzz {
namespace {

// As in the specification, "^@" stands for NUL.
std::string octets_of(std::string_view text) {
  std::string octets;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_nul = text.substr(at, 2) == "^@";
    octets.push_back(is_nul ? '\0' : text[at]);
    if (is_nul) ++at;
  }
  return octets;
}

void perform(std::string_view session, const broker::Deviation* deviation) {
  const Script script = read_script(octets_of(session));
  const broker::Settings settings = open_preset(script.settings);
  const auto deployment = open_deployment(settings);
  std::unique_ptr<broker::Service> service;
  if (deviation != nullptr) {
    service = broker::make_broker(settings, deviation);
  } else {
    service = std::make_unique<broker::Broker>(settings);
  }
  Model model(settings, *deployment);
  Driver driver(*service, model, {.access_point = "default", .address = "127.0.0.1"});
  driver.perform(script);
}

struct Row {
  std::string_view deviation;
  const char* promise;
  std::string session;
};

const std::string connected = "CONNECT\naccept-version:1.2\nhost:h\n\n^@";
const std::string subscribed =
    connected + "SUBSCRIBE\nid:0\ndestination:/queue/a\nack:client-individual\n\n^@";
const std::string sent = "SEND\ndestination:/queue/a\nreceipt:r\n\nx^@";
const std::string topic =
    connected + "SUBSCRIBE\nid:0\ndestination:/topic/a\n\n^@SEND\ndestination:/topic/a\n\nx^@";
const std::string transaction = connected +
                                "SUBSCRIBE\nid:0\ndestination:/topic/a\n\n^@BEGIN\ntransaction:t\n"
                                "\n^@SEND\ndestination:/topic/a\ntransaction:t\n\nx^@";
const std::string beating =
    "`3CONNECT\naccept-version:1.2\nhost:h\nheart-beat:100,100\n\n^@`+2\n`+2\n`+5";

const Row rows[] = {
    {"error-leaves-open", "error: then the end", connected + "SEND\n\n^@" + sent},
    {"error-twice", "error: one", connected + "SEND\n\n^@"},
    {"error-and-receipt", "error: ", connected + "SEND\nreceipt:r\n\n^@"},
    {"error-without-receipt-id", "error: names the receipt", connected + "SEND\nreceipt:r\n\n^@"},
    {"error-without-nul", "form: everything sent is whole", connected + "SEND\n\n^@"},
    {"unsubscribe-of-nothing-accepted", "refusal: what is wrong is refused",
     connected + "UNSUBSCRIBE\nid:0\n\n^@"},
    {"escape-carriage-return-unknown-in-1.2", "refusal: what is right is accepted",
     connected + "SEND\ndestination:/queue/a\na:\\r\n\n^@"},
    {"delivery-twice", "delivery: ids are unique", topic},
    {"delivery-not-to-the-sender", "delivery: a topic's message goes to every", topic},
    {"unsubscribe-ignored", "delivery: only to a live subscription",
     topic + "UNSUBSCRIBE\nid:0\n\n^@SEND\ndestination:/topic/a\n\nx^@"},
    {"message-without-ack", "acknowledge: an ack header", subscribed + sent},
    {"body-without-last-line-end", "delivery: the message as it was sent|queue: only what",
     connected + "SUBSCRIBE\nid:0\ndestination:/topic/a\n\n^@SEND\ndestination:/topic/a\n\nx\n^@"},
    {"transaction-sends-at-once", "delivery: a topic's message only when it is published",
     transaction},
    {"transaction-commit-loses-all", "delivery: a topic's message goes to every",
     transaction + "COMMIT\ntransaction:t\n\n^@"},
    {"receipt-twice", "receipt: ", connected + sent},
    {"receipt-unasked", "receipt: none that was not asked for",
     connected + sent + "SEND\ndestination:/queue/a\n\nx^@"},
    {"heart-beats-not-sent", "heart-beat: none is missed", beating},
    {"heart-beats-without-tolerance", "heart-beat: who is not silent too long is kept", beating},
};

TEST(Model, TheRightBrokerKeepsEveryPromise) {
  for (const Row& row : rows) perform(row.session, nullptr);
}

TEST(ModelDeathTest, ABrokenPromiseIsCalledByItsName) {
  for (const Row& row : rows) {
    const broker::Deviation* const deviation = broker::find_deviation(row.deviation);
    ASSERT_NE(deviation, nullptr) << row.deviation;
    EXPECT_DEATH(perform(row.session, deviation), row.promise) << row.deviation;
  }
}

}  // namespace
}  // namespace fuzz
