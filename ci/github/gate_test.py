#!/usr/bin/env python3
"""The action for GitHub and the job for GitLab, run here as those services run them: the shell
steps are taken out of the files, with the files of outputs and of the summary in a directory of the
test.

Usage: gate_test.py STOMPCHECK [unittest arguments]
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
ROOT = pathlib.Path(__file__).resolve().parents[2]


def yaml(file):
    """A file as plain values; by whichever Python here has the module."""
    script = ("import json, sys, yaml; "
              "print(json.dumps(yaml.load(open(sys.argv[1]), yaml.BaseLoader)))")
    for python in (sys.executable, "/usr/bin/python3"):
        done = subprocess.run([python, "-c", script, ROOT / file], capture_output=True, text=True,
                              check=False)
        if done.returncode == 0:
            return json.loads(done.stdout)
        if "No module named 'yaml'" not in done.stderr:
            raise AssertionError(done.stderr)
    raise unittest.SkipTest("no Python with yaml here: ci/setup test installs it")


class Job:
    """What the runner of GitHub gives to a step, and what the step leaves."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.output, self.summary = self.folder / "output", self.folder / "summary"

    def run(self, **inputs):
        action = yaml("action.yml")
        [step] = action["runs"]["steps"]
        values = {name: str(inputs.get(name.replace("-", "_"), each["default"]))
                  for name, each in action["inputs"].items()}
        environment = {name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda m: values[m[1]], text)
                       for name, text in step["env"].items()}
        for file in (self.output, self.summary):
            file.write_text("")
        script = self.folder / "step.sh"
        script.write_text(step["run"])
        # As GitHub runs `shell: bash`.
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script], cwd=self.folder,
            env={"PATH": os.environ["PATH"], "GITHUB_ACTION_PATH": str(ROOT),
                 "GITHUB_OUTPUT": str(self.output), "GITHUB_STEP_SUMMARY": str(self.summary),
                 **environment}, capture_output=True, text=True, check=False, timeout=300)

    def outputs(self):
        return dict(line.split("=", 1) for line in self.output.read_text().splitlines())


class JobTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.job = Job(directory.name)

    def program(self, body):
        """A stompcheck of our own, for what the real one seldom says."""
        file = self.job.folder / "stompcheck"
        file.write_text(f"#!/bin/sh\n{body}\n")
        file.chmod(0o755)
        return file


class Action(JobTest):
    def test_declares_what_it_does(self):
        action = yaml("action.yml")
        given = {name.removeprefix("STOMPCHECK_").lower().replace("_", "-")
                 for name in action["runs"]["steps"][0]["env"]}
        self.assertEqual(given, set(action["inputs"]))
        done = self.job.run(program=PROGRAM, target="reference-open", select="1.2/connecting")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(set(self.job.outputs()), set(action["outputs"]))
        for name, output in action["outputs"].items():
            self.assertEqual(output["value"], f"${{{{ steps.gate.outputs.{name} }}}}")

    def test_a_broker_that_is_right(self):
        self.job.run(program=PROGRAM, target="reference-open",
                     select="all/connecting\n!tag:timed", arguments="--seed\n7")
        outputs = self.job.outputs()
        self.assertEqual((outputs["verdict"], outputs["exit-code"], outputs["failed"]),
                         ("conformant", "0", "0"))
        self.assertGreater(int(outputs["passed"]), 5)
        report = json.loads((self.job.folder / outputs["report"] / "report.json").read_text())
        self.assertIn("--seed 7", report["run"]["command_line"])
        self.assertIn("stompcheck: reference-open", self.job.summary.read_text())

    def wrong_broker(self, **inputs):
        return self.job.run(program=PROGRAM, target="reference-open", select="all/value-encoding",
                            arguments="--deviate\nescape-undefined-accepted\n--simulate", **inputs)

    def test_a_broker_that_is_wrong(self):
        done = self.wrong_broker()
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        outputs = self.job.outputs()
        self.assertEqual(outputs["verdict"], "not-conformant")
        self.assertGreater(int(outputs["must-failed"]), 0)
        self.assertLessEqual(int(outputs["must-failed"]), int(outputs["failed"]))
        errors = [line for line in done.stdout.splitlines() if line.startswith("::error ")]
        self.assertTrue(errors)
        self.assertRegex(errors[0], r"^::error title=MUST fail%3A all/value-encoding/.*::"
                                    r"STOMP 1\.[12].*%0Awanted: .*%0Agot: ")
        self.assertIn("What is broken", self.job.summary.read_text())
        done = self.wrong_broker(annotations=0)
        self.assertEqual(re.findall(r"^::(\w+) ", done.stdout, re.M), ["notice"])

    def test_a_baseline_excuses(self):
        file = self.job.folder / "known.json"
        subprocess.run([PROGRAM, "run", "reference-open", "all/value-encoding", "--simulate",
                        "--deviate", "escape-undefined-accepted", "--write-baseline", file],
                       capture_output=True, check=False, timeout=100)
        done = self.wrong_broker(baseline="known.json")
        outputs = self.job.outputs()
        self.assertEqual((done.returncode, outputs["verdict"]), (0, "as-expected"), done.stdout)
        self.assertEqual(outputs["expected"], outputs["failed"])
        self.assertNotIn("::error", done.stdout)

    def test_a_profile_at_another_address_and_a_broker_of_ones_own(self):
        broker = ROOT / "conformance/cli/mortal_broker.py"
        done = self.job.run(program=PROGRAM, launch=f"{sys.executable} {broker} {{port}} no-such",
                            select="all/connecting/connected-names-the-version")
        self.assertIn(self.job.outputs()["verdict"], ("conformant", "not-conformant"), done.stdout)
        done = self.job.run(program=PROGRAM, profile="rabbitmq", target="127.0.0.1:1",
                            select="1.2/connecting")
        self.assertEqual((done.returncode, self.job.outputs()["verdict"]), (3, "unreachable"))
        self.assertIn("127.0.0.1:1", done.stdout)

    def test_names_mistakes(self):
        rows = [({}, "no broker to judge"),
                ({"target": "reference-open", "select": "no/such"}, "judged nothing"),
                ({"target": "nonsense"}, "judged nothing")]
        for inputs, words in rows:
            done = self.job.run(program=PROGRAM, **inputs)
            self.assertEqual((done.returncode, self.job.outputs()["verdict"]), (2, "unusable"))
            self.assertRegex(done.stdout, f"::error title=stompcheck::.*{words}")
        done = self.job.run(program="/no/such", target="reference-open")
        self.assertEqual((done.returncode, self.job.outputs()["verdict"]), (70, "broken"))

    def test_takes_no_older_report_for_this_run(self):
        self.job.run(program=PROGRAM, target="reference-open", select="1.2/connecting")
        done = self.job.run(program=self.program("exit 70"), target="reference-open")
        self.assertEqual((done.returncode, self.job.outputs()["verdict"]), (70, "broken"))
        self.assertEqual(self.job.summary.read_text(), "")

    def test_no_word_of_the_broker_is_a_command(self):
        hostile = "\n::add-path::/evil\r\n##[set-env]x,%\u202e\x1b[31m"
        case = {"key": "k:,", "grade": "fail", "level": "MUST", "expected": None, "why": hostile,
                "message": "", "requirements": [], "checks": [
                    {"requirement": "r", "grade": "fail", "expected": hostile,
                     "got": {"base64": "/zo6ZXJyb3I6Og=="}}]}
        report = {"verdict": hostile, "cases": [case], "baseline_problems": [hostile]}
        program = self.program("""echo "::add-path::/evil"; mkdir -p "$PWD/stompcheck-report"
            cp "$(dirname "$0")/made.json" stompcheck-report/report.json
            cp "$(dirname "$0")/made.md" stompcheck-report/summary.md; exit 1""")
        (self.job.folder / "made.json").write_text(json.dumps(report))
        (self.job.folder / "made.md").write_text("summary")
        done = self.job.run(program=program, target="x")
        lines = done.stdout.splitlines()
        token = re.match(r"::stop-commands::([0-9a-f]{32})$", lines[0])[1]
        self.assertIn("::add-path::/evil", lines[:lines.index(f"::{token}::")])
        after = lines[lines.index(f"::{token}::") + 1:]
        self.assertEqual([line[:8] for line in after], ["::error ", "::error "])
        self.assertIn("title=MUST fail%3A k%3A%2C::", after[0])
        self.assertIn("%25", after[0])
        self.assertIn("\\xff::error::", after[0])
        for line in after:
            self.assertTrue(line.isprintable(), line)
        self.assertEqual(len(self.job.output.read_text().splitlines()),
                         len(yaml("action.yml")["outputs"]))


class Workflow(unittest.TestCase):
    def test_uses_inputs_and_outputs_that_there_are(self):
        action, text = yaml("action.yml"), (ROOT / "ci/github/workflow.yml").read_text()
        steps = yaml("ci/github/workflow.yml")["jobs"]["conformance"]["steps"]
        [step] = [each for each in steps if "/stompcheck@" in each.get("uses", "")]
        self.assertLessEqual(set(step["with"]), set(action["inputs"]))
        used = re.findall(rf"steps\.{step['id']}\.outputs\.([a-z-]+)", text)
        self.assertTrue(used)
        self.assertLessEqual(set(used), set(action["outputs"]))


class GitLab(JobTest):
    def run_job(self, **variables):
        job = yaml("ci/gitlab/stompcheck.gitlab-ci.yml")[".stompcheck"]
        values = {**job["variables"], **{f"STOMPCHECK_{name}": str(value)
                                         for name, value in variables.items()}}
        return subprocess.run(["sh", "-e", "-c", "\n".join(job["script"])], cwd=self.job.folder,
                              env={"PATH": f"{PROGRAM.parent}:{os.environ['PATH']}", **values},
                              capture_output=True, text=True, check=False, timeout=300)

    def test_judges_and_leaves_its_artifacts(self):
        done = self.run_job(TARGET="reference-open", SELECT="all/connecting !tag:timed")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        artifacts = yaml("ci/gitlab/stompcheck.gitlab-ci.yml")[".stompcheck"]["artifacts"]
        junit = artifacts["reports"]["junit"].replace("$STOMPCHECK_REPORT", "stompcheck-report")
        self.assertIn("<testsuite", (self.job.folder / junit).read_text())

    def test_takes_every_variable(self):
        file = self.program('printf "<%s>" "$@"')
        job = yaml("ci/gitlab/stompcheck.gitlab-ci.yml")[".stompcheck"]
        values = {**job["variables"], "STOMPCHECK_PROFILE": "p.json", "STOMPCHECK_TARGET": "h:1",
                  "STOMPCHECK_LAUNCH": "my broker {port}", "STOMPCHECK_BASELINE": "b.json",
                  "STOMPCHECK_SELECT": "1.2/** !tag:timed"}
        done = subprocess.run(["sh", "-e", "-c", "\n".join(job["script"])], cwd="/",
                              env={"PATH": f"{file.parent}:/usr/bin:/bin", **values},
                              capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.stdout, "<run><--report><stompcheck-report><--fail-on><must>"
                         "<--color><never><--launch><my broker {port}><--baseline><b.json>"
                         "<--endpoint><h:1><--target><p.json><1.2/**><!tag:timed>")

    def test_names_what_is_missing(self):
        done = self.run_job()
        self.assertEqual(done.returncode, 2)
        self.assertIn("STOMPCHECK_TARGET", done.stderr)


class Image(unittest.TestCase):
    """No container engine is needed: what the Dockerfile rests on is there and runs."""

    def test_copies_and_runs_what_there_is(self):
        text = (ROOT / "Dockerfile").read_text()
        for source in re.findall(r"^COPY (?!--from|\. )(\S+)", text, re.M):
            self.assertTrue((ROOT / source).exists(), source)
        setup = re.search(r"^RUN ci/setup (build package)", text, re.M)
        self.assertTrue(setup)
        for script in ("ci/setup", "ci/package"):
            self.assertIn(f"RUN {script}", text)
            self.assertTrue(os.access(ROOT / script, os.X_OK))
        self.assertRegex(text, r"\nUSER stompcheck\n(.*\n)*ENTRYPOINT \[\"stompcheck\"\]\n")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
