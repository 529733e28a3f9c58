#!/usr/bin/env python3
"""What the program tells of the suite: list, explain, lint, coverage."""

import json
import pathlib
import re
import tempfile
import unittest

from cli_testing import main, run


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


if __name__ == "__main__":
    main()
