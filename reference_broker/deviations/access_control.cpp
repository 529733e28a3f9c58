// Who may send and subscribe where (RMQ-ACL).

#include "reference_broker/deviations/areas.hpp"

namespace broker::areas {

Deviations access_control() {
  return {
      {.name = "acl-subscribe-asks-for-pub",
       .area = "access control",
       .summary = "asks for PUB where SUB is needed",
       .requirements = {"RMQ-ACL-2"},
       .reach = Reach::rocketmq,
       .judges =
           [](const Right& right, const Identity& identity, Permission /*permission*/,
              std::string_view destination) {
             return right.policy.judge(identity, Permission::pub, destination);
           }},
  };
}

}  // namespace broker::areas
