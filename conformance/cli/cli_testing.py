"""What the tests of the program share: to call it, and counterparts for it to talk to.

Each *_test.py beside it is a test of its own, called as FILE STOMPCHECK [unittest arguments].
"""

import os
import pathlib
import re
import socket
import subprocess
import sys
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = sys.argv[1] if len(sys.argv) > 1 else ""


def run(*arguments, **options):
    environment = {**os.environ, **options.pop("environment", {})}
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=100,
                          env=environment, **options)


def main():
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2, warnings="ignore")


def serve(handle):
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=guarded, args=(connection,), daemon=True).start()

    def guarded(connection):
        try:
            handle(connection)
        except OSError:
            pass

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


class OpenBroker:
    """The reference broker under its open policy, in a process of its own, on a free port."""

    def __enter__(self):
        self.process = subprocess.Popen([PROGRAM, "broker", "--policy", "open", "--port", "0",
                                         "--quiet"], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        return int(re.search(r":(\d+) ", line)[1])

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


def start_silence():
    return serve(lambda connection: connection.recv(1 << 20) and connection.recv(1 << 20))


def start_echo():
    def echo(connection):
        while octets := connection.recv(65536):
            connection.sendall(octets)
    return serve(echo)


def start_deaf_broker():
    """CONNECTED to everybody, and nothing else ever."""
    def connected(connection):
        octets = connection.recv(65536)
        version = re.search(rb"accept-version:(\S+)", octets)
        connection.sendall(b"CONNECTED\nversion:" + (version[1] if version else b"1.0") + b"\n\n\0")
        while connection.recv(65536):
            pass
    return serve(connected)
