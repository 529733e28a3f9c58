#!/usr/bin/env python3
"""Tests of broker.py with a broker made of a few lines of Python: nothing real is installed or
started, and all that is written lies in a temporary directory."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent

# Answers each connection with CONNECTED, and dies of a frame that says "die".
SERVER = """\
import socket, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listening", flush=True)
while True:
    connection, _ = listener.accept()
    octets = connection.recv(1000)
    if b"die" in octets:
        sys.exit(9)
    connection.sendall(b"CONNECTED\\nversion:1.2\\n\\n\\0")
    connection.close()
"""
SCRIPT = f"""\
#!{sys.executable}
import os, sys
import broker

class Toy(broker.Broker):
    name = "toy"
    title = "Toy"

    def install(self):
        broker.made_once(broker.SOFTWARE / "toy", os.environ["PIN"], lambda _: print("made"))

    def version(self):
        return broker.need_file(broker.ROOT / "server.py", "toy") and "1.2.3"

    def processes(self, directory, port):
        helper = [sys.executable, "-c", "import time; time.sleep(600)"]
        return [("helper", helper, {{}}),
                ("server", [sys.executable, broker.ROOT / "server.py", port], {{}})]

broker.main(Toy())
"""


class ToyBroker(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = pathlib.Path(directory.name)
        folder = self.root / "ci/brokers"
        folder.mkdir(parents=True)
        shutil.copy(HERE / "broker.py", folder)
        (self.root / "server.py").write_text(SERVER, encoding="utf-8")
        self.script = folder / "toy"
        self.script.write_text(SCRIPT, encoding="utf-8")
        self.script.chmod(0o755)
        self.addCleanup(self.call, "stop")

    def call(self, *words, **environment):
        return subprocess.run([self.script, *words], text=True, capture_output=True, check=False,
                              timeout=60, env={**os.environ, **environment})

    def assert_plain(self, done, status, *words):
        """The status, and that the words were said."""
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, status, said)
        for word in words:
            self.assertIn(word, said)

    def serve(self, port):
        """One in the foreground, ready."""
        process = subprocess.Popen([self.script, "serve", "--port", str(port)], text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.assertEqual(process.stdout.readline(), "listening\n")
        return process

    def test_explains_itself(self):
        done = self.call("--help")
        self.assert_plain(done, 0)
        self.assertRegex(done.stdout, "^Usage: ci/brokers/toy start")

    def test_start_status_and_stop_speak_of_one(self):
        self.assert_plain(self.call("status"), 3, "Toy is stopped")
        started = self.call("start", "--port", "0")
        self.assert_plain(started, 0, "Toy 1.2.3 speaks STOMP on 127.0.0.1:")
        self.assertEqual(self.call("start", "--port", "0").stdout, started.stdout)
        self.assertEqual(self.call("status").stdout, started.stdout)
        self.assert_plain(self.call("stop"), 0, "Toy is stopped")
        self.assert_plain(self.call("status"), 3)
        self.assert_plain(self.call("stop"), 0)

    def test_run_returns_the_status_of_the_command_and_stops(self):
        command = ["sh", "-c", "echo at $STOMP_HOST:$STOMP_PORT; exit 7"]
        done = self.call("run", "--port", "0", *command)
        self.assert_plain(done, 7, "at 127.0.0.1:")
        self.assert_plain(self.call("status"), 3)

    def test_run_leaves_a_broker_that_was_there_before(self):
        self.call("start", "--port", "0")
        self.assert_plain(self.call("run", "true"), 0)
        self.assert_plain(self.call("status"), 0)

    def test_two_serve_side_by_side_and_end_when_told(self):
        first, second = (self.serve(port) for port in free_ports(2))
        first.send_signal(signal.SIGTERM)
        self.assertEqual(first.wait(timeout=30), 0)
        self.assertIsNone(second.poll())
        second.send_signal(signal.SIGINT)
        self.assertEqual(second.wait(timeout=30), 0)

    def test_serve_ends_with_a_broker_that_dies_and_takes_its_helpers_along(self):
        [port] = free_ports(1)
        process = self.serve(port)
        children = children_of(process.pid)
        self.assertEqual(len(children), 2)
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"die")
        self.assertEqual(process.wait(timeout=30), 1)
        self.assertIn("Toy ended by itself with status 9", process.stderr.read())
        for child in children:
            self.assertFalse(pathlib.Path(f"/proc/{child}").exists())

    def test_says_that_a_port_is_taken(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = str(other.getsockname()[1])
            for verb in ("start", "serve"):
                self.assert_plain(self.call(verb, "--port", port), 2, f"port {port} is taken")

    def test_shows_the_output_of_a_broker_that_does_not_come_up(self):
        (self.root / "server.py").write_text("raise SystemExit('no licence')", encoding="utf-8")
        self.assert_plain(self.call("start", "--port", "0"), 2, "no licence", "did not come up")

    def test_names_the_cure_where_it_is_not_installed(self):
        (self.root / "server.py").unlink()
        for verb in ("start", "serve", "version"):
            self.assert_plain(self.call(verb), 2, "not installed: run ci/setup toy")

    def test_installs_once_for_each_pin(self):
        self.assertEqual(self.call("install", PIN="1").stdout, "made\n")
        self.assertEqual(self.call("install", PIN="1").stdout, "")
        self.assertEqual(self.call("install", PIN="2").stdout, "made\n")

    def test_refuses_what_it_does_not_know(self):
        self.assert_plain(self.call("begin"), 2, 'unknown verb "begin"')
        self.assert_plain(self.call("start", "--port", "x"), 2, "--port wants a number")
        self.assert_plain(self.call("stop", "now"), 2, 'stop does not know "now"')
        self.assert_plain(self.call("run"), 2, "run needs a command")


def free_ports(count):
    """Ports that nobody listens on, all different."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def children_of(pid):
    """The ids of its child processes."""
    return pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()


if __name__ == "__main__":
    unittest.main()
