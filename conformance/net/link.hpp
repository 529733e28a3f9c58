// One TCP connection of a run: opened, written piece by piece, read to its end, shut as asked.
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

namespace conformance {

class Link : public std::enable_shared_from_this<Link> {
 public:
  struct Callbacks {
    std::function<void()> opened;
    std::function<void(const std::string& reason)> open_failed;
    std::function<void(std::string_view octets)> octets;
    std::function<void(Ended how)> ended;
  };

  Link(boost::asio::io_context& context, Callbacks callbacks);

  void open(const Open& open);
  void transmit(std::string octets);
  void shut(Shut::How how);
  // Silently and at once: the run is over.
  void drop();

 private:
  using Tcp = boost::asio::ip::tcp;

  void connect(Tcp::resolver::results_type endpoints, const std::string& source);
  void on_connected();
  void fail(const std::string& reason);
  void write_next();
  void after_writes();
  void read_next();
  void on_read(const boost::system::error_code& error, std::size_t octets);
  void report_end(Ended how);

  boost::asio::io_context& context_;
  Callbacks callbacks_;
  Tcp::resolver resolver_;
  Tcp::socket socket_;
  boost::asio::steady_timer linger_;
  std::deque<std::string> outbound_;
  std::array<char, 16 * 1024> buffer_;  // a read; larger frames take several
  bool writing_ = false;
  bool half_ = false;      // our direction is to be closed once all is written
  bool listening_ = true;  // the owner still wants to know
};

}  // namespace conformance
