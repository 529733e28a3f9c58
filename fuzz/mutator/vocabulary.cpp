#include "fuzz/mutator/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>

#include "stomp/frame.hpp"
#include "stomp/grammar.hpp"

namespace fuzz {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view near_misses[] = {
    "send",           "SEND ",   "MESSAGES", "CONNECT2", "\xEF\xBB\xBFSEND",
    "GET / HTTP/1.1", "STOMP\r", "PING"};

struct Usual {
  std::string_view header;
  std::span<const std::string_view> values;
};

// The last three are topics of the RocketMQ sample's limited account (reference_broker/config).
constexpr std::string_view destinations[] = {"/queue/a", "/queue/b",  "/topic/a", "/topic/b",
                                             "/both/x",  "/pub_only", "/sub_only"};
constexpr std::string_view ids[] = {"0", "1", "s"};
constexpr std::string_view transactions[] = {"t", "u"};
constexpr std::string_view receipts[] = {"r", "r2", "end"};
// What the broker of ours would call its first deliveries; `* is what was really delivered last.
constexpr std::string_view deliveries[] = {"`*", "1-1", "1-2", "2-1", "1-3"};
constexpr std::string_view ack_modes[] = {"auto", "client", "client-individual"};
constexpr std::string_view accepted[] = {"1.2", "1.1", "1.0", "1.0,1.1,1.2", "1.1,1.2", "2.0"};
constexpr std::string_view versions[] = {"1.2", "1.1", "1.0"};
constexpr std::string_view heart_beats[] = {"0,0", "100,100", "1000,0", "0,50", "10000,10000"};
constexpr std::string_view hosts[] = {"h", "/", ""};
constexpr std::string_view content_types[] = {"text/plain", "application/json;charset=utf-8"};
// The accounts of the RocketMQ sample. A passcode signs the client id "c1": first the owner's
// secret, then the limited account's.
constexpr std::string_view logins[] = {"ak-owner", "ak-limited", "guest"};
constexpr std::string_view passcodes[] = {
    "GDp2QwHmY+p63ZN1RUlDc5hQ36A=", "q4dhK1CKztWD3pDn9B2CbGGbRkU=", "guest"};
constexpr std::string_view instances[] = {"inst_a", "inst_b"};
constexpr std::string_view client_ids[] = {"c1"};
constexpr std::string_view lengths[] = {"0", "1", "5", "12"};

constexpr Usual usual[] = {
    {"destination", destinations},
    {"id", ids},
    {"subscription", ids},
    {"transaction", transactions},
    {"receipt", receipts},
    {"receipt-id", receipts},
    {"message-id", deliveries},
    {"ack", ack_modes},
    {"accept-version", accepted},
    {"version", versions},
    {"heart-beat", heart_beats},
    {"host", hosts},
    {"content-type", content_types},
    {"content-length", lengths},
    {"login", logins},
    {"passcode", passcodes},
    {"instance-id", instances},
    {"client-id", client_ids},
};

// Each has broken a parser: openings of escapes, ends of lines, padding, UTF-8 that is none.
constexpr std::string_view odd[] = {
    ""sv,
    " "sv,
    "\t"sv,
    " padded "sv,
    "\\"sv,
    "\\n"sv,
    "\\c"sv,
    "\\r"sv,
    "\\\\"sv,
    "\\t"sv,
    "\\0"sv,
    "a\\"sv,
    "a:b"sv,
    ":"sv,
    "\r"sv,
    "a\rb"sv,
    "\r\n"sv,
    "\n\n"sv,
    "\0"sv,
    "\0\n"sv,
    "\n\0"sv,
    "\x7F"sv,
    "\xFF"sv,
    "\xC0\x80"sv,
    "\xED\xA0\x80"sv,
    "\xEF\xBB\xBF"sv,
    "/"sv,
    "//"sv,
    "/queue/"sv,
    "/topic/a/"sv,
    "/topic/a\0"sv,
    "*"sv,
    "AUTO"sv,
    "1.2,1.2"sv,
    ",,"sv,
};

constexpr std::string_view odd_decimals[] = {
    "0",
    "1",
    "-1",
    "+1",
    "01",
    "1e3",
    "0x10",
    "1 ",
    " 1",
    "1a",
    "127",
    "128",
    "1024",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999",
    "-2147483648",
};

void append_entry(std::string& out, std::string_view octets) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  out.push_back('"');
  for (const char octet : octets) {
    const auto value = static_cast<unsigned char>(octet);
    if (value >= ' ' && value < 127 && octet != '"' && octet != '\\') {
      out.push_back(octet);
    } else {
      out.append({'\\', 'x', digits[value >> 4U], digits[value & 15U]});
    }
  }
  out.append("\"\n");
}

// No word twice, in the order in which they come.
class Dictionary {
 public:
  void add(std::string_view octets) {
    if (octets.empty() || !seen_.insert(std::string(octets)).second) return;
    append_entry(out_, octets);
  }
  void comment(std::string_view line) { out_.append("# ").append(line).append("\n"); }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
  std::set<std::string> seen_;
};

}  // namespace

const std::vector<std::string_view>& known_commands() {
  static const std::vector<std::string_view> known = [] {
    std::vector<std::string_view> all;
    for (const stomp::CommandRule& rule : stomp::commands()) all.push_back(rule.command);
    return all;
  }();
  return known;
}

std::span<const std::string_view> near_commands() {
  return near_misses;
}

const std::vector<std::string_view>& known_headers() {
  static const std::vector<std::string_view> known = [] {
    std::vector<std::string_view> all;
    const auto add = [&all](std::string_view header) {
      if (std::ranges::find(all, header) == all.end()) all.push_back(header);
    };
    for (const std::string_view command : known_commands()) {
      for (const stomp::Version version : stomp::versions) {
        for (const auto header : stomp::required_headers(command, version)) add(header);
        for (const auto header : stomp::optional_headers(command, version)) add(header);
      }
    }
    for (const Usual& each : usual) add(each.header);
    return all;
  }();
  return known;
}

std::span<const std::string_view> usual_values(std::string_view header) {
  const auto* const found = std::ranges::find(usual, header, &Usual::header);
  if (found == std::end(usual)) return {};
  return found->values;
}

std::span<const std::string_view> odd_values() {
  return odd;
}

std::span<const std::string_view> odd_numbers() {
  return odd_decimals;
}

std::string dictionary() {
  Dictionary words;
  words.comment("Words that a fuzzer would take long to find by itself; for every target that");
  words.comment(
      "reads STOMP. Made from the codec's grammar by fuzz_dictionary; a test keeps it so.");
  for (const std::string_view command : known_commands()) words.add(command);
  for (const std::string_view command : near_commands()) words.add(command);
  for (const std::string_view header : known_headers()) {
    words.add(std::string(header) + ":");
    for (const std::string_view value : usual_values(header)) {
      words.add(std::string(header) + ":" + std::string(value) + "\n");
    }
  }
  for (const std::string_view number : odd_numbers()) {
    words.add("content-length:" + std::string(number) + "\n");
  }
  for (const std::string_view value : odd_values()) words.add(value);
  for (const std::string_view octets : {"\n\n\0"sv, "\r\n\r\n\0"sv, "`|"sv, "`*"sv, "`a"sv, "`b"sv,
                                        "`c"sv, "`+4"sv, "`+6"sv, "`F"sv, "`S"sv, "`G"sv, "``"sv}) {
    words.add(octets);
  }
  return words.take();
}

}  // namespace fuzz
