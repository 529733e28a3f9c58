// What a scenario says, once it has been read: plain data, no JSON, no sockets.
//
// A scenario file (scenarios/README.md is the language's guide) is expanded by the loader into one
// Case for each combination of its axes; `version` is always one of them. A Case holds the Program
// that is judged and, for a case whose point is a refusal, the same Program with the one illegal
// element made legal: its control. Everything that depends on an axis has been chosen by then; what
// depends on the target or on what it answered stands in Templates, which the engine fills in.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "conformance/scenario/grade.hpp"
#include "stomp/frame.hpp"

namespace conformance {

// Text with ${...} holes, filled in while the case runs. The guide lists what a hole may name.
using Template = std::string;

// The name of a connection within one case: "C", "publisher".
using ConnectionName = std::string;

// A number, or a limit of the target's profile with a number added: {"limit": "body-octets",
// "plus": 1}.
struct Count {
  std::optional<std::string> limit;
  std::int64_t plus = 0;
};

struct Repeat {
  std::string octets;
  Count times;
};

// Octets put together from parts: text with holes, fixed octets (from hex or base64), repetitions.
struct FixedOctets {
  std::string octets;
};
using OctetsPart = std::variant<Template, FixedOctets, Repeat>;
using Octets = std::vector<OctetsPart>;

struct HeaderTemplate {
  Template name;
  Template value;
};

// How a written octet string is cut into separate writes.
struct Cut {
  enum class Kind : std::uint8_t { whole, each, at };
  Kind kind = Kind::whole;
  std::size_t octets = 1;            // each: the size of a piece
  std::vector<std::size_t> offsets;  // at: ascending offsets of the cuts
  std::vector<std::string> after;    // at: cuts behind the first occurrence of each of these
};

// ---- What is asserted ---------------------------------------------------------------------------

// All that is set must hold.
struct Matcher {
  std::optional<Template> equal;
  std::optional<std::string> pattern;  // ECMAScript regular expression, whole value
  std::vector<Template> one_of;
  std::optional<bool> present;                                   // false: the header must be absent
  std::optional<std::pair<std::int64_t, std::int64_t>> integer;  // decimal, in this range
  std::optional<Template> distinct_from;
};

struct HeaderMatcher {
  std::string name;
  Matcher matcher;
};

struct BodyMatcher {
  std::optional<Octets> equal;
  std::optional<std::string> pattern;
  std::optional<Count> octets;  // only the length
};

// A frame of a certain look. An empty command matches any frame.
struct FrameMatcher {
  std::string command;
  std::vector<HeaderMatcher> headers;
  std::optional<BodyMatcher> body;
};

// A further assertion about a frame that has already been accepted: judged on its own, under its
// own requirement, without ending the case.
struct Check {
  std::string requirement;
  std::vector<HeaderMatcher> headers;
  std::optional<BodyMatcher> body;
  bool escaped = false;  // no colon stands in a value as it is (which is read like an escaped one)
};

// ---- Steps
// ----------------------------------------------------------------------------------------

// TCP only; nothing is sent.
struct OpenStep {
  ConnectionName connection;
  std::string access_point;  // of the profile; empty: the target itself
  bool elsewhere = false;    // from a source address outside the access point's networks
};

struct FrameToSend {
  std::string command;
  std::vector<HeaderTemplate> headers;
  Octets body;
  enum class ContentLength : std::uint8_t {
    automatic,
    absent
  } content_length = ContentLength::automatic;  // automatic: when the body is not empty and no
                                                // header gives one
  bool escape = true;
  bool crlf = false;
  bool blank_line = true;
  bool terminate = true;
  // none; later: asked for, may come at any time, once; wait: and the step ends when it has come.
  enum class Receipt : std::uint8_t { none, later, wait } receipt = Receipt::none;
};

// What goes in one write: frames, and raw octets.
using Items = std::vector<std::variant<FrameToSend, Octets>>;

// Open (unless open), then CONNECT with the profile's headers, and wait for CONNECTED.
struct ConnectStep {
  OpenStep open;
  std::string command = "CONNECT";
  std::string account = "default";
  std::string client;  // ${client-id:CLIENT}; empty: the connection's name
  std::string instance = "default";
  std::optional<stomp::Version> version;  // instead of the case's
  // Laid over the profile's headers, by name: a value replaces or adds, nothing removes.
  std::vector<std::pair<std::string, std::optional<Template>>> headers;
  bool bare = false;  // none of the profile's headers, only those above
  bool crlf = false;
  Items behind;                       // in the same write, behind CONNECT
  Cut cut;                            // of both
  bool await = true;                  // false: send it and go on; a later step judges the answer
  std::vector<HeaderMatcher> expect;  // of CONNECTED
  std::vector<Check> checks;          // of CONNECTED
  std::optional<std::string> as;
};

// Frames and raw octets, all in one write unless cut.
struct SendStep {
  ConnectionName connection;
  Items items;
  Cut cut;
};

// ACK or NACK of a captured MESSAGE in the words of the case's version.
struct SettleStep {
  ConnectionName connection;
  std::string message;  // a captured frame's name
  bool negative = false;
  std::optional<Template> transaction;
  FrameToSend::Receipt receipt = FrameToSend::Receipt::wait;
};

// The next frame (awaited receipts and heart-beats aside) must look like this.
struct ExpectStep {
  ConnectionName connection;
  FrameMatcher frame;
  std::vector<Check> checks;
  std::optional<std::string> as;  // captured under this name
};

// Just these frames, in any order, over one or several connections.
struct ExpectSetStep {
  std::vector<ConnectionName> connections;
  struct Member {
    FrameMatcher frame;
    std::optional<std::string> as;
  };
  std::vector<Member> frames;
};

// The connection still works and nothing unlisted has come: a receipted frame of its own makes the
// round trip. In a control run every Refused step becomes one of these.
struct FenceStep {
  ConnectionName connection;
  enum class With : std::uint8_t { send, begin, subscribe } with = With::send;
};

// Absence, proved: `from` publishes a marker to `to`, and the marker is the next MESSAGE that each
// of `connections` gets.
struct SentinelStep {
  std::vector<ConnectionName> connections;
  ConnectionName from;
  Template to;
};

enum class Duty : std::uint8_t { must, should, may };

// The server refuses what was sent last on this connection: ERROR, then the end of the connection.
// The two are judged separately.
struct RefusedStep {
  ConnectionName connection;
  Duty error = Duty::may;
  // Absent: 1.2 must, else may (only 1.2 says so for every ERROR).
  std::optional<Duty> close;
  std::vector<HeaderMatcher> headers;  // of the ERROR
  std::vector<Check> checks;           // of the ERROR
  std::optional<std::string> as;
};

struct ExpectCloseStep {
  ConnectionName connection;
};

struct CloseStep {
  ConnectionName connection;
  // disconnect: DISCONNECT with a receipt, wait for it, then fin. fin: close our direction, and
  // read to the server's end. half: close our direction and go on reading. rst: at once, unsent
  // data lost.
  enum class How : std::uint8_t { disconnect, fin, half, rst } how = How::disconnect;
};

struct Step;
using Steps = std::vector<Step>;

// The specification leaves it open: the first alternative that what comes next agrees with is
// taken.
struct Alternative {
  enum class Kind : std::uint8_t { frame, receipt, closed, silent } kind = Kind::frame;
  FrameMatcher frame;
  std::optional<std::string> as;
  Grade grade = Grade::pass;  // pass, weak, should, fail or observed
  std::string note;           // the clause, or what it means; required unless pass
  Template record;            // the observation's text
  std::shared_ptr<const Steps> then;
};
struct ChoiceStep {
  ConnectionName connection;
  std::string name;  // of the observation
  std::vector<Alternative> any;
  std::optional<std::uint32_t> within_ms;  // instead of the calibrated deadline
  std::optional<std::uint32_t>
      within_gaps;  // the same, counted in negotiated client heart-beat gaps
};

// `count` times, octets come from the server within the negotiated gap.
struct HeartBeatsStep {
  ConnectionName connection;
  std::uint32_t count = 3;
};

// From now on the client sends an EOL often enough for the negotiated gap, or stops doing so.
struct BeatStep {
  ConnectionName connection;
  bool stop = false;
};

// The connection is left alone and must stay as it is: no frame, no close.
struct IdleStep {
  ConnectionName connection;
  std::optional<std::uint32_t> for_ms;
  std::optional<std::uint32_t> gaps;  // negotiated client heart-beat gaps
};

struct LetStep {
  std::string name;
  Template value;
  bool of_each = false;  // one value of an `each`: what follows is repeated for it
};

struct CompareStep {
  bool equal;  // false: all distinct
  std::vector<Template> values;
};

struct ObserveStep {
  std::string name;
  Template value;
};

using Verb =
    std::variant<OpenStep, ConnectStep, SendStep, SettleStep, ExpectStep, ExpectSetStep, FenceStep,
                 SentinelStep, RefusedStep, ExpectCloseStep, CloseStep, ChoiceStep, HeartBeatsStep,
                 BeatStep, IdleStep, LetStep, CompareStep, ObserveStep>;

struct Step {
  Verb what;
  std::string note;
  std::string requirement;  // what a failure here breaks; empty: the case's first requirement
  std::string path;         // JSON pointer into the scenario file
};

// `given` are the prerequisites: a failure there blocks the case and accuses nobody.
struct Program {
  Steps given;
  Steps steps;
};

// ---- Cases
// ----------------------------------------------------------------------------------------

struct Scenario {
  std::string id;    // the path below scenarios/ without its extension
  std::string file;  // as given to the loader
  std::string title;
  std::string why;
  std::vector<std::string> requirements;  // the first is the main one
  std::vector<std::string> needs;         // capabilities
  std::vector<std::string> tags;          // `timed` is added by the loader where a step needs time
  std::vector<std::string> was;           // former ids
  std::vector<std::string> kills;         // deviations that it must catch
  std::string no_control;                 // why a refusal has no control

  [[nodiscard]] bool tagged(std::string_view tag) const;
};

struct Case {
  std::shared_ptr<const Scenario> scenario;
  stomp::Version version = stomp::Version::v1_2;
  std::vector<std::pair<std::string, std::string>> axes;  // beside the version, in the file's order
  Program program;
  std::optional<Program> control;

  // "1.2/ack/x[version=1.2,cut=whole]": selects just this case again.
  [[nodiscard]] std::string key() const;
};

}  // namespace conformance
