// One connection of a run: opened, written piece by piece, read to its end, shut as asked.
//
// The socket is its business; what the octets travel in (TLS, WebSocket) is the channel's.
//
// Inputs are calls, outputs are callbacks that are never called from within those calls: whoever
// owns a link need not fear to be re-entered.

#pragma once

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "conformance/engine/actions.hpp"
#include "transport/channel.hpp"

namespace conformance {

class Link : public std::enable_shared_from_this<Link> {
 public:
  struct Callbacks {
    std::function<void(const std::string& agreed)> opened;
    std::function<void(const std::string& reason)> open_failed;
    std::function<void(std::string_view octets)> octets;
    std::function<void(Ended how, const std::string& why)> ended;
  };

  Link(boost::asio::io_context& context, Callbacks callbacks,
       std::unique_ptr<transport::Channel> channel);

  void open(const Open& open);
  void transmit(std::string octets);
  void shut(Shut::How how);
  // Silently and at once: the run is over.
  void drop();

 private:
  using Tcp = boost::asio::ip::tcp;

  void connect(Tcp::resolver::results_type endpoints, const std::string& source);
  void on_connect(const boost::system::error_code& failure);
  void fail(const std::string& reason);
  void advance();
  void break_off();
  void queue(bool is_reply);
  void linger();
  void write_next();
  void after_writes();
  void read_next();
  void on_read(const boost::system::error_code& error, std::size_t octets);
  void report_end(Ended how, const std::string& why = {});
  void close();

  boost::asio::io_context& context_;
  Callbacks callbacks_;
  Tcp::resolver resolver_;
  Tcp::socket socket_;
  boost::asio::steady_timer linger_;
  // One write. Replies are what the channel says by itself: handshakes, pongs.
  struct Piece {
    std::string octets;
    bool is_reply;
  };
  const std::unique_ptr<transport::Channel> channel_;
  std::deque<Piece> outbound_;
  std::size_t unsent_replies_ = 0;      // octets
  std::array<char, 16 * 1024> buffer_;  // a read; larger frames take several
  bool writing_ = false;
  bool reading_ = false;
  bool announced_ = false;  // the owner has been told that it is open
  bool half_ = false;       // our direction is to be closed once all is written
  bool listening_ = true;   // the owner still wants to know
};

}  // namespace conformance
