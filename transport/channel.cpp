#include "transport/channel.hpp"

namespace transport {
namespace {

class Plain final : public Channel {
 public:
  Plain() { state_ = State::open; }

  void start() override {}
  void on_wire(std::string_view octets) override { octets_.append(octets); }
  void send(std::string_view octets) override {
    if (!closed_) wire_.append(octets);
  }
  void close() override { closed_ = true; }

 private:
  bool closed_ = false;
};

}  // namespace

std::unique_ptr<Channel> plain_channel() {
  return std::make_unique<Plain>();
}

}  // namespace transport
