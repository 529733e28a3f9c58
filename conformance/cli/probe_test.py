#!/usr/bin/env python3
"""stompcheck probe: an unknown broker becomes a profile."""

import json
import pathlib
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from cli_testing import PROGRAM, OpenBroker, main, run, serve, start_echo, start_silence


class Probe(unittest.TestCase):
    def test_it_writes_a_profile_that_run_accepts(self):
        with tempfile.TemporaryDirectory() as directory, OpenBroker() as port:
            file = pathlib.Path(directory) / "my-broker.json"
            result = run("probe", f"127.0.0.1:{port}", "--no-limits", "--output",
                         str(file))
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            self.assertNotIn("\x1b", result.stdout + result.stderr)
            self.assertIn("versions", result.stdout)
            profile = json.loads(file.read_text())
            self.assertEqual(profile["name"], "my-broker")
            self.assertNotIn("limits", profile)
            self.assertEqual(profile["destinations"]["queue"], "/queue/stompcheck-${unique}")
            judged = run("run", str(file), "all/send")
            self.assertEqual(judged.returncode, 0, judged.stdout + judged.stderr)

            again = run("probe", f"127.0.0.1:{port}", "--output", str(file))
            self.assertEqual(again.returncode, 2)
            self.assertIn("--force", again.stderr)

    def test_who_lets_nobody_in_gets_no_profile(self):
        with tempfile.TemporaryDirectory() as directory, socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            file = pathlib.Path(directory) / "nobody.json"
            for port in (listener.getsockname()[1], start_silence(), start_echo()):
                result = run("probe", f"127.0.0.1:{port}", "--timeout", "100", "--output",
                             str(file))
                self.assertEqual(result.returncode, 3, result.stdout)
                self.assertIn(f"127.0.0.1:{port}", result.stderr)
                self.assertFalse(file.exists())

    def test_the_time_bounds_everything(self):
        began = time.monotonic()
        result = run("probe", f"127.0.0.1:{start_silence()}", "--timeout", "60000", "--time", "1")
        self.assertEqual(result.returncode, 3, result.stdout)
        self.assertLess(time.monotonic() - began, 60)

    def test_ctrl_c_ends_it(self):
        begun = threading.Event()

        def wait(connection):
            begun.set()
            while connection.recv(1 << 20):
                pass
        process = subprocess.Popen([PROGRAM, "probe", f"127.0.0.1:{serve(wait)}", "--timeout",
                                    "60000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertTrue(begun.wait(60))
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)


if __name__ == "__main__":
    main()
