#!/usr/bin/env python3
"""Whether the benchmark plants, hunts and counts as it says. Compilers and fuzzers are small
stand-ins, so that this runs where no clang is."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

sys.dont_write_bytecode = True
import broker_bugs  # noqa: E402
import bugs  # noqa: E402
import campaigns  # noqa: E402
import hunting  # noqa: E402
import planting  # noqa: E402
import table  # noqa: E402


class InAFolder(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.folder = pathlib.Path(directory.name)

    def script(self, name, body):
        file = self.folder / name
        file.write_text(f"#!/bin/sh\n{body}\n")
        file.chmod(0o755)
        return file


@unittest.skipUnless(shutil.which("c++") and shutil.which("ar"), "no compiler")
class Planting(InAFolder):
    """A library of one file, and a target that returns what the library answers."""

    def setUp(self):
        super().setUp()
        self.root, self.build = self.folder / "root", self.folder / "build"
        for folder in (self.root / "lib", self.build / "fuzz"):
            folder.mkdir(parents=True)
        (self.root / "lib" / "answer.hpp").write_text("int answer();\n")
        (self.root / "lib" / "answer.cpp").write_text(
            '#include "lib/answer.hpp"\nint answer() { int unused = 0; return 1; }\n')
        (self.root / "main.cpp").write_text(
            '#include "lib/answer.hpp"\nint main() { return answer(); }\n')
        compile_it = f"c++ -I{self.root} -Werror=unused-parameter -o answer.o -c " \
                     f"{self.root / 'lib' / 'answer.cpp'}"
        (self.build / "compile_commands.json").write_text(json.dumps(
            [{"file": str(self.root / "lib" / "answer.cpp"), "command": compile_it}]))
        link = "c++ main.o -o fuzz/fuzz_answers libanswer.a"
        for step in (compile_it, f"c++ -I{self.root} -o main.o -c {self.root / 'main.cpp'}",
                     "ar rc libanswer.a answer.o", link):
            subprocess.run(step.split(), cwd=self.build, check=True)
        self.script("ninja", f"echo ': && {link} && :'")

    def plant(self, find, replace):
        return self.planted(bugs.Bug("wrong", "logic", "answers", "lib/answer.cpp", find, replace))

    def planted(self, bug):
        path = f"{self.folder}:/usr/bin:/bin"
        with mock.patch.dict("os.environ", {"PATH": path}):
            return planting.plant(self.build, self.root, bug)

    def test_the_program_has_the_bug_and_the_target_has_not(self):
        program = self.plant("return 1", "return 2")
        self.assertEqual(subprocess.run([program], check=False).returncode, 2)
        right = self.build / "fuzz" / "fuzz_answers"
        self.assertEqual(subprocess.run([right], check=False).returncode, 1)
        self.assertIn("return 1", (self.root / "lib" / "answer.cpp").read_text())

    def test_what_does_not_fit_or_compile_is_told(self):
        with self.assertRaisesRegex(planting.Unplantable, "no longer fits"):
            self.plant("return 7", "return 2")
        with self.assertRaisesRegex(planting.Unplantable, "answer.cpp"):
            self.plant("return 1", "return nonsense")


    def test_a_bug_may_have_several_places(self):
        bug = broker_bugs.BrokerBug("wrong", "crash", "lib/answer.cpp", (
            ("int unused = 0;", "int other = 3;"), ("return 1;", "return other;")),
                                    "fuzz/fuzz_answers")
        program = self.planted(bug)
        self.assertEqual(subprocess.run([program], check=False).returncode, 3)


class Campaigns(InAFolder):
    """`stompcheck fuzz` is a script that says what a campaign may say."""

    SAID = """for word; do out=$word; done
mkdir -p $out/findings/0123
echo '{"attribution-ms": 7}' >$out/findings/0123/finding.json
echo "stompcheck fuzz $* --seed 1"
"""
    # What stands behind it waits to be interrupted, as a campaign does.
    FOUND = "echo 'found 0123  crash: by signal 11'; sleep 0.1\n"

    def hunt(self, body, kind="crash", seconds=20):
        program = self.script("stompcheck", self.SAID + body)
        return campaigns.hunt(program, self.folder / "planted", kind, self.folder / "told",
                              seconds, 7)

    def test_the_first_confirmed_finding_of_the_kind_counts(self):
        told = self.hunt("echo 'not reproduced 4567  crash: by chance'\n"
                         "echo 'found 89ab  violation: something else'\n" + self.FOUND)
        self.assertTrue(told.is_found)
        self.assertLess(told.seconds, 20)
        self.assertEqual((told.says, told.finding), ("crash: by signal 11", {"attribution-ms": 7}))

    def test_the_target_is_the_planted_one_and_the_seed_as_asked(self):
        self.hunt('echo "$*" >"$out/said"\n')
        said = (self.folder / "told" / "out" / "said").read_text()
        self.assertIn(f"--launch exec {self.folder}/planted broker --policy open", said)
        self.assertIn("--budget 20s --seed 7 ", said)

    def test_what_is_not_reproduced_late_or_of_another_kind_is_not_found(self):
        for body, kind, seconds, says in (
                ("echo 'not reproduced 0123  crash: by chance'\n", "crash", 20,
                 "not reproduced: crash: by chance"),
                (self.FOUND, "hang", 20, "found: crash: by signal 11"),
                ("sleep 0.3\n" + self.FOUND, "crash", 0, "too late"),
                ("echo 'stompcheck: the target cannot be judged' >&2; exit 3\n", "crash", 20,
                 "stompcheck: the target cannot be judged"),
                ("exit 0\n", "crash", 20, "nothing was found")):
            told = self.hunt(body, kind, seconds)
            self.assertFalse(told.is_found, body)
            self.assertIn(says, told.says)

    def test_found_ones_are_counted(self):
        one, two = broker_bugs.BUGS[:2]
        text = campaigns.text([(one, campaigns.Told(3.21, "crash: it fell")),
                               (two, campaigns.Told(None, "nothing was found"))])
        self.assertIn(f"| {one.name} | crash | {one.file} | 3.2 s | crash: it fell |", text)
        self.assertIn("| not found | nothing was found |", text)
        self.assertIn("1 of 2 are found", text)

    def test_rates_are_those_of_the_summary(self):
        said = ("cases: 300000 pipelined (124840/s), 10940 on connections of their own (1957/s: "
                "valid 2207 fatal 2251)\nanswers of a new kind: 1461\n")
        self.assertEqual(campaigns.rates_of(said), campaigns.Rates(124840, 1957))
        broken = said.replace("124840/s)", "300/s, broken off 7 times)")
        self.assertEqual(campaigns.rates_of(broken), campaigns.Rates(300, 1957))
        self.assertIsNone(campaigns.rates_of("stompcheck: no such target\n"))

    def test_the_broker_has_ten_bugs_of_both_kinds(self):
        self.assertEqual(len({bug.name for bug in broker_bugs.ALL}), len(broker_bugs.ALL))
        self.assertEqual(len(broker_bugs.BUGS), 10)
        self.assertEqual({bug.kind for bug in broker_bugs.BUGS}, {"crash", "hang"})


class Hunting(InAFolder):
    def prey(self, body):
        return hunting.Prey(self.script("fuzzer", body), "words.dict", [self.folder / "stored"],
                            self.folder / "scratch")

    CONTROL = """for word; do case $word in -merge_control_file=*) control=${word#*=} ;; esac; done
printf '3\\n0\\nA\\nB\\nC\\nSTARTED 0 5\\nFT 0 1 2\\nCOV 0\\nSTARTED 1 5\\n' >$control
"""

    def test_inputs_that_did_not_survive_show_the_bug(self):
        shown, _ = hunting.show(self.prey(self.CONTROL + "printf 'STARTED 2 5\\nFT 2 9\\n' "
                                          ">>$control"), 20)
        self.assertEqual(shown, hunting.Shown(1, 3, True))

    def test_a_merge_without_end_is_ended_and_what_it_tried_is_kept(self):
        for name in "ABC":
            (self.folder / name).write_text(name)
        control = self.CONTROL.replace("\\nA\\nB\\nC", "".join(
            f"\\n{self.folder / name}" for name in "ABC"))
        # The one that was running when it was ended showed nothing yet.
        shown, calm = hunting.show(self.prey(control + "while :; do :; done"), 0.5)
        self.assertEqual(shown, hunting.Shown(0, 1, False))
        self.assertEqual([file.read_text() for file in calm.iterdir()], ["A"])

    FOUND = """for word; do case $word in -artifact_prefix=*) prefix=${word#*=} ;; esac; done
echo input >${prefix}crash-1
echo "x.cpp:1: stompfuzz: Assertion 'it holds' failed." >&2
echo 'stat::number_of_executed_units: 42' >&2
exit 77"""

    def test_what_is_found_is_counted(self):
        prey = self.prey(self.FOUND)
        self.assertEqual(hunting.hunt(prey, self.folder, 1, 20), hunting.Found(42, "it holds"))

    def test_who_waits_uses_no_time_and_is_not_ended(self):
        prey = self.prey("sleep 1.5\n" + self.FOUND)
        self.assertEqual(hunting.hunt(prey, self.folder, 1, 1), hunting.Found(42, "it holds"))

    def test_a_run_that_keeps_no_input_has_found_nothing(self):
        for body in (self.FOUND.replace("crash-1", "nothing"), "exit 1",
                     "echo 'stat::number_of_executed_units: 42' >&2"):
            self.assertIsNone(hunting.hunt(self.prey(body), self.folder, 1, 20))


class Results(InAFolder):
    @staticmethod
    def row(*executions):
        return table.Row("logic", "parser_grammar", 2, 10, True, 60, list(executions),
                         ["it holds"])

    def test_a_seed_that_did_not_find_it_needed_more_than_all_that_did(self):
        self.assertEqual(self.row(9, 5, 7).median, 7)
        self.assertEqual(self.row(9, 5, None).median, 9)
        self.assertFalse(self.row(9, None, None).is_found)
        self.assertIn("| not found | 1/3 |", table.line("bug", self.row(9, None, None)))

    def test_what_was_measured_of_something_else_is_not_known(self):
        file = self.folder / "below" / "results.json"
        table.Table(file).add("bug", "key", self.row(9, 5, 7))
        self.assertEqual(table.Table(file).known("bug", "key", 60), self.row(9, 5, 7))
        self.assertIsNone(table.Table(file).known("bug", "other", 60))
        self.assertIsNone(table.Table(file).known("other", "key", 60))

    def test_more_time_is_for_what_was_not_found(self):
        results = table.Table(self.folder / "results.json")
        results.add("found", "key", self.row(9, 5, 7))
        results.add("not", "key", self.row(9, 5, None))
        self.assertTrue(results.known("found", "key", 3600))
        self.assertTrue(results.known("not", "key", 60))
        self.assertIsNone(results.known("not", "key", 61))

    def test_found_and_shown_are_counted_apart(self):
        results = table.Table(self.folder / "results.json")
        results.add("one", "key", self.row(9, 5, 7))
        results.add("two", "key", self.row(9, None, None))
        text = results.text(["one", "two"])
        self.assertIn("1 of 2 are found", text)
        self.assertIn("2 are shown", text)
        self.assertFalse(results.all_found(["one", "two"]))
        self.assertTrue(results.all_found(["one"]))


if __name__ == "__main__":
    unittest.main()
