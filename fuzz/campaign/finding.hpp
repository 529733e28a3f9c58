// What a campaign has found, and the files that tell of it.
//
//     DIR/findings/KEY/
//       README.md        what is wrong, the clause, how to see it again
//       finding.json     the same for programs
//       script           the minimised session (fuzz/mutator/script.hpp); what `replay` performs
//       original         the session as it was met
//       octets/A-1.bin   what each connection sends, write by write
//       reproducer.sh    sends them with nothing but bash (where the target speaks plain TCP)
//       scenario.json    a case for `stompcheck run`
//       transcript.txt   what went over the wire
//       wire.pcap        the same for wireshark and its like
//       target.log       what the target wrote; where it was started by us

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "conformance/scenario/catalogue.hpp"
#include "fuzz/campaign/accusation.hpp"
#include "fuzz/campaign/dialect.hpp"
#include "fuzz/campaign/reference.hpp"
#include "fuzz/campaign/wire.hpp"

namespace campaign {

struct Finding {
  Accusation accusation;
  std::string key;  // twelve hexadecimal digits
  std::string name_space = "fuzz";
  std::string script;       // minimised
  std::string original;     // as it was met
  unsigned replays = 0;     // on a target that was fresh, where it can be started again
  unsigned reproduced = 0;  // of them
  std::uint64_t met = 1;    // how often
  // From the death of the target, or from the suspicion, until it was known which cases did it.
  stomp::Duration attribution{};
  bool fresh_target = false;
  bool fully_minimised = true;
  std::string wire;               // transcript of the last replay; where none showed it, of the
                                  // case that did, as far as that was kept
  std::string output;             // of the target
  std::vector<WireEvent> events;  // the same
  std::vector<Answer> reference;  // to the same script, by connection; empty: not asked
  // What a reader must know of it: "the profile says ...".
  std::vector<std::string> notes;

  [[nodiscard]] bool confirmed() const { return replays > 0 && reproduced == replays; }
};

// The same bug has the same key: of the accusation, and of the command and header names that the
// script's last frame has. Changes of this rule change the number in it.
[[nodiscard]] std::string key_of(const Accusation& accusation, std::string_view script);
// "SEND content-length destination": of the last frame that means something.
[[nodiscard]] std::string shape_of(std::string_view script);

// One line for a terminal: "violation  receipt/requested  RECEIPT that nobody asked for".
[[nodiscard]] std::string headline(const Finding& finding);

struct File {
  std::string name;  // below the finding's directory
  std::string contents;
  bool executable = false;
};

// `command`: how the target was named on the command line, for the README.
[[nodiscard]] std::vector<File> files_of(const Finding& finding, const Dialect& dialect,
                                         const conformance::Catalogue& catalogue,
                                         const std::string& command);

}  // namespace campaign
