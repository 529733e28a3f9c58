#!/usr/bin/env python3
"""Runs that start their target, and start it again."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from cli_testing import PROGRAM, main, run


MORTAL = f"{sys.executable} {pathlib.Path(__file__).with_name('mortal_broker.py')}"


def alive(process_id):
    try:
        stat = pathlib.Path(f"/proc/{process_id}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


class Lives(unittest.TestCase):
    """Targets that the runner starts, and starts again."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.starts = pathlib.Path(self.folder.name) / "starts"

    def command(self, word="nothing-deadly"):
        return f"exec {MORTAL} {{port}} {word} {self.starts}"

    def processes(self):
        return self.starts.read_text().split()

    def assert_none_is_left(self):
        due = time.monotonic() + 30
        while any(map(alive, self.processes())) and time.monotonic() < due:
            os.sched_yield()
        self.assertFalse([each for each in self.processes() if alive(each)])

    def test_a_target_is_started_and_ended(self):
        result = run("run", "--launch", self.command(), "all/send/reaches-a-subscriber",
                     "--version", "1.2")
        self.assertIn("CONFORMANT", result.stdout, result.stderr)
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertEqual(len(self.processes()), 1)
        self.assert_none_is_left()

    def test_who_kills_it_is_accused_and_the_rest_is_judged(self):
        report = pathlib.Path(self.folder.name) / "out"
        result = run("run", "--launch", self.command("ABORT"), "all/send/reaches-a-subscriber",
                     "all/transactions", "--version", "1.2", "--report", str(report))
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        cases = json.loads((report / "report.json").read_text())["cases"]
        crashes = [case for case in cases if case["grade"] == "crash"]
        self.assertTrue(crashes, result.stdout)
        for case in crashes:
            self.assertIn("cannot bear ABORT", case["target_output"]["octets"])
            self.assertIn("the target's process ended by signal 11", case["message"])
        self.assertIn("pass", [case["grade"] for case in cases])
        self.assertNotIn("not-run", [case["grade"] for case in cases])
        self.assertIn("said   ", result.stdout)
        self.assertRegex(result.stdout, r"(?m)^ *again  stompcheck run .*--launch")
        self.assertGreater(len(self.processes()), len(crashes))
        self.assert_none_is_left()

    def test_a_target_that_dies_of_everything_ends_the_run(self):
        result = run("run", "--launch", self.command("receipt:"), "all/send", "--version", "1.2",
                     "--restarts", "2")
        self.assertEqual(result.returncode, 3, result.stdout)
        self.assert_none_is_left()

    def test_a_target_that_does_not_come_up_says_why(self):
        result = run("run", "--launch", "echo no luck today; exit 4 # {port}", "all/send")
        self.assertEqual(result.returncode, 3)
        self.assertIn("with exit status 4", result.stdout)
        self.assertIn("no luck today", result.stdout)

    def test_a_profile_knows_how_to_launch(self):
        profile = pathlib.Path(self.folder.name) / "mortal.json"
        profile.write_text(json.dumps({
            "name": "mortal", "description": "A test's", "endpoint": "127.0.0.1:1",
            "destinations": {"queue": "/queue/${unique}", "topic": "/topic/${unique}"},
            "missing": {name: "a test" for name in (
                "authentication", "access-control", "rocketmq", "instances", "access-points")},
            "launch": {"command": [sys.executable, os.path.relpath(MORTAL.split()[1],
                                                                   self.folder.name),
                                   "{port}", "x-deadly", str(self.starts)],
                       "ready-output": "broker is up"}}))
        result = run("run", str(profile), "--launched", "all/send/reaches-a-subscriber",
                     "--version", "1.2")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertEqual(len(self.processes()), 1)

    def test_no_target_outlives_us_however_we_die(self):
        for number in (signal.SIGINT, signal.SIGKILL):
            self.starts.unlink(missing_ok=True)
            process = subprocess.Popen(
                [PROGRAM, "run", "--launch", self.command()],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            deadline = time.monotonic() + 60
            while not self.starts.exists() or not self.processes():
                self.assertLess(time.monotonic(), deadline)
            process.send_signal(number)
            process.communicate(timeout=60)
            self.assert_none_is_left()


if __name__ == "__main__":
    main()
