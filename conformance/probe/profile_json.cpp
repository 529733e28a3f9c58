#include <algorithm>
#include <cctype>

#include <nlohmann/json.hpp>

#include "conformance/probe/probe.hpp"

namespace conformance {
namespace {

using Json = nlohmann::ordered_json;

Json account_json(const std::string& name, const AccountProfile& account) {
  std::string variable = "STOMPCHECK_PASSCODE";
  if (name != "default") {
    variable += '_';
    for (const char c : name) {
      const auto octet = static_cast<unsigned char>(c);
      variable += std::isalnum(octet) != 0 ? static_cast<char>(std::toupper(octet)) : '_';
    }
  }
  Json json = {{"login", account.login}, {"secret", {{"environment", variable}}}};
  if (account.passcode == AccountProfile::Passcode::signature) json["passcode"] = "signature";
  return json;
}

Json access_point_json(const AccessPointProfile& point) {
  Json json = {{"endpoint", to_string(point.endpoint)}};
  if (!point.elsewhere.empty()) json["elsewhere"] = point.elsewhere;
  return json;
}

const char* word(FenceStep::With with) {
  switch (with) {
    case FenceStep::With::send:
      return "send";
    case FenceStep::With::begin:
      return "begin";
    case FenceStep::With::subscribe:
      return "subscribe";
  }
  return "";
}

}  // namespace

std::string profile_json(const Discovery& found, const std::string& name) {
  const Profile& profile = found.profile;
  Json json = {{"name", name},
               {"description", profile.description},
               {"endpoint", to_string(profile.endpoint)},
               {"versions", Json::array()},
               {"host", profile.host}};
  for (const stomp::Version version : profile.versions) {
    json["versions"].push_back(stomp::to_string(version));
  }
  json["connect"] = Json::object();
  for (const HeaderTemplate& header : profile.connect_headers) {
    json["connect"][header.name] = header.value;
  }
  for (const auto& [each, account] : profile.accounts) {
    json["accounts"][each] = account_json(each, account);
  }
  for (const auto& [each, instance] : profile.instances) json["instances"][each] = instance;
  for (const auto& [each, point] : profile.access_points) {
    json["access-points"][each] = access_point_json(point);
  }
  for (const auto& [kind, destination] : profile.destinations) {
    if (kind != "any") json["destinations"][kind] = destination;
  }
  for (const auto& [limit, number] : profile.limits) json["limits"][limit] = number;
  for (const auto& [command, reason] : profile.no_receipt) json["no-receipt"][command] = reason;
  for (const auto& [capability, reason] : profile.missing) json["missing"][capability] = reason;
  for (const auto& [pattern, reason] : profile.not_applicable) {
    json["not-applicable"][pattern] = reason;
  }
  json["fence"] = word(profile.fence);
  return json.dump(2, ' ', true, Json::error_handler_t::replace) + '\n';
}

}  // namespace conformance
