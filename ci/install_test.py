#!/usr/bin/env python3
"""`cmake --install` of a build into a directory of its own, and the program that stands there.

Usage: install_test.py CMAKE BUILD-DIRECTORY [unittest arguments]

What is installed is moved once more before it is used, so that no path of this machine can help it.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

CMAKE, BUILD = sys.argv[1:3]
ROOT = pathlib.Path(__file__).resolve().parent.parent


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.directory.cleanup)
        first = pathlib.Path(cls.directory.name) / "first"
        cls.prefix = pathlib.Path(cls.directory.name) / "moved" / "prefix"
        cls.prefix.parent.mkdir()
        subprocess.run([CMAKE, "--install", BUILD, "--prefix", first], check=True, timeout=300,
                       stdout=subprocess.DEVNULL)
        first.rename(cls.prefix)

    def run_program(self, *arguments, program=None):
        environment = {key: value for key, value in os.environ.items()
                       if key != "STOMPCHECK_DATA"}
        return subprocess.run([program or self.prefix / "bin/stompcheck", *arguments], cwd="/",
                              text=True, capture_output=True, check=False, timeout=120,
                              env=environment)

    def test_judges_from_anywhere(self):
        report = pathlib.Path(self.directory.name) / "report"
        done = self.run_program("run", "reference-open", "1.2/connecting", "--report", report,
                                "--color", "never")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        of_sources = subprocess.run([pathlib.Path(BUILD) / "stompcheck", "run", "reference-open",
                                     "1.2/connecting", "--simulate", "--report", f"{report}-2"],
                                    capture_output=True, check=False, timeout=120)
        self.assertEqual(of_sources.returncode, 0)
        digests = [json.loads(pathlib.Path(f"{report}{suffix}", "report.json").read_text("utf-8"))
                   ["run"]["suite_digest"] for suffix in ("", "-2")]
        self.assertEqual(digests[0], digests[1], "another suite than that of the sources")

    def test_uses_nothing_of_the_source_tree(self):
        with tempfile.TemporaryDirectory() as alone:
            program = pathlib.Path(alone) / "bin/stompcheck"
            program.parent.mkdir()
            shutil.copy(self.prefix / "bin/stompcheck", program)
            done = self.run_program("list", program=program)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn(f"{alone}/share/stompcheck", done.stderr)
            self.assertIn("--data", done.stderr)
            done = self.run_program("--data", self.prefix / "share/stompcheck", "list",
                                    program=program)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_installs_every_profile_scenario_and_schema(self):
        share = self.prefix / "share/stompcheck"
        for ours, there in (("scenarios", "scenarios"), ("conformance/targets", "targets")):
            sources = {path.relative_to(ROOT / ours) for path in (ROOT / ours).rglob("*.json")}
            installed = {path.relative_to(share / there)
                         for path in (share / there).rglob("*.json")}
            self.assertEqual(sources, installed)
        for name in ("report", "events", "selfcheck", "settings"):
            json.loads((share / f"schema/{name}.schema.json").read_text("utf-8"))
        done = self.run_program("lint")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_installs_the_manual_and_completions(self):
        share = self.prefix / "share"
        for file, words in (("man/man1/stompcheck.1", "man"),
                            ("bash-completion/completions/stompcheck", "completions bash"),
                            ("zsh/vendor-completions/_stompcheck", "completions zsh"),
                            ("fish/vendor_completions.d/stompcheck.fish", "completions fish")):
            done = self.run_program(*words.split())
            self.assertEqual((share / file).read_text("utf-8"), done.stdout, file)
        documents = share / "doc/stompcheck"
        self.assertIn("Apache License", (documents / "copyright").read_text("utf-8"))
        for name in ("README.md", "CHANGELOG.md"):
            self.assertTrue((documents / name).is_file(), name)

    def test_says_what_a_bundled_profile_needs_to_be_launched(self):
        launched = 0
        for profile in sorted((self.prefix / "share/stompcheck/targets").glob("*.json")):
            launch = json.loads(profile.read_text("utf-8")).get("launch")
            if not isinstance(launch, dict) or "command" not in launch:
                continue
            done = self.run_program("run", profile.stem, "--launched", "1.2/connecting")
            self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
            self.assertIn(f"ci/brokers/{profile.stem}, which is not there", done.stderr)
            self.assertIn("come with the sources of stompcheck", done.stderr)
            launched += 1
        self.assertGreaterEqual(launched, 6)

    def test_leaves_no_trace_of_this_machine_in_text(self):
        for path in self.prefix.rglob("*"):
            if path.is_file() and path.name != "stompcheck":
                self.assertFalse(re.search(re.escape(str(ROOT)), path.read_text("utf-8")), path)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
