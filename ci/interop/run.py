#!/usr/bin/env python3
"""Runs a real client against a broker, on loopback and within a minute.

    run.py --stompcheck build/asan/stompcheck --broker rocketmq --client stomp_py
    ci/brokers/rabbitmq run --port 0 ci/interop/run.py --broker rabbitmq --client stompjs

The reference broker (rocketmq, open: its two policies, with their sample settings) is started on a
free port and ended by its own id. Any other is expected at $STOMP_HOST:$STOMP_PORT.

Exit status: 0 passed; 1 failed; 77 skipped, with the reason on a line that starts with "SKIPPED".
"""

import argparse
import base64
import contextlib
import hashlib
import hmac
import json
import os
import pathlib
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

from environments import Unavailable, node_project_with_clients, python_with_clients

HERE = pathlib.Path(__file__).resolve().parent
CACHE = HERE.parent.parent / "build" / "interop"

CLIENT_SECONDS_MAX = 60
BROKER_SECONDS_MAX = 20  # to listen, and to end: a sanitizer build on a busy machine
SKIPPED = 77

# As in the document, but a message a second would take 100 s.
SAMPLE_COUNT = 99
SAMPLE_PAUSE = "0"


class Failure(Exception):
    """What went wrong, in words for people."""


class Process:
    """A program of ours whose output is kept and can be waited for line by line."""

    def __init__(self, command, environment=None):
        self.lines = []
        self._fresh = queue.Queue()
        self._process = subprocess.Popen(
            [str(word) for word in command], env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace")
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        with self._process.stdout as output:
            for line in output:
                self.lines.append(line.rstrip("\n"))
                self._fresh.put(line)
        self._fresh.put(None)

    def wait_for_line(self, pattern, seconds):
        while True:
            try:
                line = self._fresh.get(timeout=seconds)
            except queue.Empty:
                line = None
            if line is None:
                raise Failure(f"no line matched {pattern!r} in the output:\n{self.text()}")
            match = re.search(pattern, line)
            if match:
                return match

    def end(self, seconds):
        """Waits for the exit status; what does not end is killed, and that is a failure."""
        try:
            status = self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failure(f"it did not end within {seconds} s:\n{self.text()}") from None
        self._reader.join()
        return status

    def terminate(self):
        self._process.send_signal(signal.SIGTERM)

    def kill(self):
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
            self._reader.join()

    def text(self):
        return "\n".join(self.lines[-40:])


@contextlib.contextmanager
def reference_broker(stompcheck, policy, transport="tcp", certificate=None):
    """`certificate`: where to write the one that is made for TLS, for clients to trust."""
    command = [stompcheck, "broker", "--policy", policy, "--listen", "127.0.0.1", "--port", "0"]
    if transport != "tcp":
        command += ["--transport", transport]
    if certificate:
        command += ["--write-certificate", certificate]
    broker = Process(command)
    try:
        listening = broker.wait_for_line(r"listening on ([\d.]+):(\d+)", BROKER_SECONDS_MAX)
        try:
            yield listening[1], int(listening[2]), broker
        except Failure as failure:
            raise Failure(f"{failure}\nThe broker said:\n{broker.text()}") from failure
        broker.terminate()
        status = broker.end(BROKER_SECONDS_MAX)
        if status != 0:
            raise Failure(f"the broker ended with status {status}:\n{broker.text()}")
    finally:
        broker.kill()


def signature(secret, client_id):
    """RMQ-AUTH-2."""
    digest = hmac.new(secret.encode(), client_id.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def client_environment(kind, host, port, client):
    """What the round trips need to know about a broker."""
    headers, login, passcode, virtual_host = {}, "", "", ""
    destinations = "/topic/interop,/queue/interop"
    if kind == "rocketmq":
        headers = {"client-id": client, "instance-id": "inst_a"}
        login, passcode = "ak-owner", signature("sk-owner", client)
        destinations = "/t/interop"
    elif kind == "rabbitmq":
        login, passcode, virtual_host = "guest", "guest", "/"
    return {"STOMP_HOST": host, "STOMP_PORT": str(port), "STOMP_VHOST": virtual_host,
            "STOMP_LOGIN": login, "STOMP_PASSCODE": passcode,
            "STOMP_CONNECT_HEADERS": json.dumps(headers), "STOMP_DESTINATIONS": destinations}


def run_round_trip(command, environment):
    client = Process(command, environment)
    try:
        status = client.end(CLIENT_SECONDS_MAX)
    finally:
        client.kill()
    print("\n".join(client.lines))
    if status != 0:
        raise Failure(f"the client ended with status {status}")


def stomp_py(python, kind, host, port, broker):
    del broker
    run_round_trip([python, HERE / "stomp_py_round_trip.py"],
                   client_environment(kind, host, port, "stomp_py"))


def stompjs(installed, kind, host, port, broker):
    del broker
    node, project = installed
    # Node resolves packages from where the importing file lies.
    with tempfile.NamedTemporaryFile(dir=project, suffix=".mjs") as program:
        shutil.copy(HERE / "stompjs_round_trip.mjs", program.name)
        run_round_trip([node, program.name], client_environment(kind, host, port, "stompjs"))


def stompjs_websocket(installed, kind, host, port, broker, certificate=None):
    """The same round trip, over WebSocket; over WebSocket and TLS where there is a certificate."""
    del broker
    node, project = installed
    environment = client_environment(kind, host, port, "stompjs_websocket")
    environment["STOMP_WEBSOCKET"] = f"{'wss' if certificate else 'ws'}://{host}:{port}/stomp"
    if certificate:
        environment["STOMP_CA"] = str(certificate)
    with tempfile.NamedTemporaryFile(dir=project, suffix=".mjs") as program:
        shutil.copy(HERE / "stompjs_round_trip.mjs", program.name)
        run_round_trip([node, program.name], environment)


def openssl_program(cache):
    del cache
    program = shutil.which("openssl")
    if not program:
        raise Unavailable("the program openssl is not installed")
    return program


def openssl(program, kind, host, port, broker, certificate):
    """The TLS listener as OpenSSL's own client sees it: in both versions of TLS the certificate
    must verify for the address, and STOMP must come through to the end of the connection."""
    del kind, broker
    for version in ("-tls1_2", "-tls1_3"):
        command = [program, "s_client", "-connect", f"{host}:{port}", version, "-CAfile",
                   certificate, "-verify_ip", host, "-verify_return_error", "-quiet", "-ign_eof"]
        done = subprocess.run(
            [str(word) for word in command], capture_output=True, timeout=CLIENT_SECONDS_MAX,
            input=b"CONNECT\naccept-version:1.2\nhost:h\n\n\0DISCONNECT\nreceipt:bye\n\n\0"
                  b"NONSENSE\n\n\0", check=False)
        for expected in (b"CONNECTED\nversion:1.2\n", b"RECEIPT\nreceipt-id:bye\n"):
            if expected not in done.stdout:
                raise Failure(f"openssl {version} got {done.stdout!r} and said {done.stderr!r}; "
                              f"{expected!r} was expected")
        print(f"openssl s_client {version}: passed")


def rocketmq_samples(python, kind, host, port, broker):
    """The two programs of the document must run as they are, and receive what they wait for."""
    if kind != "rocketmq":
        raise Failure("the samples of the RocketMQ document are for the broker \"rocketmq\"")
    parameters = [f"tcp://{host}:{port}", "ak-owner", "sk-owner", "inst_a", "/t/t1", SAMPLE_COUNT]
    receiver = Process([python, HERE / "rocketmq_sample_receiver.py", *parameters])
    try:
        receiver.wait_for_line("^recv: ", CLIENT_SECONDS_MAX)
        sender = Process([python, HERE / "rocketmq_sample_sender.py", *parameters, SAMPLE_PAUSE])
        try:
            statuses = [sender.end(CLIENT_SECONDS_MAX), receiver.end(CLIENT_SECONDS_MAX)]
        finally:
            sender.kill()
    finally:
        receiver.kill()
    check_samples(statuses, receiver.lines, sender.lines)
    for client in ("recv_01", "send_01"):
        if not any(client in line for line in broker.lines):
            raise Failure(f"the broker's log does not name the client {client}")
    print(f"the samples exchanged {SAMPLE_COUNT} messages; each was in order and receipted")


def check_samples(statuses, received, sent):
    """stompest shows a frame as: RECEIPT frame [headers={'receipt-id': 'R001'}, version=1.2]"""
    numbers = range(1, SAMPLE_COUNT + 1)
    expectations = [("receiver", received, ["recv: RECEIPT .*'receipt-id': 'R001'"] +
                     [f"recv: MESSAGE .*body=b?'m_{number}'" for number in numbers]),
                    ("sender", sent, [pattern for number in numbers for pattern in
                                      (f"send :m_{number}$",
                                       f"resp: RECEIPT .*'receipt-id': '{number}'")])]
    for (who, lines, patterns), status in zip(expectations, reversed(statuses)):
        for index, pattern in enumerate(patterns):
            line = lines[index] if index < len(lines) else "(nothing)"
            if not re.match(pattern, line):
                raise Failure(f"the {who} printed on line {index + 1}: {line}\n"
                              f"which should match: {pattern}\n" + "\n".join(lines[-20:]))
        if status != 0 or len(lines) != len(patterns):
            raise Failure(f"the {who} ended with status {status} after {len(lines)} lines; 0 after "
                          f"{len(patterns)} was expected:\n" + "\n".join(lines[-20:]))


# What each client runs in, and what it is put through.
CLIENTS = {
    "rocketmq_samples": (python_with_clients, rocketmq_samples),
    "stomp_py": (python_with_clients, stomp_py),
    "stompjs": (node_project_with_clients, stompjs),
    "stompjs_websocket": (node_project_with_clients, stompjs_websocket),
    "stompjs_secure_websocket": (node_project_with_clients, stompjs_websocket),
    "openssl": (openssl_program, openssl),
}
# Those that come in by another transport than TCP: to the broker "open" alone.
TRANSPORTS = {
    "stompjs_websocket": "websocket",
    "stompjs_secure_websocket": "secure-websocket",
    "openssl": "tls",
}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--client", required=True, choices=sorted(CLIENTS))
    parser.add_argument("--broker", required=True, choices=["rocketmq", "open", "rabbitmq"])
    parser.add_argument("--stompcheck", help="the program, for the brokers rocketmq and open")
    arguments = parser.parse_args()
    if arguments.broker != "rabbitmq" and not arguments.stompcheck:
        parser.error("--stompcheck is needed for the reference broker")
    if arguments.client in TRANSPORTS and arguments.broker != "open":
        parser.error(f"{arguments.client} needs a transport that only the broker open has")
    return arguments


def exercise_transport(arguments, installed, exercise):
    transport = TRANSPORTS[arguments.client]
    with tempfile.TemporaryDirectory() as directory:
        over_tls = transport != "websocket"
        certificate = pathlib.Path(directory) / "broker.pem" if over_tls else None
        with reference_broker(arguments.stompcheck, arguments.broker, transport,
                              certificate) as (host, port, broker):
            exercise(installed, arguments.broker, host, port, broker, certificate)


def main():
    arguments = parse_arguments()
    install, exercise = CLIENTS[arguments.client]
    try:
        installed = install(CACHE)
        if arguments.broker == "rabbitmq":
            exercise(installed, "rabbitmq", os.environ.get("STOMP_HOST", "127.0.0.1"),
                     int(os.environ.get("STOMP_PORT", "61613")), None)
        elif arguments.client in TRANSPORTS:
            exercise_transport(arguments, installed, exercise)
        else:
            with reference_broker(arguments.stompcheck, arguments.broker) as (host, port, broker):
                exercise(installed, arguments.broker, host, port, broker)
    except Unavailable as reason:
        print(f"SKIPPED: {reason}")
        return SKIPPED
    except Failure as failure:
        print(f"FAILED: {failure}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
