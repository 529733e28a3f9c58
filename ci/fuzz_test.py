#!/usr/bin/env python3
"""What ci/fuzz and ci/bench say where they cannot do what they are asked; nothing is built."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

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
        row = self.run_script("bench", "no-such-row")
        self.assertEqual(row.returncode, 2)
        self.assertIn("fuzz/parser_grammar", row.stderr)

    def test_rows_are_listed_with_their_goals(self):
        result = self.run_script("bench", "--list", "fuzz/three")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, r"^fuzz/three-connections +at least 20,000")


if __name__ == "__main__":
    unittest.main()
