#!/usr/bin/env python3
"""What ci/fuzz and ci/bench say where they cannot do what they are asked; nothing is built."""

import importlib.machinery
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

CI = pathlib.Path(__file__).resolve().parent


class Scripts(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.programs = pathlib.Path(directory.name)

    def stub(self, name, body):
        file = self.programs / name
        file.write_text(f"#!/bin/sh\n{body}\n")
        file.chmod(0o755)

    def run_script(self, name, *arguments):
        return subprocess.run(
            [sys.executable, CI / name, *arguments], text=True, capture_output=True, check=False,
            timeout=60, env={**os.environ, "PATH": str(self.programs)})

    def test_a_compiler_that_is_missing_is_named(self):
        for script, words in (("fuzz", ["--smoke"]), ("fuzz", ["--explore"]),
                              ("fuzz", ["--contract"]), ("bench", ["fuzz/three"])):
            result = self.run_script(script, *words)
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertIn("clang++-19 is missing: run ci/setup", result.stderr)

    def test_a_failed_build_is_no_missing_program(self):
        self.stub("clang++-19", "exit 0")
        self.stub("cmake", "echo what the compiler said; exit 1")
        for script, words in (("fuzz", ["--smoke"]), ("bench", ["fuzz/three"])):
            result = self.run_script(script, *words)
            self.assertEqual(result.returncode, 3, result.stderr)
            self.assertIn("what the compiler said", result.stderr)
            self.assertIn("the build failed: cmake", result.stderr)

    def test_unknown_names_are_told(self):
        self.stub("clang++-19", "exit 0")
        bug = self.run_script("fuzz", "--bench", "no-such-bug")
        self.assertEqual(bug.returncode, 2)
        self.assertIn("no-such-bug", bug.stderr)
        bug = self.run_script("fuzz", "--campaign", "no-such-bug")
        self.assertEqual(bug.returncode, 2)
        self.assertIn("no-such-bug", bug.stderr)
        row = self.run_script("bench", "no-such-row")
        self.assertEqual(row.returncode, 2)
        self.assertIn("fuzz/parser_grammar", row.stderr)

    def test_rows_are_listed_with_their_goals(self):
        result = self.run_script("bench", "--list", "fuzz/three")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, r"^fuzz/three-connections +at least 20,000")

    def test_what_a_campaign_needs_is_named(self):
        missing = self.run_script("bench", "campaign/pipelined")
        self.assertEqual(missing.returncode, 2, missing.stderr)
        self.assertIn("cmake is missing: run ci/setup", missing.stderr)
        self.stub("cmake", "echo what the compiler said; exit 1")
        for script, words in (("bench", ["campaign/pipelined"]), ("fuzz", ["--campaign"])):
            failed = self.run_script(script, *words)
            self.assertEqual(failed.returncode, 3, failed.stderr)
            self.assertIn("what the compiler said", failed.stderr)


class Figures(unittest.TestCase):
    """Whether a goal is met."""

    @classmethod
    def setUpClass(cls):
        loader = importlib.machinery.SourceFileLoader("bench", str(CI / "bench"))
        cls.bench = importlib.util.module_from_spec(
            importlib.util.spec_from_loader("bench", loader))
        with mock.patch.dict(sys.modules, {"bench": cls.bench}):
            loader.exec_module(cls.bench)

    def test_goals_are_least_or_most_values_or_ratios(self):
        for words, met in (((10, 0, 10, "bugs", ""), True), ((9, 0, 10, "bugs", ""), False),
                           ((90, 10, 9, "cases/s", "others"), True),
                           ((89, 10, 9, "cases/s", "others"), False),
                           ((5, 0, 5, "s", "", True), True), ((5.1, 0, 5, "s", "", True), False),
                           ((2, 4, 0.5, "s", "others", True), True)):
            self.assertEqual(self.bench.Figure(*words).is_met, met, words)

    def test_a_line_says_what_was_asked(self):
        for figure, line in (
                (self.bench.Figure(5.25, 0, 5, "s", "", at_most=True),
                 "| row | 5.25 s |  |  | at most 5 | missed |"),
                (self.bench.Figure(2000, 100, 10, "cases/s", "others"),
                 "| row | 2,000 cases/s | 100 (others) | 20.00 | 10 | met |")):
            self.assertEqual(self.bench.shown("row", figure), line)


if __name__ == "__main__":
    unittest.main()
