"""Bugs for a campaign to find over the network: each ends the service that others have of the
reference broker, by a crash or by a hang. `ci/fuzz --campaign` plants each in a `stompcheck` of its
own, whose verb `broker` is the target.

They are such as brokers have had, and read like the mistake itself. As with the bugs of fuzz
targets (bugs.py), nothing of this is ever in the product, and a test checks that each still fits.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class BrokerBug:
    name: str
    kind: str  # what a campaign should call it: "crash", "hang"
    file: str
    changes: tuple  # of (what is there once, what is there instead)
    program: str = "stompcheck"  # as the build calls it


PARSER = "stomp/parser.cpp"
CORE = "reference_broker/core/"
SERVER = "reference_broker/net/server.cpp"

BUGS = [
    # ---- Crashes ----
    # Memory is taken before the limit is looked at: nobody has 2^63 octets.
    BrokerBug("room-for-any-length", "crash", PARSER, ((
        "  if (*octets > limits_.body_octets_max) return fail(ParseFault::body_too_large);\n",
        "  decoded_.reserve(*octets);\n"
        "  if (*octets > limits_.body_octets_max) return fail(ParseFault::body_too_large);\n"),)),
    # Values are checked before they are decoded; names are only decoded.
    BrokerBug("undefined-escape-in-a-name", "crash", PARSER, ((
        "if (escaped && !(well_escaped(name, version_) && well_escaped(value, version_))) {",
        "if (escaped && !well_escaped(value, version_)) {"),)),
    # A null pointer: the subscription is another connection's, or is no more.
    BrokerBug("acknowledged-by-a-stranger", "crash", CORE + "acknowledgements.cpp", ((
        "if (subscription == nullptr || !subscription->pending.contains(id.delivery))",
        "if (!subscription->pending.contains(id.delivery))"),)),
    # An assertion: "a client command without a handler".
    BrokerBug("server-command-from-a-client", "crash", CORE + "frame_rules.cpp", ((
        "  if (rule->sender == stomp::Sender::server) {",
        '  if (frame.command == "MESSAGE") {'),)),
    # The stack is written over.
    BrokerBug("receipt-longer-than-its-buffer", "crash", CORE + "outbox.cpp", ((
        "    stomp::append_escaped(out, receipt, session.version());\n",
        "    char id[64];\n"
        "    const std::size_t octets = receipt.copy(id, receipt.size());\n"
        "    stomp::append_escaped(out, {id, octets}, session.version());\n"),)),
    # Recursion without an end: whoever has refused the message is the only one to be asked again.
    BrokerBug("refused-by-the-only-consumer", "crash", CORE + "router.cpp", ((
        "  return refuser;\n",
        "  if (refuser == nullptr) return nullptr;\n"
        "  Subscription* const other = choose_consumer(queue, held);\n"
        "  return other == nullptr ? refuser : other;\n"),)),
    # ---- Hangs ----
    # A loop that stays where it is.
    BrokerBug("empty-version-in-the-list", "hang", CORE + "connect.cpp", ((
        "    const std::size_t comma = rest.find(',');\n",
        "    const std::size_t comma = rest.find(',');\n"
        "    if (comma == 0) continue;\n"),)),
    # Padding that is read for ever, since nobody steps over it.
    BrokerBug("lone-carriage-return", "hang", PARSER, ((
        "    (void)fail(ParseFault::stray_carriage_return);\n    return error_;\n",
        "    return Eol{};\n"),)),
    # A deadlock: who has the lock calls somebody who takes it.
    BrokerBug("leaves-with-unacknowledged-messages", "hang", CORE + "router.cpp", (
        ("#include <utility>\n", "#include <mutex>\n#include <utility>\n"),
        ("constexpr unsigned refusals_max = 5;\n",
         "constexpr unsigned refusals_max = 5;\n\nstd::mutex deliveries;\n"),
        ("  for (auto& [number, held] : subscription.pending) ",
         "  const std::lock_guard lock(deliveries);\n"
         "  for (auto& [number, held] : subscription.pending) "),
        ("void Router::give_back(Session& session, Held held) {\n",
         "void Router::give_back(Session& session, Held held) {\n"
         "  const std::lock_guard lock(deliveries);\n"))),
    # A lost wake-up: the next client is let in when this one has said something, and whoever looks
    # whether a port is open never does.
    BrokerBug("leaves-without-a-word", "hang", SERVER, (
        ("  ConnectionId last_connection_ = 0;\n",
         "  ConnectionId last_connection_ = 0;\n"
         "  ConnectionId newcomer_ = 0;\n  Listener* door_ = nullptr;\n"),
        ("  connection->start();\n  accept(listener);\n",
         "  connection->start();\n  newcomer_ = id;\n  door_ = &listener;\n"),
        ("void Server::Shell::on_octets(ConnectionId connection, std::string_view octets) {\n",
         "void Server::Shell::on_octets(ConnectionId connection, std::string_view octets) {\n"
         "  if (connection == newcomer_) {\n    newcomer_ = 0;\n    accept(*door_);\n  }\n"))),
]

# For the clock of attribution (ci/bench): plainly legal frames do it, of which thousands are under
# way at once, and one in some thousand is such a one.
TEMPLATE = BrokerBug("template-in-a-header", "crash", CORE + "commands.cpp", ((
    "  if (Result refused = policy_.judge(session.identity, Permission::pub, destination)) {\n",
    '  stomp::check(frame.find("x-3") != "${x}" || !frame.body.ends_with("{\\"a\\":1}"),\n'
    '               "a template that has no x");\n'
    "  if (Result refused = policy_.judge(session.identity, Permission::pub, destination)) {\n"),))

ALL = [*BUGS, TEMPLATE]
