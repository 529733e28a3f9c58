#!/usr/bin/env python3
"""Tests of the scripts in this folder, with stubs for apt, cmake, ctest and stompcheck: nothing is
installed, built or started."""

import importlib.machinery
import importlib.util
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

import test_summary

CI = pathlib.Path(__file__).resolve().parent
SCRIPTS = ["setup", "conformance", "test", "package", "hooks/pre-commit"]
BROKERS = ["activemq", "artemis", "coilmq", "go-stomp", "rabbitmq", "stomp-server"]
SHELL_TOOLS = ["bash", "basename", "cat", "dirname", "env", "grep", "mkdir", "mktemp", "realpath",
               "rm", "sed", "sort", "tail", "tee", "chmod"]

# What apt-cache says of a package that the sources offer.
OFFERED = 'echo "  Candidate: 1.0-1"'


class World:
    """A directory that holds a copy of ci/ and is the only thing on the PATH."""

    def __init__(self, directory):
        self.root = pathlib.Path(directory)
        self.programs = self.root / "bin"
        self.programs.mkdir()
        for tool in SHELL_TOOLS:
            (self.programs / tool).symlink_to(shutil.which(tool))
        (self.root / "ci").mkdir()
        for script in ("setup", "conformance", "test", "package", "test_summary.py"):
            shutil.copy(CI / script, self.root / "ci")

    def stub(self, path, body):
        """A shell script at `path`; a bare name goes to the PATH."""
        file = self.programs / path if "/" not in path else self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{body}\n")
        file.chmod(0o755)

    def run(self, script, *arguments, **environment):
        return subprocess.run(
            [self.root / "ci" / script, *arguments], text=True, capture_output=True, check=False,
            cwd=self.programs, timeout=60,
            env={"PATH": str(self.programs), "LOG": str(self.root / "log"), **environment})

    def log(self):
        file = self.root / "log"
        return file.read_text() if file.exists() else ""


class WorldTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.world = World(directory.name)

    def assert_plain(self, done, status, *words):
        """The status, and that the words were said."""
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, status, said)
        for word in words:
            self.assertIn(word, said)


class Scripts(unittest.TestCase):
    def test_each_is_an_executable_that_bash_can_read(self):
        for script in SCRIPTS:
            with self.subTest(script=script):
                self.assertTrue(os.access(CI / script, os.X_OK))
                done = subprocess.run(["bash", "-n", CI / script], capture_output=True, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_each_explains_itself_from_any_directory(self):
        for script in ("setup", "conformance", "test", "package", "judge-brokers",
                       *(f"brokers/{name}" for name in BROKERS)):
            with self.subTest(script=script):
                done = subprocess.run([CI / script, "--help"], cwd="/", text=True,
                                      capture_output=True, check=False, timeout=60)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertRegex(done.stdout, f"^Usage: ci/{script}")

    def test_the_gate_calls_the_tests(self):
        self.assertEqual((CI.parent / ".ci/run").read_text(encoding="utf-8"),
                         '#!/bin/sh\nexec "$(dirname "$0")/../ci/test"\n')


class Setup(WorldTest):
    def with_apt(self, apt_get='echo "$@" >>"$LOG"', apt_cache=OFFERED, installed=""):
        self.world.stub("dpkg-query", f'printf "%s\\n" {installed}')
        self.world.stub("apt-cache", apt_cache)
        self.world.stub("apt-get", apt_get)
        self.world.stub("id", "echo 0")

    def test_names_the_packages_where_there_is_no_apt(self):
        done = self.world.run("setup", "build")
        self.assert_plain(done, 2, "no apt", "nlohmann-json3-dev", "libcli11-dev", "ninja-build")

    def test_does_nothing_when_told_to_skip(self):
        self.assert_plain(self.world.run("setup", STOMPCHECK_SETUP="skip"), 0)

    def test_installs_what_is_missing_and_only_that(self):
        self.with_apt(installed='"ii  libssl-dev" "rc  libcli11-dev"')
        self.world.stub("cmake", "")
        self.assert_plain(self.world.run("setup", "build"), 0, "installing")
        log = self.world.log()
        self.assertRegex(log, r"install .*\bg\+\+.*\blibcli11-dev\b")
        self.assertNotIn("libssl-dev", log)
        self.assertNotIn("cmake", log)
        self.assertNotIn("update", log)

    def test_fetches_the_lists_where_a_package_is_unknown(self):
        self.with_apt(apt_get='echo "$@" >>"$LOG"; [ "$1" != update ] || : >"$LOG.updated"',
                      apt_cache=f'[ -e "$LOG.updated" ] && {OFFERED}')
        self.assert_plain(self.world.run("setup", "build"), 0)
        self.assertRegex(self.world.log(), r"^update .*\ninstall ")

    def test_names_a_package_that_nobody_offers(self):
        self.with_apt(apt_cache=f'[ "$2" = libcli11-dev ] || {OFFERED}')
        self.assert_plain(self.world.run("setup", "build"), 2, "do not offer: libcli11-dev\n")

    def test_passes_on_what_apt_says_when_it_fails(self):
        self.with_apt(apt_get='[ "$1" = update ] || { echo "E: disk full"; exit 100; }')
        self.assert_plain(self.world.run("setup", "build"), 2, "E: disk full", "could not install")

    def test_wants_root_or_sudo(self):
        self.with_apt()
        self.world.stub("id", "echo 1000")
        self.assert_plain(self.world.run("setup", "build"), 2, "as root: apt-get install")

    def test_fetches_the_validators_for_the_tests_only(self):
        self.with_apt()
        self.world.stub("ci/validators/validators.py", 'echo "validators $*" >>"$LOG"')
        self.assert_plain(self.world.run("setup", "build"), 0)
        self.assertNotIn("validators", self.world.log())
        self.assert_plain(self.world.run("setup", "test"), 0)
        self.assertIn("validators install\n", self.world.log())
        self.world.stub("ci/validators/validators.py", 'echo "no npm" >&2; exit 2')
        self.assert_plain(self.world.run("setup", "test"), 2, "no npm")

    def test_fetches_what_benchmarks_are_held_against_for_them_only(self):
        self.with_apt()
        self.world.stub("ci/validators/validators.py", "")
        self.world.stub("ci/boofuzz/session.py", 'echo "boofuzz $*" >>"$LOG"')
        self.assert_plain(self.world.run("setup", "build", "test"), 0)
        self.assertNotIn("boofuzz", self.world.log())
        self.assert_plain(self.world.run("setup", "bench"), 0)
        self.assertIn("boofuzz install\n", self.world.log())
        self.world.stub("ci/boofuzz/session.py", 'echo "no PyPI" >&2; exit 2')
        self.assert_plain(self.world.run("setup", "bench"), 2, "no PyPI")

    def test_refuses_an_unknown_group(self):
        self.assert_plain(self.world.run("setup", "bild"), 2, 'unknown group "bild"')


class Conformance(WorldTest):
    def setUp(self):
        super().setUp()
        self.world.stub("ci/setup", 'echo "setup $*" >>"$LOG"')
        self.world.stub("cmake", 'echo "cmake $*" >>"$LOG"')
        self.world.stub("build/release/stompcheck", 'for word; do echo "<$word>"; done; exit 4')

    def test_runs_the_suite_and_returns_its_status(self):
        reports = self.world.root / "build/conformance"
        rows = [  # arguments, where the report goes
            ([], reports),
            (["--seed", "4"], reports),
            (["broker.example:61613", "1.2/ack"], reports / "broker.example-61613"),
            (["[::1]:61613"], reports / "---1--61613"),
            (["--target", "targets/rabbitmq.json"], reports / "rabbitmq"),
            (["--target=targets/rabbitmq.json"], reports / "rabbitmq"),
        ]
        for arguments, report in rows:
            with self.subTest(arguments=arguments):
                said = "".join(f"<{word}>\n" for word in
                               ("run", *arguments, "--report", str(report)))
                self.assert_plain(self.world.run("conformance", *arguments), 4, said)
        self.assertIn("setup build\ncmake --preset release", self.world.log())

    def test_leaves_the_choice_of_the_report_to_the_caller(self):
        done = self.world.run("conformance", "a:1", "--report", "my reports")
        self.assertEqual(done.stdout, "<run>\n<a:1>\n<--report>\n<my reports>\n")

    def test_says_where_the_reports_are(self):
        (self.world.root / "build/conformance").mkdir()
        self.assert_plain(self.world.run("conformance"), 4, "reports are in ../build/conformance\n")

    def test_names_no_report_after_a_usage_error(self):
        (self.world.root / "build/conformance").mkdir()
        self.world.stub("build/release/stompcheck", "exit 2")
        done = self.world.run("conformance", "--bogus")
        self.assertEqual((done.returncode, done.stdout), (2, ""))

    def test_shows_the_output_of_a_failed_build(self):
        self.world.stub("cmake", '[ "$1" = --preset ] || { echo "error: missing ;"; exit 1; }')
        self.assert_plain(self.world.run("conformance"), 70, "error: missing ;", "build failed")
        self.world.stub("cmake", 'echo "CLI11 is missing"; exit 1')
        self.assert_plain(self.world.run("conformance"), 2, "CLI11 is missing", "configured")

    def test_stops_where_setup_stops(self):
        self.world.stub("ci/setup", 'echo "ci/setup: no apt" >&2; exit 2')
        self.assert_plain(self.world.run("conformance"), 2, "no apt")
        self.assertNotIn("cmake", self.world.log())


class Test(WorldTest):
    def setUp(self):
        super().setUp()
        self.world.stub("ci/setup", 'echo "setup $*" >>"$LOG"')
        self.world.stub("cmake", 'echo "cmake $*" >>"$LOG"; mkdir -p ../build/asan')
        self.world.stub("build/release/stompcheck", 'echo "stompcheck $*" >>"$LOG"')
        self.world.stub("ci/package", 'echo "package $*" >>"$LOG"')
        (self.world.programs / "python3").symlink_to(shutil.which("python3"))

    def ctest(self, status, results):
        self.world.stub("ctest", f'''echo "ctest $*" >>"$LOG"
            echo "validators: $STOMPCHECK_VALIDATORS" >>"$LOG"
            while [ $# -gt 1 ]; do [ "$1" != --output-junit ] || file=$2; shift; done
            echo '{results}' >"$file"; exit {status}''')

    def test_ends_with_a_sentence_and_the_status_of_ctest(self):
        good = '<testsuite><testcase name="a" status="run"/></testsuite>'
        self.ctest(0, good)
        self.assert_plain(self.world.run("test"), 0, "1 tests passed, 0 failed, 0 skipped.")
        self.assertRegex(self.world.log(), r"^setup test\ncmake --preset asan.*\n(.*\n)*"
                                           r"ctest .*--no-tests=error --output-on-failure")
        self.ctest(8, '<testsuite><testcase name="a" status="fail"/></testsuite>')
        self.assert_plain(self.world.run("test"), 1, "failed: a")
        self.ctest(8, good)
        self.assert_plain(self.world.run("test"), 1)
        self.ctest(0, "")
        self.assert_plain(self.world.run("test"), 1, "no results")

    def test_passes_nothing_that_no_validator_has_seen(self):
        self.ctest(0, '<testsuite><testcase name="a" status="run"/></testsuite>')
        self.assert_plain(self.world.run("test"), 0)
        self.assertIn("validators: required\n", self.world.log())

    def test_checks_the_suite_with_the_optimised_build(self):
        self.ctest(0, '<testsuite><testcase name="a" status="run"/></testsuite>')
        self.assert_plain(self.world.run("test"), 0, "the suite holds.")
        self.assertRegex(self.world.log(), r"cmake --preset release.*\ncmake --build .*/release "
                                           r".*--target stompcheck\n"
                                           r"stompcheck selfcheck .*--report")
        self.world.stub("build/release/stompcheck", "exit 1")
        self.assert_plain(self.world.run("test"), 1, "does not hold")
        self.assert_plain(self.world.run("test", "-R", "parser"), 0, "was not checked")

    def test_makes_the_packages_after_all_tests_only(self):
        self.ctest(0, '<testsuite><testcase name="a" status="run"/></testsuite>')
        self.world.run("test", "-R", "parser")
        self.assertNotIn("package", self.world.log())
        self.assert_plain(self.world.run("test"), 0)
        self.assertIn("package \n", self.world.log())
        self.world.stub("ci/package", "exit 1")
        self.assert_plain(self.world.run("test"), 1, "packages do not work")

    def test_tells_a_failed_build_from_a_missing_package(self):
        self.world.stub("cmake", '[ "$1" = --preset ]')
        self.assert_plain(self.world.run("test"), 1, "the build failed")
        self.world.stub("cmake", 'echo "GoogleTest is missing"; exit 1')
        self.assert_plain(self.world.run("test"), 2, "GoogleTest is missing", "configured")


class Package(WorldTest):
    """With a cpack that packs a program of three lines; dpkg-deb and tar are stubs, too."""

    def setUp(self):
        super().setUp()
        self.world.stub("ci/setup", 'echo "setup $*" >>"$LOG"')
        self.world.stub("cmake", "")
        self.world.stub("cpack", """while [ "$1" != -B ]; do shift; done; mkdir "$2"
            echo >"$2/s.deb"; echo >"$2/s.tar.gz\"""")
        self.world.stub("unpack", """mkdir -p "$1/bin" "$1/share/man/man1"
            echo manual >"$1/share/man/man1/stompcheck.1"
            cp "$(dirname "$0")/packed" "$1/bin/stompcheck\"""")
        self.world.stub("packed", 'pwd >>"$LOG"')
        self.world.stub("dpkg-deb", 'unpack "$3/usr"')
        self.world.stub("tar", 'unpack "$4"')
        for tool in ("mv", "cp"):
            (self.world.programs / tool).symlink_to(shutil.which(tool))

    def test_tries_what_it_packed_from_elsewhere(self):
        output = self.world.root / "out"
        self.assert_plain(self.world.run("package", "--output", output), 0, "s.deb and s.tar.gz")
        self.assertEqual(sorted(path.name for path in output.iterdir()), ["s.deb", "s.tar.gz"])
        self.assertRegex(self.world.log(), r"^setup build package\n/\n")

    def test_keeps_no_package_that_does_not_work(self):
        self.world.stub("packed", 'echo "no scenarios"; exit 2')
        self.assert_plain(self.world.run("package"), 1, "no scenarios", "does not work")
        self.assertEqual(list((self.world.root / "build/package").iterdir()), [])

    def test_tells_what_went_wrong(self):
        self.assert_plain(self.world.run("package", "--nonsense"), 2, "--nonsense")
        self.assert_plain(self.world.run("package", "--output"), 2, "takes a directory")
        self.world.stub("cpack", 'echo "no shlibdeps"; exit 1')
        self.assert_plain(self.world.run("package"), 1, "no shlibdeps", "packing failed")
        self.world.stub("cmake", '[ "$1" = --preset ]')
        self.assert_plain(self.world.run("package"), 70, "the build failed")


def load_judge():
    """ci/judge-brokers as a module."""
    loader = importlib.machinery.SourceFileLoader("judge_brokers", str(CI / "judge-brokers"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


class JudgeBrokers(unittest.TestCase):
    REPORT = {
        "run": {"stompcheck": "0.1.0", "suite_digest": "d", "started_at": "2026-11-24T20:00:00Z"},
        "ending": "complete", "exit_code": 1,
        "summary": {"duration_us": 1250000, "levels": {
            "MUST": {"pass": 7, "fail": 1, "n/a": 5, "observed": 3, "weak": 1, "crash": 0}}},
        "cases": [
            {"key": "good", "grade": "pass", "message": "", "checks": []},
            {"key": "not-run", "grade": "not-run", "message": "", "checks": []},
            {"key": "bad", "grade": "fail", "message": "m", "checks": [
                {"requirement": "r", "grade": "fail", "expected": "e", "got": "g" * 999},
                {"requirement": "r", "grade": "pass", "expected": "", "got": ""}]},
            {"key": "blocked", "grade": "blocked", "message": "why", "checks": []}]}

    def setUp(self):
        self.judge = load_judge()

    def test_keeps_each_failing_case_and_stays_small(self):
        summary = self.judge.summary_of(self.REPORT, "Toy 1")
        self.assertEqual([case["case"] for case in summary["cases"]], ["bad", "blocked"])
        self.assertEqual(summary["cases"][1]["message"], "why")
        [check] = summary["cases"][0]["checks"]
        self.assertLess(len(check["got"]), 200)
        self.assertEqual((summary["broker"], summary["on"], summary["seconds"]),
                         ("Toy 1", "2026-11-24", 1.2))

    def test_counts_what_is_left_open_on_neither_side(self):
        self.assertEqual(self.judge.score({"pass": 7, "fail": 1, "n/a": 5, "observed": 3}), "7/8")
        self.assertEqual(self.judge.score({"pass": 7, "blocked": 1, "not-run": 2}), "7/10")
        self.assertEqual(self.judge.score({"pass": 7, "weak": 1, "timeout": 1}), "8/9")
        self.assertEqual(self.judge.score({}), "0/0")

    def test_the_table_has_a_row_for_each_broker(self):
        summary = self.judge.summary_of(self.REPORT, "Toy 1")
        self.assertIn("| [Toy 1](toy.json) | 8/9 | 0/0 | 0/0 | 5 | 0 | 1.2 | complete |\n",
                      self.judge.table({"toy": summary}))

    def test_what_could_not_be_judged_outweighs_what_was_found(self):
        rows = [([0, 0], 0), ([0, 1], 1), ([1, 4, 0], 4), ([1, 4, 2], 2), ([], 0)]
        for statuses, status in rows:
            with self.subTest(statuses=statuses):
                self.assertEqual(self.judge.worst(statuses), status)

    def test_lets_the_suite_own_the_broker_where_it_can(self):
        old = self.judge.command_for("coilmq", "stompcheck", "", "out")
        self.assertEqual(old[:4], ["ci/brokers/coilmq", "run", "--port", "0"])
        self.assertIn("--endpoint 127.0.0.1:$STOMP_PORT", old[-1])
        new = self.judge.command_for("coilmq", "stompcheck", "--launch", "out")
        self.assertEqual(new[-2], "--launch")
        self.assertIn("ci/brokers/coilmq serve --port {port}", new[-1])

    def test_refuses_a_broker_that_it_does_not_know(self):
        done = subprocess.run([CI / "judge-brokers", "nosuch"], text=True, capture_output=True,
                              check=False, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn('"nosuch" is neither an option nor a broker', done.stdout)


class Summary(unittest.TestCase):
    def test_tells_skips_from_failures(self):
        rows = [  # testcase, what is said of it
            ('<testcase name="a" status="run"/>', []),
            ('<testcase name="a" status="fail"><failure message=""/></testcase>', ["failed: a"]),
            ('<testcase name="a" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/>'
             '<system-out>x\nSKIPPED: no network\ny</system-out></testcase>',
             ["skipped: a: no network"]),
            ('<testcase name="a" status="notrun"><skipped message="Unable to find executable"/>'
             '<system-out>Unable to find executable: a</system-out></testcase>', ["failed: a"]),
            ('<testcase name="a" status="disabled"/>', ["skipped: a: disabled"]),
        ]
        for case, said in rows:
            with self.subTest(case=case):
                suite = f'<testsuite>{case}<testcase name="b" status="run"/></testsuite>'
                sentences, good = test_summary.summary(xml.etree.ElementTree.fromstring(suite))
                self.assertEqual(sentences[:-1], said)
                self.assertEqual(good, "failed: a" not in said)

    def test_nothing_run_is_a_failure(self):
        self.assertFalse(test_summary.summary(xml.etree.ElementTree.fromstring("<testsuite/>"))[1])


if __name__ == "__main__":
    unittest.main()
