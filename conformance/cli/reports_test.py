#!/usr/bin/env python3
"""The verbs about runs that are over, `report` and `diff`, and the page of `run --report`."""

import json
import pathlib
import tempfile
import unittest

from cli_testing import main, run

WRONG = ["reference-open", "--simulate", "--deviate", "ack-individual-is-cumulative"]


class Reports(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def judged(self, name, *arguments):
        run("run", *arguments, "--seed", "7", "--report", str(self.folder / name))
        return str(self.folder / name)

    def changed(self, folder, change):
        """The folder of a run, with its report rewritten by `change`."""
        file = pathlib.Path(folder) / "report.json"
        report = json.loads(file.read_text())
        change(report)
        file.write_text(json.dumps(report))
        return folder

    def plain(self, code, *arguments):
        result = run(*arguments)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        return result.stdout + result.stderr


class Report(Reports):
    def test_a_run_writes_its_page(self):
        folder = self.judged("one", *WRONG, "all/ack")
        page = (pathlib.Path(folder) / "report.html").read_text()
        self.assertIn("NOT CONFORMANT", page)
        self.assertIn('<ol class="steps">', page)
        self.assertNotIn("suite that ran was not at hand", page)
        # What repeats a failure repeats it against the same target.
        options = "--deviate ack-individual-is-cumulative --simulate --seed 7"
        self.assertIn(f"]&apos; {options}</code>", page)
        report = json.loads((pathlib.Path(folder) / "report.json").read_text())
        self.assertTrue(report["run"]["command_line"].endswith(options))

    def test_shards_become_a_run_again(self):
        whole = self.judged("whole", *WRONG, "all/ack")
        shards = [self.judged(f"shard-{number}", *WRONG, "all/ack", "--shard", f"{number}/2")
                  for number in (1, 2)]
        out = self.folder / "out"
        self.plain(0, "report", *shards, "-o", str(out))
        joined, expected = (json.loads((folder / "report.json").read_text())
                            for folder in (out, pathlib.Path(whole)))
        self.assertIsNone(joined["target"]["shard"])
        self.assertEqual([case["key"] for case in joined["cases"]],
                         [case["key"] for case in expected["cases"]])
        self.assertEqual(joined["summary"]["levels"], expected["summary"]["levels"])
        self.assertTrue((out / "junit.xml").is_file())
        # One of two is not the whole, and does not look like it.
        self.plain(0, "report", shards[0], "-o", str(out))
        self.assertIn("This is shard 1 of 2", (out / "report.html").read_text())
        self.assertIn("same shard", self.plain(2, "report", shards[0], shards[0], "-o", str(out)))

    def test_targets_stand_side_by_side(self):
        runs = [self.judged("one", "reference-open", "--simulate", "all/ack"),
                self.judged("two", "reference-rocketmq", "--simulate", "all/ack")]
        self.plain(0, "report", *runs, "-o", str(self.folder / "both"))
        page = (self.folder / "both" / "report.html").read_text()
        for name in ("reference-open", "reference-rocketmq"):
            self.assertIn(f">{name}</th>", page)
        self.assertFalse((self.folder / "both" / "report.json").exists())

    def test_mixed_suites_are_refused_or_told(self):
        runs = [self.judged("one", "reference-open", "--simulate", "all/ack"),
                self.judged("two", "reference-rocketmq", "--simulate", "all/ack")]
        self.changed(runs[1], lambda report: report["run"].update(suite_digest="another"))
        out = self.folder / "out"
        self.assertIn("--allow-mixed", self.plain(2, "report", *runs, "-o", str(out)))
        self.assertFalse(out.exists())
        self.plain(0, "report", *runs, "-o", str(out), "--allow-mixed")
        page = (out / "report.html").read_text()
        self.assertIn("made by different suites", page)
        self.assertIn("suite that ran was not at hand", page)

    def test_what_is_no_report_is_named(self):
        file = self.folder / "report.json"
        file.write_text('{"format": 3}')
        text = self.plain(2, "report", str(file), "-o", str(self.folder / "out"))
        self.assertIn(f"{file}: is no report of a run: /format: the report has format 3", text)
        self.assertIn("cannot be read",
                      self.plain(2, "report", "no/such", "-o", str(self.folder / "out")))


class Diff(Reports):
    def test_a_regression_is_told_and_fails_on_demand(self):
        old = self.judged("old", "reference-open", "--simulate", "all/ack", "1.2/ack")
        new = self.judged("new", *WRONG, "all/ack", "1.2/ack")
        self.assertIn("Regressions (", self.plain(0, "diff", old, new))
        self.plain(1, "diff", old, new, "--fail-on", "regression")
        self.assertIn("0 regressions", self.plain(0, "diff", new, old, "--fail-on", "regression"))
        for name, sign in (("c.md", "### Regressions"), ("c.json", '"regression"')):
            self.plain(0, "diff", old, new, "-o", str(self.folder / name))
            self.assertIn(sign, (self.folder / name).read_text())

    def test_a_run_that_judged_less_is_no_proof(self):
        old = self.judged("old", "reference-open", "--simulate", "all/ack")
        new = self.judged("new", "reference-open", "--simulate", "all/ack")

        def block(report):
            case = next(case for case in report["cases"] if case["grade"] == "pass")
            case["grade"] = "blocked"

        self.changed(new, block)
        self.plain(0, "diff", old, new)
        self.assertIn("blocked now",
                      self.plain(4, "diff", old, new, "--fail-on", "regression"))
        self.changed(new, lambda report: report.update(ending="interrupted", cases=[]))
        self.assertIn("did not come to its end",
                      self.plain(4, "diff", old, new, "--fail-on", "regression"))

    def test_a_second_run_is_the_same(self):
        old = self.judged("old", *WRONG, "all/ack", "1.2")
        run("run", *WRONG, "all/ack", "1.2", "--seed", "8", "--report", str(self.folder / "new"))
        text = self.plain(0, "diff", old, str(self.folder / "new"), "--fail-on", "regression")
        self.assertIn("0 regressions, 0 fixes, 0 changed reasons", text)
        self.assertIn("0 changed outcomes", text)


if __name__ == "__main__":
    main()
