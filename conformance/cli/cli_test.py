#!/usr/bin/env python3
"""The program as a person or a script uses it: words in, exit codes, files and sentences out.

Usage: cli_test.py STOMPCHECK [unittest arguments]
"""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import xml.etree.ElementTree

PROGRAM = ""
ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(*arguments, **options):
    environment = {**os.environ, **options.pop("environment", {})}
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=100,
                          env=environment, **options)


class Usage(unittest.TestCase):
    def test_help_has_examples_everywhere(self):
        for words in ([], ["run"], ["broker"], ["list"], ["explain"], ["coverage"],
                      ["probe"], ["selfcheck"]):
            result = run(*words, "--help")
            self.assertEqual(result.returncode, 0, words)
            self.assertRegex(result.stdout, r"Example", words)

    def test_version_is_one_line(self):
        result = run("--version")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, r"^\d+\.\d+\.\d+\n$")

    def test_mistakes_of_usage_exit_with_two(self):
        for words in ([], ["rnu"], ["run", "--nonsense"], ["run", "--version", "1.3"],
                      ["run", "no/such/case"], ["run", "127.0.0.1:1", "tag:"],
                      ["run", "no-such-profile.json"], ["run", "--target", "nonsense"],
                      ["run", "--endpoint", "127.0.0.1:1"], ["run", "rabbitmq", "--endpoint", "x"],
                      ["run", "rabbitmq", "--simulate"], ["run", "--launched"],
                      ["run", "--transport", "tls"], ["run", "rabbitmq", "--transport", "tls"],
                      ["run", "reference-rocketmq", "--transport", "websocket"],
                      ["run", "reference-open", "--transport", "tls", "--simulate"],
                      ["run", "stomps://127.0.0.1:1", "--ca", "/nowhere"],
                      ["run", "stomps://127.0.0.1:1", "--cert", "x"],
                      ["broker", "--transport", "tls"],
                      ["broker", "--policy", "open", "--write-certificate", "/nowhere/x"],
                      ["run", "http://127.0.0.1:1"],
                      ["run", "127.0.0.1:1", "--launched"], ["run", "--launch", "no-hole"],
                      ["run", "--launch", "x {port}", "--restarts", "-1"],
                      ["run", "reference-open", "--shard", "4/3"], ["run", "--baseline", "x"],
                      ["run", "reference-open", "--simulate", "--baseline", "no-such-file"],
                      ["list", "no/such"], ["explain"],
                      ["--data", "/nowhere", "list"], ["broker", "--policy", "x"], ["probe"],
                      ["probe", "nonsense"], ["probe", "reference-open"],
                      ["selfcheck", "--only", "x"], ["selfcheck", "--deviation", "x"]):
            result = run(*words)
            self.assertEqual(result.returncode, 2, f"{words}: {result.stdout}{result.stderr}")
            self.assertNotEqual(result.stderr, "", words)

    def test_the_embedded_broker_is_reached_over_every_transport(self):
        for transport in ("tcp", "tls", "websocket", "secure-websocket"):
            result = run("run", "reference-open", "--transport", transport, "1.2/connecting",
                         "all/lingering", "--color", "never")
            self.assertEqual(result.returncode, 0, f"{transport}: {result.stdout}{result.stderr}")
            n_a = re.search(r"tcp: \S+ is no plain TCP", result.stdout)
            self.assertEqual(bool(n_a), transport != "tcp", result.stdout)

    def test_a_selector_that_matches_nothing_is_named(self):
        result = run("run", "1.2/nowhere", "all/frames")
        self.assertEqual(result.returncode, 2)
        self.assertIn("1.2/nowhere", result.stderr)
        self.assertNotIn("all/frames\"", result.stderr)

    def test_an_unwritable_report_directory_is_named(self):
        result = run("run", "reference-open", "--simulate", "--report", "/dev/null/x", "all/send")
        self.assertEqual(result.returncode, 2)
        self.assertIn("/dev/null/x", result.stderr)


class Suite(unittest.TestCase):
    def test_list_counts_what_it_shows(self):
        result = run("list", "1.2")
        lines = result.stdout.splitlines()
        self.assertEqual(result.returncode, 0)
        self.assertTrue(lines[-1].startswith(f"{len(lines) - 1} runs of "), lines[-1])

    def test_list_speaks_json(self):
        cases = json.loads(run("list", "--format", "json").stdout)
        self.assertGreaterEqual(len({case["id"] for case in cases}), 90)
        self.assertEqual(len({case["key"] for case in cases}), len(cases))

    def test_explain_quotes_the_clause_and_tells_the_steps(self):
        case = json.loads(run("list", "--format", "json", "requirement:RMQ-TX-2").stdout)[0]
        text = run("explain", case["id"]).stdout
        for part in (case["title"], "RMQ-TX-2", "why", "steps", "BEGIN"):
            self.assertIn(part, text)

    def test_lint_shows_place_and_remedy_of_every_mistake(self):
        with tempfile.TemporaryDirectory() as directory:
            file = pathlib.Path(directory) / "wrong.json"
            file.write_text('{\n  "title": "T", "why": "W", "requirements": ["send/delivers"],\n'
                            '  "steps": [{ "conect": "C" }, { "fence": "D" }]\n}\n')
            result = run("lint", str(file))
            self.assertEqual(result.returncode, 2)
            self.assertRegex(result.stderr, re.escape(str(file)) + r":3:\d+: error: ")
            self.assertIn("connect", result.stderr)
            self.assertIn('"D"', result.stderr)

    def test_lint_finds_the_suite_sound(self):
        result = run("lint")
        self.assertEqual((result.returncode, result.stderr), (0, ""))


class Coverage(unittest.TestCase):
    def test_the_exit_code_says_whether_a_statement_is_untested(self):
        for words in ([], ["--version", "1.2"], ["--untested"]):
            result = run("coverage", *words, "--format", "json")
            report = json.loads(result.stdout)
            self.assertEqual(result.returncode, 1 if report["untested"] else 0, result.stderr)
            if words == ["--untested"]:
                self.assertEqual(report["untested"], len(report["statements"]))
            if words == ["--version", "1.2"]:
                self.assertEqual({row["version"] for row in report["statements"]}, {"1.2"})

    def test_the_output_file_decides_the_format_and_totals_stay_on_the_terminal(self):
        with tempfile.TemporaryDirectory() as directory:
            page = pathlib.Path(directory) / "coverage.md"
            result = run("coverage", "--output", str(page))
            self.assertIn("neither tested nor excused", result.stdout)
            self.assertNotIn("send/delivers", result.stdout)
            self.assertTrue(page.read_text().startswith("# Coverage"))
        self.assertIn("send/delivers", run("coverage").stdout)

    def test_an_unwritable_file_is_named(self):
        result = run("coverage", "--output", "/dev/null/coverage.md")
        self.assertEqual(result.returncode, 2)
        self.assertIn("/dev/null/coverage.md", result.stderr)


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


class SelfCheck(unittest.TestCase):
    """The parts that are quick in every build; ci/test makes the whole check with a fast one."""

    def test_the_policies_hold(self):
        with tempfile.TemporaryDirectory() as directory:
            result = run("selfcheck", "--only", "a", "--report", directory)
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            self.assertIn("THE SUITE HOLDS", result.stdout)
            report = json.loads((pathlib.Path(directory) / "selfcheck.json").read_text())
            self.assertEqual([part["name"] for part in report["parts"]], ["policies"])
            self.assertTrue(report["holds"])
            page = (pathlib.Path(directory) / "selfcheck.md").read_text()
            self.assertIn("The suite holds", page)

    def test_a_single_deviation_is_shown_with_the_cases_that_catch_it(self):
        result = run("selfcheck", "--deviation", "escape-undefined-accepted")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertRegex(result.stdout, r"names it  \S*value-encoding/\S+")

    def test_ctrl_c_ends_it_after_the_runs_under_way(self):
        process = subprocess.Popen([PROGRAM, "selfcheck", "--only", "load", "--repeat", "1000"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertRegex(process.stdout.readline(), "^stompcheck selfcheck")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=100)
        self.assertEqual(process.returncode, 130)
        self.assertIn("interrupted", errors)


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


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main(verbosity=2, warnings="ignore")
