"""Bugs for the fuzz targets to find: `ci/fuzz --bench` plants each in a program of its own.

Nothing of this is ever in the product: a bug is one exact replacement in a copy of one file, below
the build directory. A test checks that each still fits (ci/fuzz --check-planted).
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Bug:
    name: str
    kind: str  # "memory": a sanitizer sees it; "logic": only an oracle does
    target: str  # which should find it
    file: str
    find: str
    replace: str

    @property
    def program(self):
        """As the build calls it."""
        return f"fuzz/fuzz_{self.target}"

    @property
    def changes(self):
        return ((self.find, self.replace),)


PARSER = "stomp/parser.cpp"
ESCAPING = "stomp/escaping.cpp"
CORE = "reference_broker/core/"
CONFIG = "reference_broker/config/loader.cpp"
SCENARIO = "conformance/scenario/"
SCANNER = "json/text_scanner.cpp"
TEXT = "reports/text.cpp"

BUGS = [
    # ---- The codec ----
    Bug("decoded-headers-dangle", "memory", "parser_grammar", PARSER,
        "  decoded_.reserve(escaped_octets);\n", ""),
    Bug("nul-is-looked-for-behind-the-octets", "memory", "parser_chunking", PARSER,
        "if (rest.size() <= *content_length_) return Progress::dry;",
        "if (rest.size() < *content_length_) return Progress::dry;"),
    Bug("lf-is-looked-for-behind-the-octets", "memory", "parser_chunking", PARSER,
        "  if (octets + 1 == rest.size()) return {dry(octets)};\n", ""),
    Bug("eol-is-looked-for-behind-the-octets", "memory", "parser_chunking", PARSER,
        "    if (octets.size() == 1) return std::nullopt;\n", ""),
    Bug("views-of-the-last-frame-stay", "memory", "parser_grammar", PARSER,
        "  decoded_.clear();\n  views_.clear();\n", "  decoded_.clear();\n"),
    Bug("octets-behind-a-frame-are-lost", "logic", "parser_chunking", PARSER,
        "segment_.remove_prefix(appended_ - (buffer_.size() - octets));",
        "segment_.remove_prefix(appended_);"),
    Bug("lines-have-no-limit", "logic", "parser_bounds", PARSER,
        "return rest.size() > octets_max ? rest.substr(0, octets_max + 1) : rest;",
        "return rest.size() > octets_max ? rest.substr(0, octets_max) : rest;"),
    Bug("claimed-length-has-no-limit", "logic", "parser_bounds", PARSER,
        "  if (*octets > limits_.body_octets_max) return fail(ParseFault::body_too_large);\n", ""),
    Bug("length-overflows", "logic", "parser_grammar", PARSER,
        "number = number > (largest - digit) / 10 ? largest : number * 10 + digit;",
        "number = largest == 0 ? largest : number * 10 + digit;"),
    Bug("reads-on-after-an-error", "logic", "parser_finality", PARSER,
        "  state_ = State::failed;\n  segment_ = {};",
        "  state_ = State::between_frames;\n  segment_ = {};"),
    Bug("last-length-counts", "logic", "parser_grammar", PARSER,
        'if (!content_length_ && name == "content-length") {',
        'if (name == "content-length") {'),
    Bug("values-of-1.0-are-not-trimmed", "logic", "parser_grammar", PARSER,
        "    value = without_blanks(value);\n", ""),
    Bug("cr-escape-in-1.1", "logic", "parser_grammar", ESCAPING,
        "      if (version == Version::v1_2) return '\\r';\n"
        "      return std::nullopt;\n    default:",
        "      return '\\r';\n    default:"),
    Bug("colon-is-not-escaped", "logic", "codec_round_trip", ESCAPING,
        "    case ':':\n      return 'c';\n    case '\\\\':\n      return '\\\\';\n"
        "    case '\\r':\n"
        "      if (version == Version::v1_2) return 'r';",
        "    case '\\\\':\n      return '\\\\';\n    case '\\r':\n"
        "      if (version == Version::v1_2) return 'r';"),
    # ---- The broker ----
    Bug("unsubscribed-is-still-known", "memory", "broker_sessions", CORE + "router.cpp",
        "  destination.subscriptions.erase(found);\n",
        "  if (destination.subscriptions.size() == 1) destination.subscriptions.erase(found);\n"),
    Bug("claimed-destination-is-forgotten", "memory", "broker_sessions", CORE + "router.cpp",
        "  if (!destination.subscriptions.empty() || !destination.waiting.empty() ||\n"
        "      destination.claims != 0) {",
        "  if (!destination.subscriptions.empty() || !destination.waiting.empty()) {"),
    Bug("transactions-outlive-the-session", "memory", "broker_sessions", CORE + "commands.cpp",
        "  for (auto& [id, transaction] : session.transactions) roll_back(session, transaction);\n",
        ""),
    Bug("refused-for-ever", "logic", "broker_sessions", CORE + "router.cpp",
        "++held.refusals == refusals_max", "++held.refusals == refusals_max + 1"),
    Bug("named-delivery-stays-pending", "logic", "broker_sessions", CORE + "acknowledgements.cpp",
        "pending.begin()->first <= number", "pending.begin()->first < number"),
    Bug("paused-queue-is-not-resumed", "logic", "broker_sessions", CORE + "core.cpp",
        "  router_.resume(*session);\n", ""),
    Bug("receipt-for-connect", "logic", "broker_sessions", CORE + "core.cpp",
        'opens_session(frame.command) ? std::nullopt : frame.find("receipt");',
        'frame.find("receipt");'),
    Bug("error-without-its-receipt", "logic", "broker_sessions", CORE + "core.cpp",
        "if (violation) return fail(session, *violation, receipt);",
        "if (violation) return fail(session, *violation, std::nullopt);"),
    Bug("one-subscription-too-many", "logic", "broker_sessions", CORE + "commands.cpp",
        "session.subscriptions.size() >= limits_.subscriptions_max",
        "session.subscriptions.size() > limits_.subscriptions_max"),
    Bug("one-message-too-few-in-a-queue", "logic", "broker_sessions", CORE + "router.cpp",
        "destination.waiting.size() + messages <= limits_.queue_messages_max;",
        "destination.waiting.size() + messages < limits_.queue_messages_max;"),
    Bug("ack-header-in-1.1", "logic", "broker_sessions", CORE + "router.cpp",
        "if (wants_ack && version == stomp::Version::v1_2) {", "if (wants_ack) {"),
    Bug("receipt-header-is-passed-on", "logic", "broker_sessions", CORE + "message.cpp",
        '"content-length", "receipt", "transaction"', '"content-length", "transaction"'),
    Bug("line-end-forges-a-header-in-1.0", "logic", "broker_sessions", CORE + "message.cpp",
        '  if (!stomp::representable({name, value}, version, "MESSAGE")) return;\n', ""),
    Bug("no-patience-with-heart-beats", "logic", "broker_sessions", CORE + "heart_beat.cpp",
        " * std::max<std::int64_t>(ours.tolerance, 1)", ""),
    Bug("aborted-acknowledgement-is-lost", "logic", "broker_sessions", CORE + "transactions.cpp",
        "      owner->pending.merge(settlement.deliveries);\n", "      owner->pending.size();\n"),
    Bug("answers-by-the-hour-of-creation", "logic", "broker_replay", CORE + "connect.cpp",
        'headers.push_back({"session", std::to_string(session)});',
        'static std::uint64_t ever = 0;\n'
        '  headers.push_back({"session", std::to_string(session + ++ever)});'),
    # ---- The RocketMQ policy ----
    Bug("one-message-too-many", "logic", "rocketmq_access", CORE + "transactions.cpp",
        "transaction->messages >= rules.messages_max",
        "transaction->messages > rules.messages_max"),
    Bug("rights-of-another-instance", "logic", "rocketmq_access", CORE + "rocketmq_policy.cpp",
        "covers(granted.instance, identity.instance) &&\n           ", ""),
    Bug("instances-share-destinations", "logic", "rocketmq_access", CORE + "rocketmq_policy.cpp",
        ".instance = std::string(instance)}", ".instance = {}}"),
    Bug("pub-is-sub", "logic", "rocketmq_access", CORE + "rocketmq_policy.cpp",
        "(permission == Permission::pub ? grant.pub : grant.sub)", "(grant.pub || grant.sub)"),
    Bug("secret-is-logged", "logic", "rocketmq_access", CORE + "rocketmq_policy.cpp",
        'return authentication_failed("wrong signature");',
        'return authentication_failed(joined({"wrong signature of ", secret}));'),
    # ---- Loaders ----
    Bug("strings-end-behind-the-octets", "memory", "scenario_loader", SCANNER,
        "  return text.size();\n}\n\nstd::size_t skip_blanks",
        "  return text.size() + 1;\n}\n\nstd::size_t skip_blanks"),
    Bug("columns-count-from-zero", "logic", "scenario_loader", "json/document.cpp",
        "before.size() - line_begin + 1}", "before.size() - line_begin}"),
    Bug("range-of-anything", "logic", "scenario_loader", SCENARIO + "matcher_reader.cpp",
        "value.size() == 2 && value[0].is_number_integer() &&", "value.size() == 2 &&"),
    Bug("axis-values-may-repeat", "logic", "scenario_loader", SCENARIO + "loader.cpp",
        'node.complain(problems_, in_quotes(word) + " stands twice");\n      continue;\n', ""),
    Bug("mistakes-print-what-they-quote", "logic", "settings_loader", "json/document.cpp",
        "if (code < 0x20 || code == 0x7f) {", "if (code == 0x7f) {"),
    Bug("access-points-without-names", "logic", "settings_loader", CONFIG,
        "if (!access_point.name.empty() && !names.insert", "if (!names.insert"),
    Bug("largest-message-cuts-off", "logic", "settings_loader", CONFIG,
        "if (limits.outbound_octets_max <= limits.frame",
        "if (limits.outbound_octets_max < limits.frame"),
    # ---- Reports ----
    Bug("head-is-longer-than-the-text", "memory", "report_escaping", TEXT,
        "  if (octets.size() <= octets_max) return octets;\n", ""),
    Bug("brackets-of-cdata-are-left", "logic", "report_escaping", TEXT,
        """      case '>':  // always, so that no "]]>" is left\n        return "&gt;";\n""", ""),
    Bug("isolates-are-left", "logic", "report_escaping", TEXT,
        "{0x2060, 0x206f},", "{0x2060, 0x2064},"),
    Bug("fence-as-long-as-a-run", "logic", "report_escaping", TEXT,
        "const std::string fence(longest + 1, '`');",
        "const std::string fence(std::max<std::size_t>(longest, 1), '`');"),
    Bug("base64-loses-a-bit", "logic", "report_escaping", TEXT,
        "text += i <= group.size() ?", "text += i < group.size() + 1 && i < 3 ?"),
]
