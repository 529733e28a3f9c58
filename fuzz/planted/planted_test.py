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
import bugs  # noqa: E402
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
        bug = bugs.Bug("wrong", "logic", "answers", "lib/answer.cpp", find, replace)
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
