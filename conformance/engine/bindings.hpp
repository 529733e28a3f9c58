// What the holes of a case's templates stand for: the profile's words, fresh names, captured
// frames.
//
// Filling in never fails loudly. Two things can be missing, and the case that meets them ends
// differently: what the *profile* does not have (no second account: the case is n/a), and what the
// target's *answer* did not have (no ack header on that MESSAGE: the case is blocked). Both are
// remembered until asked for.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/scenario/holes.hpp"
#include "conformance/scenario/model.hpp"
#include "conformance/scenario/profile.hpp"
#include "stomp/frame.hpp"

namespace conformance {

class Bindings {
 public:
  // `nonce` makes the fresh names of this case unlike those of all others.
  Bindings(const Case& subject, const Profile& profile, std::string nonce);

  [[nodiscard]] std::string fill(const Template& text);
  [[nodiscard]] std::string octets(const Octets& parts);
  [[nodiscard]] std::int64_t count(const Count& count);

  // The value of a CONNECT header of the profile, for one account, client and instance; nothing
  // where a hole names what this target does not have: that header is not for it.
  struct Identity {
    std::string account;
    std::string client;
    std::string instance;
    stomp::Version version;
  };
  [[nodiscard]] std::optional<std::string> fill_connect(const Template& text,
                                                        const Identity& identity);

  void bind(const std::string& name, std::string value);
  void capture(const std::string& name, stomp::Frame frame);
  [[nodiscard]] const stomp::Frame* captured(const std::string& name) const;

  // A word that no other call and no other case gives.
  [[nodiscard]] std::string fresh(std::string_view prefix);

  [[nodiscard]] const std::optional<std::string>& lacking() const { return lacking_; }
  [[nodiscard]] const std::optional<std::string>& unanswered() const { return unanswered_; }
  void answer_lacks(std::string what);
  void profile_lacks(std::string what) { lack(std::move(what)); }

  // The profile's secrets and every passcode that was computed.
  [[nodiscard]] const std::vector<std::string>& secrets() const { return secrets_; }

 private:
  [[nodiscard]] std::string hole(const Hole& hole);
  [[nodiscard]] std::optional<std::string> connect_word(const std::string& word,
                                                        const Identity& identity);
  [[nodiscard]] std::string axis(const std::string& name) const;
  [[nodiscard]] std::string destination(const std::string& kind, const std::string& name);
  [[nodiscard]] std::string client_id(const std::string& name) const;
  [[nodiscard]] std::string passcode(const std::string& account, const std::string& client);
  [[nodiscard]] std::string flawed_passcode(const Hole& hole);
  std::string keep_secret(std::string text);
  [[nodiscard]] const AccountProfile* account(const std::string& name);
  [[nodiscard]] std::string from_capture(const Hole& hole);
  std::string lack(std::string what);

  const Case& case_;
  const Profile& profile_;
  std::string nonce_;
  std::uint64_t counter_ = 0;
  std::map<std::string, std::string, std::less<>> bound_;
  std::map<std::string, stomp::Frame, std::less<>> captures_;
  std::vector<std::string> secrets_;
  std::optional<std::string> lacking_;
  std::optional<std::string> unanswered_;
};

}  // namespace conformance
