// Who may send and subscribe where (RMQ-ACL), and from which network (RMQ-EP).

#include <string>

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

constexpr std::string_view area = "access control";

using Verdict = std::optional<Violation>;

bool is_denied(const Verdict& verdict) {
  return verdict && verdict->message == "permission denied";
}

}  // namespace

Deviations access_control() {
  return {
      {.name = "acl-subscribe-asks-for-pub",
       .area = area,
       .summary = "asks for PUB where SUB is needed",
       .requirements = {"RMQ-ACL-2"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission /*permission*/,
              std::string_view destination) {
             return right.policy.judge(identity, Permission::pub, destination);
           }},
      {.name = "acl-send-asks-for-sub",
       .area = area,
       .summary = "asks for SUB where PUB is needed",
       .requirements = {"RMQ-ACL-1"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission /*permission*/,
              std::string_view destination) {
             return right.policy.judge(identity, Permission::sub, destination);
           }},
      {.name = "acl-any-permission-is-enough",
       .area = area,
       .summary = "lets who has PUB or SUB on a topic do both",
       .requirements = {"RMQ-ACL-1", "RMQ-ACL-2"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission /*permission*/,
              std::string_view destination) {
             Verdict verdict = right.policy.judge(identity, Permission::pub, destination);
             return verdict ? right.policy.judge(identity, Permission::sub, destination) : verdict;
           }},
      {.name = "acl-send-not-checked",
       .area = area,
       .summary = "lets everyone send everywhere",
       .requirements = {"RMQ-ACL-1", "RMQ-ACL-4"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission permission,
              std::string_view destination) {
             Verdict verdict = right.policy.judge(identity, permission, destination);
             if (permission == Permission::pub && is_denied(verdict)) verdict.reset();
             return verdict;
           }},
      {.name = "acl-subscribe-not-checked",
       .area = area,
       .summary = "lets everyone subscribe to everything",
       .requirements = {"RMQ-ACL-2", "RMQ-ACL-4"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission permission,
              std::string_view destination) {
             Verdict verdict = right.policy.judge(identity, permission, destination);
             if (permission == Permission::sub && is_denied(verdict)) verdict.reset();
             return verdict;
           }},
      {.name = "acl-of-the-first-account",
       .area = area,
       .summary = "gives every account the permissions of the first",
       .requirements = {"RMQ-ACL-4"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission permission,
              std::string_view destination) {
             Identity first = identity;
             first.account = &right.settings.accounts.front();
             return right.policy.judge(first, permission, destination);
           }},
      {.name = "acl-by-the-last-level",
       .area = area,
       .summary = "looks for the permissions of a destination's last level",
       .requirements = {"RMQ-DEST-1"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission permission,
              std::string_view destination) {
             const std::size_t last = destination.rfind('/');
             return right.policy.judge(
                 identity, permission,
                 last == std::string_view::npos ? destination : destination.substr(last));
           }},
      {.name = "acl-by-the-whole-destination",
       .area = area,
       .summary = "looks for permissions of the whole destination, so that levels have none",
       .requirements = {"RMQ-DEST-1"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission permission,
              std::string_view destination) {
             std::string whole(destination);
             for (std::size_t at = 1; at < whole.size(); ++at) {
               if (whole[at] == '/') whole[at] = '_';
             }
             Verdict verdict = right.policy.judge(identity, permission, destination);
             return verdict ? verdict : right.policy.judge(identity, permission, whole);
           }},
      {.name = "acl-of-a-level-below-too",
       .area = area,
       .summary = "takes a permission on any level of a destination for enough",
       .requirements = {"RMQ-DEST-1"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission permission,
              std::string_view destination) {
             const Verdict verdict = right.policy.judge(identity, permission, destination);
             std::string_view rest = destination;
             while (is_denied(verdict) && rest.find('/', 1) != std::string_view::npos) {
               rest.remove_prefix(rest.find('/', 1));
               if (!right.policy.judge(identity, permission, rest)) return Verdict();
             }
             return verdict;
           }},
      {.name = "acl-in-every-instance",
       .area = area,
       .summary = "grants in every instance what is granted in one",
       .requirements = {"RMQ-ACL-4"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission permission,
              std::string_view destination) {
             Verdict verdict = right.policy.judge(identity, permission, destination);
             for (const std::string& instance : right.settings.instances) {
               const Identity there{.account = identity.account, .instance = instance};
               if (!right.policy.judge(there, permission, destination)) verdict.reset();
             }
             return verdict;
           }},
      // To ask whether it may send, the broker is made to send, and to take that back at once.
      {.name = "acl-unsubscribe-asks-for-pub",
       .area = area,
       .summary = "asks for PUB where SUB is enough to unsubscribe",
       .requirements = {"RMQ-ACL-3"},
       .reach = Reach::rocketmq,
       .receives =
           [](Link& link, WireFrame& frame) {
             const auto meant = link.subscriptions().find(frame.value("id"));
             if (!frame.is("UNSUBSCRIBE") || meant == link.subscriptions().end()) return;
             if (!link.transactions().empty()) return;
             const std::string destination = "destination:" + meant->second.value("destination");
             link.to_broker(WireFrame::of("BEGIN", {"transaction:asks"}));
             link.to_broker(WireFrame::of("SEND", {destination, "transaction:asks"}));
             link.to_broker(WireFrame::of("ABORT", {"transaction:asks"}));
           }},
      {.name = "acl-denied-in-silence",
       .area = area,
       .summary = "drops a SEND or SUBSCRIBE that is not permitted, and answers with a RECEIPT",
       .requirements = {"send/failure-is-error", "subscribe/failure-is-error", "RMQ-ACL-1",
                        "RMQ-ACL-2", "receipt/processed"},
       .reach = Reach::rocketmq,
       .sends =
           [](Link& link, WireFrame& frame) {
             if (!frame.is("ERROR") || frame.find("message") != "permission denied") return;
             link.counts["denied"] = 1;
             if (const auto receipt = frame.find("receipt-id")) {
               link.to_client(WireFrame::of("RECEIPT", {"receipt-id:" + *receipt}));
             }
             frame.drop();
           },
       .closes =
           [](Link& link) {
             if (std::exchange(link.counts["denied"], 0) == 0) return true;
             link.revive();
             return false;
           }},
      {.name = "access-point-for-everyone",
       .area = area,
       .summary = "does not look at the network that a client comes from",
       .requirements = {"RMQ-EP-2"},
       .reach = Reach::rocketmq,
       .settings =
           [](Settings& settings) {
             for (AccessPoint& point : settings.access_points) point.networks.clear();
           }},
      {.name = "access-point-of-a-wider-network",
       .area = area,
       .summary = "compares three of the four octets of a client's address",
       .requirements = {"RMQ-EP-2"},
       .reach = Reach::rocketmq,
       .settings =
           [](Settings& settings) {
             for (AccessPoint& point : settings.access_points) {
               for (Network& network : point.networks) {
                 if (network.prefix_bits <= 120) continue;
                 network.prefix_bits = 120;
                 network.address.back() = 0;
               }
             }
           }},
      {.name = "access-point-networks-shared",
       .area = area,
       .summary = "accepts at each access point the networks of all",
       .requirements = {"RMQ-EP-2"},
       .reach = Reach::rocketmq,
       .settings =
           [](Settings& settings) {
             std::vector<Network> all;
             for (const AccessPoint& point : settings.access_points) {
               all.insert(all.end(), point.networks.begin(), point.networks.end());
             }
             for (AccessPoint& point : settings.access_points) point.networks = all;
           }},
  };
}

}  // namespace broker::areas
