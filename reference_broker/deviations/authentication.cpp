// Who a client is: login, passcode, client id and instance (RMQ-AUTH).

#include <algorithm>
#include <string>
#include <vector>

#include "reference_broker/core/passcode.hpp"
#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

constexpr std::string_view area = "authentication";

using stomp::FrameView;
using stomp::HeaderView;
using Answer = std::variant<Identity, Violation>;

// The right answer to the same CONNECT with another value in one header.
Answer answer_with(const Right& right, const FrameView& connect, std::string_view name,
                   std::string_view value) {
  std::vector<HeaderView> headers(connect.headers.begin(), connect.headers.end());
  std::erase_if(headers, [&](const HeaderView& header) { return header.name == name; });
  headers.push_back({name, value});
  return right.policy.authenticate(
      {.command = connect.command, .headers = headers, .body = connect.body});
}

std::string secret_of(const Right& right, const FrameView& connect) {
  const auto account = std::ranges::find(right.settings.accounts,
                                         connect.find("login").value_or(""), &Account::login);
  return account == right.settings.accounts.end() ? "" : account->secret;
}

std::string_view passcode(const FrameView& connect) {
  return connect.find("passcode").value_or("");
}

std::string signature(const Right& right, const FrameView& connect) {
  return sign(secret_of(right, connect), connect.find("client-id").value_or(""));
}

// As if the passcode were right where `is_right` is.
Answer believe(const Right& right, const FrameView& connect, bool is_right) {
  if (!is_right) return right.policy.authenticate(connect);
  return answer_with(right, connect, "passcode", signature(right, connect));
}

bool same_in_any_case(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  });
}

}  // namespace

Deviations authentication() {
  return {
      {.name = "passcode-not-checked",
       .area = area,
       .summary = "asks for a passcode and takes any",
       .requirements = {"RMQ-AUTH-1", "RMQ-AUTH-2"},
       .reach = Reach::rocketmq,
       .authenticates =
           [](const Right& right, const FrameView& connect) {
             return believe(right, connect, !passcode(connect).empty());
           }},
      {.name = "passcode-may-be-missing",
       .area = area,
       .summary = "checks a passcode only where there is one",
       .requirements = {"RMQ-AUTH-1"},
       .reach = Reach::rocketmq,
       .authenticates =
           [](const Right& right, const FrameView& connect) {
             return believe(right, connect, !connect.find("passcode"));
           }},
      {.name = "passcode-may-be-empty",
       .area = area,
       .summary = "takes an empty passcode for a right one",
       .requirements = {"RMQ-AUTH-1"},
       .reach = Reach::rocketmq,
       .authenticates =
           [](const Right& right, const FrameView& connect) {
             return believe(right, connect, connect.find("passcode") == "");
           }},
      {.name = "passcode-may-be-the-secret",
       .area = area,
       .summary = "takes the secret itself in place of its signature",
       .requirements = {"RMQ-AUTH-2"},
       .reach = Reach::rocketmq,
       .authenticates =
           [](const Right& right, const FrameView& connect) {
             return believe(right, connect, passcode(connect) == secret_of(right, connect));
           }},
      {.name = "passcode-in-any-case",
       .area = area,
       .summary = "compares passcodes without regard to capital letters",
       .requirements = {"RMQ-AUTH-2"},
       .reach = Reach::rocketmq,
       .authenticates =
           [](const Right& right, const FrameView& connect) {
             return believe(right, connect,
                            same_in_any_case(passcode(connect), signature(right, connect)));
           }},
      {.name = "passcode-by-its-beginning",
       .area = area,
       .summary = "compares only as many octets as the client has sent",
       .requirements = {"RMQ-AUTH-2", "RMQ-AUTH-1"},
       .reach = Reach::rocketmq,
       .authenticates =
           [](const Right& right, const FrameView& connect) {
             return believe(right, connect,
                            !passcode(connect).empty() &&
                                signature(right, connect).starts_with(passcode(connect)));
           }},
      {.name = "passcode-with-anything-behind",
       .area = area,
       .summary = "compares only as many octets as the signature has",
       .requirements = {"RMQ-AUTH-2", "RMQ-AUTH-1"},
       .reach = Reach::rocketmq,
       .authenticates =
           [](const Right& right, const FrameView& connect) {
             return believe(right, connect,
                            passcode(connect).starts_with(signature(right, connect)));
           }},
      {.name = "passcode-signs-the-login",
       .area = area,
       .summary = "takes a signature of the login where the client id must be signed",
       .requirements = {"RMQ-AUTH-2"},
       .reach = Reach::rocketmq,
       .authenticates =
           [](const Right& right, const FrameView& connect) {
             return believe(right, connect,
                            passcode(connect) == sign(secret_of(right, connect),
                                                      connect.find("login").value_or("")));
           }},
      {.name = "passcode-of-any-account",
       .area = area,
       .summary = "takes a signature by another account's secret",
       .requirements = {"RMQ-AUTH-1", "RMQ-AUTH-2"},
       .reach = Reach::rocketmq,
       .authenticates =
           [](const Right& right, const FrameView& connect) {
             const std::string_view client_id = connect.find("client-id").value_or("");
             return believe(right, connect,
                            std::ranges::any_of(right.settings.accounts, [&](const auto& account) {
                              return sign(account.secret, client_id) == passcode(connect);
                            }));
           }},
      {.name = "login-unknown-is-the-first-account",
       .area = area,
       .summary = "takes a login that it does not know for the first account's",
       .requirements = {"RMQ-AUTH-1"},
       .reach = Reach::rocketmq,
       .authenticates = [](const Right& right, const FrameView& connect) -> Answer {
         if (!secret_of(right, connect).empty()) return right.policy.authenticate(connect);
         return Identity{.account = &right.settings.accounts.front(),
                         .instance = std::string(connect.find("instance-id").value_or(""))};
       }},
      {.name = "login-not-checked-with-stomp",
       .area = area,
       .summary = "checks the credentials of CONNECT, but not those of STOMP",
       .requirements = {"RMQ-AUTH-1", "connecting/stomp-frame"},
       .reach = Reach::rocketmq,
       .authenticates =
           [](const Right& right, const FrameView& connect) {
             return believe(right, connect, connect.command == "STOMP");
           }},
      {.name = "login-not-checked-in-1.0",
       .area = area,
       .summary = "checks credentials only where the client says accept-version",
       .requirements = {"RMQ-AUTH-1"},
       .reach = Reach::rocketmq,
       .authenticates =
           [](const Right& right, const FrameView& connect) {
             return believe(right, connect, !connect.find("accept-version"));
           }},
      {.name = "login-refused-but-open",
       .area = area,
       .summary = "does not close the connection behind the ERROR to a wrong passcode",
       .requirements = {"connecting/reject-with-error", "error/connection-closed"},
       .reach = Reach::rocketmq,
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.find("message") == "authentication failed") link.counts["refused"] = 1;
           },
       .closes = [](Link& link) { return link.counts["refused"] == 0; }},
  };
}

}  // namespace broker::areas
