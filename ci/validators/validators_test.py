#!/usr/bin/env python3
"""The validators of others have nothing to say of our reports, whatever is in them; and each of
them can say no.

Usage: validators_test.py STOMPCHECK [unittest arguments]

Exit status 77 where the validators cannot be had: the test is then skipped, and seen to be. With
STOMPCHECK_VALIDATORS=required in the environment, as ci/test sets it, that is a failure.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import validators

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "reports/golden"
STOMPCHECK = ""
PACKAGES = pathlib.Path()
HOSTILE = "</script><img src=x onerror='1'> ]]> &amp; \u202e \u0000 \\u0007 \"'`"


def stompcheck(*words):
    done = subprocess.run([STOMPCHECK, *map(str, words)], capture_output=True, text=True,
                          check=False, timeout=300)
    if done.returncode not in (0, 1):
        raise AssertionError(f"{words}: {done.returncode} {done.stdout}{done.stderr}")


class Reports:
    """Made once: of a broken target, of two side by side, and of one that says what hurts."""

    def __init__(self, folder):
        self.one, self.both, self.odd = (folder / name for name in ("one", "both", "odd"))
        # A third of the suite: enough of each kind of row, and quick with sanitizers.
        stompcheck("run", "reference-open", "--simulate", "1.2", "--deviate",
                   "ack-individual-is-cumulative", "--fail-on", "weak", "--report", self.one)
        stompcheck("run", "reference-rocketmq", "--simulate", "1.2", "rocketmq",
                   "--report", folder / "two")
        stompcheck("report", self.one, folder / "two", "-o", self.both)
        stompcheck("report", self._odd(folder / "odd.json"), "-o", self.odd)

    def _odd(self, file):
        report = json.loads((self.one / "report.json").read_text())
        report["target"]["target"] = HOSTILE
        for case in report["cases"]:
            case["message"] = case["why"] = case["title"] = HOSTILE
            for check in case["checks"]:
                check["got"] = HOSTILE
            for entry in case["transcript"]:
                entry["octets"] = entry["connection"] = HOSTILE
        file.write_text(json.dumps(report))
        return file


class Html(unittest.TestCase):
    def test_pages_and_badges_are_valid(self):
        files = [folder / "report.html" for folder in (REPORTS.one, REPORTS.both, REPORTS.odd)]
        files += [GOLDEN / "badge.svg", REPORTS.one / "badge.svg"]
        self.assertEqual(validators.html_complaints(PACKAGES, *files), [])

    def test_the_checker_can_say_no(self):
        page = (REPORTS.one / "report.html").read_text()
        copies = {}
        with tempfile.TemporaryDirectory() as folder:
            for right, wrong in (("<h2", "<span><h2"), ('<html lang="en">', "<html>"),
                                 ("</style>", "a { colour: red }</style>"),
                                 ("</main>", "<img src='x'></main>")):
                self.assertIn(right, page)
                copy = pathlib.Path(folder) / f"{len(copies)}.html"
                copy.write_text(page.replace(right, wrong, 1))
                copies[copy] = wrong
            said = validators.html_complaints(PACKAGES, *copies)
        for copy, wrong in copies.items():
            self.assertTrue(any(each.startswith(copy.name) for each in said), wrong)


class Sarif(unittest.TestCase):
    def test_files_keep_to_schema_and_rules(self):
        files = [GOLDEN / "report.sarif", REPORTS.one / "report.sarif"]
        self.assertTrue(json.loads(files[1].read_text())["runs"][0]["results"])
        self.assertEqual(validators.sarif_complaints(PACKAGES, *files), [])

    def test_the_validator_can_say_no(self):
        text = (GOLDEN / "report.sarif").read_text()
        for right, wrong in (('"ruleIndex": 0', '"ruleIndexes": 0'),
                             ('"startLine": 1', '"startLine": 0'),
                             ('"level": "error"', '"level": "fatal"'), ("}", "")):
            self.assertIn(right, text)
            with tempfile.NamedTemporaryFile("w", suffix=".sarif") as copy:
                copy.write(text.replace(right, wrong, 1))
                copy.flush()
                self.assertNotEqual(validators.sarif_complaints(PACKAGES, copy.name), [], wrong)


class Junit(unittest.TestCase):
    def test_files_keep_to_the_schema_of_jenkins(self):
        files = [GOLDEN / "junit.xml", REPORTS.one / "junit.xml"]
        self.assertEqual(validators.junit_complaints(PACKAGES, *files), [])

    def test_the_schema_can_say_no(self):
        text = (GOLDEN / "junit.xml").read_text()
        for right, wrong in (("<failure ", "<failures "), (' tests="3"', " "),
                             ("<system-out>", "<properties/><system-out>")):
            self.assertIn(right, text)
            with tempfile.NamedTemporaryFile("w", suffix=".xml") as copy:
                text_now = text.replace(right, wrong, 1)
                copy.write(text_now.replace("</failure>", "</failures>") if "failures " in wrong
                           else text_now)
                copy.flush()
                self.assertNotEqual(validators.junit_complaints(PACKAGES, copy.name), [], wrong)


class Absence(unittest.TestCase):
    def test_is_a_skip_but_for_those_who_must_know(self):
        for required, code, word in (("", 77, "SKIPPED: "), ("required", 1, "FAILED: ")):
            done = subprocess.run(
                [sys.executable, __file__, STOMPCHECK], capture_output=True, text=True, check=False,
                env={"PATH": "/nowhere", "STOMPCHECK_VALIDATORS": required})
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(word + "java is not installed: run ci/setup test", done.stdout)


if __name__ == "__main__":
    STOMPCHECK = sys.argv.pop(1)
    try:
        PACKAGES = validators.installed()
    except validators.Unavailable as reason:
        required = os.environ.get("STOMPCHECK_VALIDATORS") == "required"
        print(f"{'FAILED' if required else 'SKIPPED'}: {reason}")
        sys.exit(1 if required else 77)
    with tempfile.TemporaryDirectory() as made:
        REPORTS = Reports(pathlib.Path(made))
        unittest.main(verbosity=2)
