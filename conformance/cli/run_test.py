#!/usr/bin/env python3
"""stompcheck run: exit codes, reports and what is said."""

import json
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree

from cli_testing import PROGRAM, main, run, start_deaf_broker, start_echo, start_silence


class Runs(unittest.TestCase):
    def test_simulated_and_real_runs_agree(self):
        for extra in ([], ["--simulate"]):
            result = run("run", "reference-open", "all/send", *extra)
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            self.assertIn("CONFORMANT", result.stdout)

    def test_output_to_a_pipe_has_no_colour_and_no_carriage_return(self):
        result = run("run", "reference-open", "all/send")
        self.assertNotIn("\x1b", result.stdout + result.stderr)
        self.assertNotIn("\r", result.stdout + result.stderr)
        coloured = run("run", "reference-open", "all/send", "--color", "always")
        self.assertIn("\x1b", coloured.stdout)

    def test_a_dead_port_ends_with_three_and_a_report(self):
        with socket.socket() as listener, tempfile.TemporaryDirectory() as directory:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
            result = run("run", f"127.0.0.1:{port}", "--report", directory)
            self.assertEqual(result.returncode, 3)
            self.assertIn("does not accept connections", result.stdout)
            self.assert_reports(directory, ending="target-unreachable")

    def test_a_broken_broker_fails_and_every_report_says_so(self):
        with tempfile.TemporaryDirectory() as directory:
            port = start_deaf_broker()
            result = run("run", f"127.0.0.1:{port}", "1.2/error", "--keep-going",
                         "--timeout", "200", "--report", directory)
            self.assertEqual(result.returncode, 1, result.stdout)
            self.assertIn("again", result.stdout)
            report = self.assert_reports(directory, ending="complete")
            self.assertTrue(any(case["grade"] == "crash" for case in report["cases"]))

    def test_the_passcode_is_in_no_output(self):
        secret = "correct-horse-battery"
        with tempfile.TemporaryDirectory() as directory:
            result = run("run", f"127.0.0.1:{start_echo()}", "--keep-going", "--timeout", "100",
                         "--login", "me", "--report", directory, "all/send", "--verbose",
                         environment={"STOMPCHECK_PASSCODE": secret})
            everything = result.stdout + result.stderr
            for file in pathlib.Path(directory).iterdir():
                everything += file.read_text()
            self.assertTrue("passcode:***" in everything, "no passcode was sent")
            self.assertFalse(secret in everything, "the passcode was shown")

    def test_ctrl_c_still_writes_the_report(self):
        with tempfile.TemporaryDirectory() as directory:
            process = subprocess.Popen(
                [PROGRAM, "run", f"127.0.0.1:{start_silence()}", "--timeout", "60000", "--report",
                 directory], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            events = pathlib.Path(directory) / "events.jsonl"
            deadline = time.monotonic() + 60
            while not (events.exists() and "run-started" in events.read_text()):
                self.assertLess(time.monotonic(), deadline)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
            self.assertEqual(process.returncode, 130)
            self.assert_reports(directory, ending="interrupted")

    def test_what_is_killed_leaves_its_events(self):
        """They are written while the run goes on, not when there is time for it."""
        with tempfile.TemporaryDirectory() as directory:
            process = subprocess.Popen(
                [PROGRAM, "run", f"127.0.0.1:{start_silence()}", "--keep-going", "--timeout",
                 "60000", "--jobs", "1", "--report", directory], stdout=subprocess.DEVNULL)
            events = pathlib.Path(directory) / "events.jsonl"
            deadline = time.monotonic() + 60
            while not (events.exists() and "case-started" in events.read_text()):
                self.assertLess(time.monotonic(), deadline)
            process.kill()
            process.wait(timeout=60)
            lines = events.read_text().splitlines()
            self.assertEqual(json.loads(lines[0])["event"], "header")
            self.assertNotEqual(json.loads(lines[-1])["event"], "footer")
            report = json.loads((pathlib.Path(directory) / "report.json").read_text())
            self.assertTrue(report["partial"])

    def test_what_cannot_be_written_is_told_and_the_rest_is_written(self):
        with tempfile.TemporaryDirectory() as name:
            directory = pathlib.Path(name)
            (directory / "events.jsonl").symlink_to("/dev/full")
            (directory / "report.json").mkdir()
            result = run("run", "reference-open", "--simulate", "all/ack", "--report", name)
            self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
            self.assertIn("events.jsonl: No space left on device; free some", result.stderr)
            self.assertIn("report.json: Is a directory; that is a directory", result.stderr)
            # The verdict is told all the same, and before what went wrong with its reports.
            self.assertIn("CONFORMANT", result.stdout)
            for file in ("report.html", "junit.xml", "summary.md"):
                self.assertGreater((directory / file).stat().st_size, 100)

    def assert_reports(self, directory, ending):
        path = pathlib.Path(directory)
        report = json.loads((path / "report.json").read_text())
        self.assertEqual(report["ending"], ending)
        lines = [json.loads(line) for line in (path / "events.jsonl").read_text().splitlines()]
        self.assertEqual(lines[0]["event"], "header")
        self.assertEqual(lines[-1]["event"], "footer")
        self.assertEqual(lines[-1]["ending"], ending)
        xml.etree.ElementTree.parse(path / "junit.xml")
        complete = ending == "complete"
        sarif = json.loads((path / "report.sarif").read_text())
        self.assertEqual(sarif["runs"][0]["invocations"][0]["executionSuccessful"], complete)
        partial = "did not come to its end" in (path / "summary.md").read_text()
        self.assertEqual(partial, not complete)
        self.assertIn("message", json.loads((path / "badge.json").read_text()))
        xml.etree.ElementTree.parse(path / "badge.svg")
        return report


if __name__ == "__main__":
    main()
