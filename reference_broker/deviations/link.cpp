#include "reference_broker/deviations/link.hpp"

#include <algorithm>

#include "reference_broker/deviations/deviating_broker.hpp"

namespace broker {
namespace {

// What a subscription is known by.
std::string key_of(const WireFrame& frame) {
  const std::string id = frame.value("id");
  return id.empty() ? frame.value("destination") : id;
}

}  // namespace

std::string Link::ack_mode(std::string_view subscription) const {
  const auto found = subscriptions_.find(std::string(subscription));
  return found == subscriptions_.end() ? "auto" : found->second.find("ack").value_or("auto");
}

const Link::Delivery* Link::acknowledged_by(const WireFrame& frame) const {
  const bool by_ack = version_ == stomp::Version::v1_2;
  const std::string name = frame.value(by_ack ? "id" : "message-id");
  const auto found =
      std::ranges::find(pending_, name, by_ack ? &Delivery::ack : &Delivery::message_id);
  return found == pending_.end() ? nullptr : &*found;
}

bool Link::is_pending(const Delivery& delivery) const {
  return std::ranges::find(pending_, delivery.message_id, &Delivery::message_id) != pending_.end();
}

void Link::to_broker(const WireFrame& frame) {
  note_client_frame(frame);
  around_.hand_in(*this, frame.octets());
}

void Link::to_client(const WireFrame& frame) {
  outgoing_.append(frame.octets());
  around_.touch(*this);
}

void Link::pretend(WireFrame& frame) {
  if (const auto receipt = frame.find("receipt")) {
    to_client(WireFrame::of("RECEIPT", {"receipt-id:" + *receipt}));
  }
  frame.drop();
}

void Link::acknowledge(const Delivery& delivery, std::string_view command) {
  WireFrame frame = WireFrame::of(command, {});
  acknowledge_instead(frame, delivery);
  to_broker(frame);
}

void Link::acknowledge_instead(WireFrame& frame, const Delivery& delivery) const {
  if (version_ == stomp::Version::v1_2) return frame.set("id", delivery.ack);
  frame.set("message-id", delivery.message_id);
  if (version_ == stomp::Version::v1_1) frame.set("subscription", delivery.subscription);
}

void Link::close() {
  around_.end(*this, Close::How::linger);
  around_.perform(around_.core_.on_close(core_id_, around_.now_));
}

void Link::revive() {
  around_.revive(*this);
}

std::vector<Link*> Link::others() const {
  std::vector<Link*> others;
  for (const auto& [id, link] : around_.links_) {
    if (link.get() != this && !link->ended_) others.push_back(link.get());
  }
  return others;
}

void Link::note_client_frame(const WireFrame& frame) {
  newest_subscription_.clear();
  if (frame.opens_session()) {
    connect_ = frame;
  } else if (frame.is("SUBSCRIBE")) {
    const auto [added, is_new] = subscriptions_.emplace(key_of(frame), frame);
    if (is_new) newest_subscription_ = added->first;
  } else if (frame.is("UNSUBSCRIBE")) {
    subscriptions_.erase(key_of(frame));
  } else if (frame.is("BEGIN")) {
    transactions_.insert(frame.value("transaction"));
  } else if (frame.is("COMMIT") || frame.is("ABORT")) {
    transactions_.erase(frame.value("transaction"));
  } else if (frame.is("ACK") || frame.is("NACK")) {
    note_acknowledgement(frame);
  }
}

void Link::note_acknowledgement(const WireFrame& frame) {
  const Delivery* const named = acknowledged_by(frame);
  if (named == nullptr) return;
  const auto place = pending_.begin() + (named - pending_.data());
  const std::string subscription = named->subscription;
  if (ack_mode(subscription) == "client-individual") {
    pending_.erase(place);
    return;
  }
  const auto settled = std::remove_if(pending_.begin(), place + 1, [&](const Delivery& each) {
    return each.subscription == subscription;
  });
  pending_.erase(settled, place + 1);
}

void Link::note_server_frame(const WireFrame& frame) {
  if (frame.is("CONNECTED")) {
    connected_ = true;
    version_ = stomp::version_from(frame.value("version")).value_or(stomp::Version::v1_0);
  } else if (frame.is("ERROR")) {
    subscriptions_.erase(newest_subscription_);
  } else if (frame.is("MESSAGE")) {
    const std::string subscription =
        frame.has("subscription") ? frame.value("subscription") : frame.value("destination");
    if (ack_mode(subscription) == "auto") return;
    pending_.push_back({.subscription = subscription,
                        .message_id = frame.value("message-id"),
                        .ack = frame.value("ack")});
  }
}

}  // namespace broker
