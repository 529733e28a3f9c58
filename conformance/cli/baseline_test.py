#!/usr/bin/env python3
"""Runs that know what is expected of them: baselines and shards."""

import json
import pathlib
import re
import tempfile
import unittest

from cli_testing import main, run


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


if __name__ == "__main__":
    main()
