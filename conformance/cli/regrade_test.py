#!/usr/bin/env python3
"""Stored runs judged again: over real sockets the verdicts are the same, and a mended scenario
gives its own."""

import json
import pathlib
import shutil
import tempfile
import unittest

from cli_testing import ROOT, main, run

SELECTORS = ["all/value-encoding", "all/unsubscribe", "all/connecting", "all/ack"]


class Regrade(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.folder = pathlib.Path(directory.name)
        cls.out = cls.folder / "out"
        done = run("run", "reference-open", *SELECTORS, "--deviate", "escape-undefined-accepted",
                   "--report", cls.out)
        assert done.returncode == 1, done.stdout + done.stderr

    def test_the_same_suite_gives_the_same_verdicts(self):
        for file in (self.out, self.out / "report.json"):
            done = run("regrade", file, "--report", self.folder / "again")
            self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
            self.assertRegex(done.stdout, r"\d+ as before, 0 changed, 0 unclear")
            old, new = (json.loads((folder / "report.json").read_text())
                        for folder in (self.out, self.folder / "again"))
            self.assertEqual([(case["key"], case["grade"], case["checks"], case["message"])
                              for case in old["cases"]],
                             [(case["key"], case["grade"], case["checks"], case["message"])
                              for case in new["cases"]])
            self.assertEqual(old["summary"], new["summary"])

    def test_a_run_that_was_cut_off_is_read_as_far_as_it_goes(self):
        lines = (self.out / "events.jsonl").read_text().splitlines(keepends=True)
        cut = self.folder / "cut.jsonl"
        cut.write_text("".join(lines[:len(lines) // 2]) + lines[len(lines) // 2][:20])
        done = run("regrade", cut)
        self.assertEqual(done.returncode, 130, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"[1-9]\d* as before, 0 changed, 0 unclear")

    def test_a_mended_scenario_gives_its_own_verdict(self):
        mine = self.folder / "mine"
        shutil.copytree(ROOT / "scenarios", mine / "scenarios")
        shutil.copytree(ROOT / "conformance/targets", mine / "targets")
        file = mine / "scenarios/all/unsubscribe/goes-by-its-id.json"
        scenario = json.loads(file.read_text())
        for step in scenario["steps"]:
            if "expect" in step:
                step["body"] = "to nobody"
        file.write_text(json.dumps(scenario))
        done = run("--data", mine, "regrade", self.out)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("changed  all/unsubscribe/goes-by-its-id[version=1.2]: pass -> fail",
                      done.stdout)
        self.assertRegex(done.stdout, r" 2 changed, 0 unclear")
        scenario["steps"].pop(0)
        file.write_text(json.dumps(scenario))
        done = run("--data", mine, "regrade", self.out)
        self.assertIn("unclear  all/unsubscribe/goes-by-its-id[version=1.2]: it ", done.stdout)
        self.assertRegex(done.stdout, r" 0 changed, 2 unclear")

    def test_a_baseline_excuses_what_it_knows_and_complains_of_what_holds_no_more(self):
        known = self.folder / "known.json"
        done = run("regrade", self.out, "--write-baseline", known)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        entries = json.loads(known.read_text())
        self.assertTrue(entries["expected"])
        done = run("regrade", self.out, "--baseline", known, "--report", self.folder / "excused")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("AS EXPECTED, NOT CONFORMANT", done.stdout)
        self.assertIn("expected by the baseline",
                      (self.folder / "excused/junit.xml").read_text())
        # What a run was excused for is not excused by another baseline.
        (self.folder / "none.json").write_text('{"expected": []}')
        done = run("regrade", self.folder / "excused/report.json",
                   "--baseline", self.folder / "none.json")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        entries["expected"].append({"case": "all/ack/no-such-case", "grade": "fail", "got": "*",
                                    "reason": "r"})
        known.write_text(json.dumps(entries))
        done = run("regrade", self.out, "--baseline", known, "--report", self.folder / "stale")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        report = json.loads((self.folder / "stale/report.json").read_text())
        self.assertRegex(report["baseline_problems"][0], r"known.json:\d+: unmatched: ")

    def test_the_least_breach_that_fails_is_that_of_the_run_until_another_is_given(self):
        out = self.folder / "weak"
        done = run("run", "reference-open", "all/ack", "--simulate", "--fail-on", "weak",
                   "--report", out)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        report = json.loads((out / "report.json").read_text())
        report["cases"][0]["grade"] = "weak"
        file = self.folder / "weak.json"
        # No such case any more: the stored verdict stays.
        report["cases"][0]["key"] = report["cases"][0]["id"] = "all/ack/was-here"
        file.write_text(json.dumps(report))
        for words, code in (([], 1), (["--fail-on", "weak"], 1), (["--fail-on", "should"], 4)):
            done = run("regrade", file, *words)
            self.assertEqual(done.returncode, code, f"{words} {done.stdout} {done.stderr}")

    def test_names_mistakes(self):
        (self.folder / "no.jsonl").write_text("{}\n")
        for words in ([self.folder / "nothing"], [self.folder / "no.jsonl"],
                      [self.out, "--target", "nonsense"], [self.out, "--fail-on", "nothing"],
                      [self.out, "--baseline", self.folder / "nothing"], []):
            done = run("regrade", *words)
            self.assertEqual(done.returncode, 2, f"{words} {done.stdout}")
            self.assertTrue(done.stderr)


if __name__ == "__main__":
    main()
