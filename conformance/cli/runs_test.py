#!/usr/bin/env python3
"""Runs that know their target's past and its life: baselines, shards, launches.

Usage: runs_test.py STOMPCHECK [unittest arguments]
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import cli_test
from cli_test import run


class Baselines(unittest.TestCase):
    """Known failures of an embedded broker that is wrong in one way."""

    TARGET = ["reference-open", "--simulate", "--deviate", "ack-individual-is-cumulative",
              "all/ack", "all/send"]

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.file = pathlib.Path(self.folder.name) / "known.json"

    def judge(self, *more, target=None):
        result = run("run", *(target or self.TARGET), *more)
        return result.returncode, result.stdout + result.stderr

    def test_what_is_known_does_not_fail_and_what_is_not_does(self):
        code, text = self.judge("--write-baseline", str(self.file))
        self.assertEqual(code, 1, text)
        self.assertIn("not explained yet", text)
        code, text = self.judge("--baseline", str(self.file), "--report", self.folder.name)
        self.assertEqual(code, 0, text)
        self.assertIn("AS EXPECTED, NOT CONFORMANT", text)
        report = json.loads((pathlib.Path(self.folder.name) / "report.json").read_text())
        self.assertTrue([case for case in report["cases"] if case["expected"]])
        self.assertIn("expected by the baseline",
                      (pathlib.Path(self.folder.name) / "junit.xml").read_text())
        known = json.loads(self.file.read_text())
        known["expected"][0]["got"] = "something else"
        self.file.write_text(json.dumps(known))
        code, text = self.judge("--baseline", str(self.file))
        self.assertEqual(code, 1, text)
        self.assertIn("fails in another way now", text)

    def test_what_holds_no_more_fails_with_its_place(self):
        self.file.write_text(json.dumps({"expected": [
            {"case": "all/send/reaches-a-subscriber", "grade": "fail", "got": "*", "reason": "r"},
            {"case": "all/no/such-case", "grade": "fail", "got": "*", "reason": "r"}]}, indent=1))
        code, text = self.judge("--baseline", str(self.file),
                                target=["reference-open", "--simulate", "all/send"])
        self.assertEqual(code, 1, text)
        self.assertRegex(text, re.escape(str(self.file)) + r":\d+: stale: .* passes now")
        self.assertRegex(text, re.escape(str(self.file)) + r":\d+: unmatched: ")
        # Whoever selects other cases hears of the entry that names no case at all, and only that.
        code, text = self.judge("--baseline", str(self.file),
                                target=["reference-open", "--simulate", "all/ack"])
        self.assertNotIn("stale", text)

    def test_reasons_are_kept(self):
        self.judge("--write-baseline", str(self.file))
        known = json.loads(self.file.read_text())
        known["expected"][0]["reason"] = "because"
        known["expected"][0]["issue"] = "https://example.org/1"
        self.file.write_text(json.dumps(known))
        self.judge("--write-baseline", str(self.file))
        again = json.loads(self.file.read_text())
        self.assertEqual(again, known)

    def test_mistakes_in_a_baseline_exit_with_two(self):
        self.file.write_text('{"expected": [{"case": "x", "garde": "fail"}]}')
        code, text = self.judge("--baseline", str(self.file))
        self.assertEqual(code, 2)
        self.assertIn("garde", text)


class Shards(unittest.TestCase):
    def test_together_they_are_everything_and_they_share_nothing(self):
        keys = []
        with tempfile.TemporaryDirectory() as folder:
            for number in ("1", "2", "3"):
                out = pathlib.Path(folder) / number
                run("run", "reference-open", "--simulate", "all/send", "--shard", f"{number}/3",
                    "--report", str(out))
                report = json.loads((out / "report.json").read_text())
                mine = [case["key"] for case in report["cases"]]
                self.assertEqual(report["target"]["cases_selected"], len(mine))
                self.assertEqual(report["target"]["shard"]["number"], int(number))
                keys += mine
            cases = json.loads(run("list", "--format", "json", "all/send").stdout)
            self.assertEqual(report["target"]["shard"]["cases_in_all"], len(cases))
            self.assertEqual(sorted(keys), sorted(case["key"] for case in cases))


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
            # Whichever is noticed first: the end of the process, or that nobody is served.
            self.assertRegex(case["message"], "signal 11|the target served nobody")
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
                [cli_test.PROGRAM, "run", "--launch", self.command()],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            deadline = time.monotonic() + 60
            while not self.starts.exists() or not self.processes():
                self.assertLess(time.monotonic(), deadline)
            process.send_signal(number)
            process.communicate(timeout=60)
            self.assert_none_is_left()


if __name__ == "__main__":
    cli_test.PROGRAM = sys.argv.pop(1)
    unittest.main(verbosity=2, warnings="ignore")
