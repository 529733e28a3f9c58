#!/usr/bin/env python3
"""stompcheck selfcheck, as far as it is quick in every build."""

import json
import pathlib
import signal
import subprocess
import tempfile
import unittest

from cli_testing import PROGRAM, main, run


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


if __name__ == "__main__":
    main()
