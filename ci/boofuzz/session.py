#!/usr/bin/env python3
"""boofuzz against a STOMP broker, for ci/bench to be held against: the SEND frame is fuzzed, with a
fresh connection for each case.

    session.py install                   into build/boofuzz, with the versions that are pinned
    session.py run PORT [--deaf]         all its cases once, on loopback: {"cases": N, "seconds": S}

It is given whatever makes it fast and leaves it a fuzzer: no pause between cases, no page, no
restarts, no text of what it does; its database, which cannot be left out, is written to where
something is found and not after each case (fuzz_db_keep_only_n_pass_cases), and no string is longer
than those of `stompcheck fuzz`. It reads one answer to CONNECT and one to what it has fuzzed, as
long as a campaign would wait for what may come; each SEND asks for a RECEIPT, so that one comes
soon. With --deaf it reads nothing at all: faster, and then only a dead broker is noticed.

What it does not do, and a campaign does within its time: say what is wrong with an answer, notice
that there is none, ask another connection whether the broker still serves.

Exit status: 0 done; 2 usage, or boofuzz cannot be had.
"""

import argparse
import json
import pathlib
import sys
import tempfile
import warnings

HERE = pathlib.Path(__file__).resolve().parent
VENV = HERE.parent.parent / "build" / "boofuzz" / "venv"
REQUIREMENTS = HERE / "requirements.txt"
sys.path.insert(0, str(HERE.parent / "interop"))
sys.dont_write_bytecode = True

import environments  # noqa: E402

# As Campaign's shortest glance, and its longest value (fuzz/campaign/frames.cpp).
ANSWER_SECONDS = 0.005
STRING_OCTETS_MAX = 180


def interpreter():
    """That has boofuzz; None where it was not installed, or with other versions."""
    python = VENV / "bin" / "python"
    return python if environments.is_python_with(VENV, REQUIREMENTS) else None


def install(_):
    try:
        environments.python_with(VENV, REQUIREMENTS, "boofuzz")
    except environments.Unavailable as reason:
        print(f"ci/boofuzz: {reason}", file=sys.stderr)
        return 2
    return 0


def frames():
    """CONNECT, which is only sent, and SEND, which is fuzzed."""
    from boofuzz import Delim, Request, Static, String

    def words(name, text):
        return String(name=name, default_value=text, max_len=STRING_OCTETS_MAX)

    def header(name, value):
        return (words(f"{name}-name", name), Delim(name=f"{name}-colon", default_value=":"),
                words(f"{name}-value", value), Delim(name=f"{name}-end", default_value="\n"))

    connect = Request("CONNECT", children=(
        Static(name="frame", default_value="CONNECT\naccept-version:1.2\nhost:/\n\n\0"),))
    send = Request("SEND", children=(
        words("command", "SEND"), Delim(name="command-end", default_value="\n"),
        *header("destination", "/topic/fuzz-boofuzz"), *header("receipt", "r1"),
        *header("x-1", "a b"), Delim(name="blank", default_value="\n"), words("body", "hello"),
        Static(name="end", default_value="\0")))
    return connect, send


def run(arguments):
    try:
        import boofuzz
    except ImportError:
        print("ci/boofuzz: boofuzz is not installed: run ci/setup bench", file=sys.stderr)
        return 2
    warnings.simplefilter("ignore")  # of its own calls of what Python will not have for ever
    connect, send = frames()
    with tempfile.TemporaryDirectory() as folder:
        session = boofuzz.Session(
            target=boofuzz.Target(connection=boofuzz.TCPSocketConnection(
                "127.0.0.1", arguments.port, recv_timeout=ANSWER_SECONDS)),
            sleep_time=0, restart_interval=0, restart_sleep_time=0, web_port=None,
            keep_web_open=False, fuzz_loggers=[], db_filename=f"{folder}/boofuzz.db",
            fuzz_db_keep_only_n_pass_cases=10, ignore_connection_reset=True,
            ignore_connection_aborted=True, receive_data_after_fuzz=not arguments.deaf,
            receive_data_after_each_request=not arguments.deaf)
        session.connect(connect)
        session.connect(connect, send)
        session.fuzz(max_depth=1)
        seconds = session.runtime
    print(json.dumps({"cases": session.num_cases_actually_fuzzed, "seconds": seconds}))
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(required=True)
    verbs.add_parser("install").set_defaults(verb=install)
    runs = verbs.add_parser("run")
    runs.add_argument("port", type=int)
    runs.add_argument("--deaf", action="store_true")
    runs.set_defaults(verb=run)
    arguments = parser.parse_args()
    return arguments.verb(arguments)


if __name__ == "__main__":
    sys.exit(main())
