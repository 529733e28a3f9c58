#!/usr/bin/env python3
"""The documents, held to what they say: their commands are run, their links lead somewhere.

Usage: docs_test.py STOMPCHECK [unittest arguments]

The first line of a fenced block says what becomes of its commands:

  ```sh            they are run here, in a folder that looks like a checkout, and must succeed
  ```sh broker     the same, with a reference broker as the one that listens on 127.0.0.1:61613;
                   `my-broker --stomp-port {port}` is one, too
  ```sh fails      they must end with 1: a requirement is broken
  ```sh install    they change the machine or take very long: scripts, options, presets and files
                   that they name must exist
  ```json PATH     is written to PATH, for the commands below it

`stompcheck broker` is started on a free port and stopped again. Commands within a sentence must
name verbs and options that there are.
"""

import functools
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
ROOT = pathlib.Path(__file__).resolve().parent.parent
RUN = ["README.md", "README.zh-CN.md", "guides/broker-authors.md", "guides/fuzzing-campaigns.md",
       "guides/scenario-authors.md"]
READ = [*RUN, "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "ci/README.md",
        "conformance/targets/README.md", "fuzz/README.md", "reference_broker/config/README.md",
        "reports/README.md", "scenarios/README.md"]
ADDRESS = "127.0.0.1:61613"


def text_of(document):
    return (ROOT / document).read_text(encoding="utf-8")


def blocks(document):
    """(information, text) of each fenced block."""
    for match in re.finditer(r"^( *)```([^\n`]*)\n(.*?)^\1```$", text_of(document), re.M | re.S):
        yield match[2].strip(), re.sub(rf"^{match[1]}", "", match[3], flags=re.M)


def commands(text):
    """The commands of a block, a comment at the end of a line left out."""
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [re.sub(r"\s{2,}#.*$", "", line).strip() for line in lines
            if line.strip() and not line.startswith("#")]


@functools.cache
def help_of(*words):
    done = subprocess.run([*words, "--help"], capture_output=True, text=True, check=False, cwd=ROOT,
                          timeout=100)
    return done.stdout if done.returncode == 0 else ""


class World:
    """A folder that looks like a checkout, with programs on the PATH and a broker that listens."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder) / "checkout"
        programs = pathlib.Path(folder) / "bin"
        programs.mkdir()
        (programs / "stompcheck").symlink_to(PROGRAM)
        (programs / "my-broker").write_text(
            '#!/bin/sh\nexec stompcheck broker --policy open --quiet --port "$2"\n')
        (programs / "my-broker").chmod(0o755)
        self.folder.mkdir()
        for name in ("ci", "conformance", "reference_broker", "reports"):
            (self.folder / name).symlink_to(ROOT / name)
        shutil.copytree(ROOT / "scenarios", self.folder / "mine/scenarios")
        shutil.copytree(ROOT / "conformance/targets", self.folder / "mine/targets")
        shutil.copy(ROOT / "reference_broker/config/open.json", self.folder / "my-settings.json")
        self.environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}",
                            "NO_COLOR": "1"}

    def __enter__(self):
        self.broker = self.start("my-broker --stomp-port 0")
        self.address = re.search(r"listening on (\S+)", self.broker.stdout.readline())[1]
        return self

    def __exit__(self, *_):
        self.stop(self.broker)

    def start(self, command):
        return subprocess.Popen(shlex.split(command), cwd=self.folder, env=self.environment,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def stop(self, process):
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=60)
        return process.returncode, output

    def run(self, command):
        """The exit status and what was said."""
        if re.match(r"stompcheck broker\b(?!.*--deviations)", command):
            return self.serve(command)
        command = command.replace(ADDRESS, self.address)
        done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=self.folder,
                              env=self.environment, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False, timeout=1000)
        return done.returncode, done.stdout

    def serve(self, command):
        free = re.sub(r" --port \d+", "", command) + " --port 0"
        process = self.start(free)
        line = process.stdout.readline()
        while line and "listening on" not in line:
            line = process.stdout.readline()
        status, output = self.stop(process)
        return status, line + output if line else "it listened nowhere: " + output


class Commands(unittest.TestCase):
    def follow(self, document):
        followed = 0
        with tempfile.TemporaryDirectory() as folder, World(folder) as world:
            for information, text in blocks(document):
                language, _, rest = information.partition(" ")
                if language == "json" and rest:
                    (world.folder / rest).write_text(text, encoding="utf-8")
                if language != "sh" or rest == "install":
                    continue
                self.assertIn(rest, ("", "broker", "fails"), document)
                for command in commands(text):
                    status, output = world.run(command)
                    self.assertEqual(status, 1 if rest == "fails" else 0,
                                     f"{document}: {command}\n{output}")
                    followed += 1
        self.assertGreater(followed, 0, document)

    def test_install_commands_name_what_there_is(self):
        presets = {each["name"] for each in
                   json.loads(text_of("CMakePresets.json"))["workflowPresets"]}
        seen = set()
        for document in READ:
            for information, text in blocks(document):
                if information not in ("sh install", ""):
                    continue
                for command in commands(text):
                    words = command.split()
                    if words[0].startswith("ci/"):
                        seen.add(words[0])
                        self.check_script(document, command, words)
                    elif words[:3] == ["cmake", "--workflow", "--preset"]:
                        self.assertIn(words[3], presets, command)
                    elif words[0] == "stompcheck":
                        check_words(self, document, command)
        self.assertLessEqual({"ci/conformance", "ci/test", "ci/package", "ci/setup"}, seen)

    def check_script(self, document, command, words):
        script = ROOT / words[0]
        self.assertTrue(os.access(script, os.X_OK), f"{document}: {command}")
        said = help_of(script)
        self.assertTrue(said, f"{document}: {words[0]} --help")
        own = " ".join(words[1:]).split(" ci/")[0]  # of `ci/brokers/NAME run ci/...` the first
        for option in re.findall(r"(?<!\S)--[a-z-]+", own):
            if words[0] != "ci/conformance":  # which passes them on
                self.assertIn(option, said, f"{document}: {command}")


for each in RUN:
    setattr(Commands, "test_" + re.sub(r"\W", "_", each),
            lambda self, document=each: self.follow(document))


def check_words(test, document, command):
    """That `stompcheck VERB ... --option` names a verb and options that there are."""
    words = command.split()
    verb = words[1] if len(words) > 1 else ""
    if not re.fullmatch(r"[a-z]+", verb):
        return
    test.assertRegex(help_of(str(PROGRAM)), rf"(?m)^  {verb} ", f"{document}: {command}")
    said = help_of(str(PROGRAM), verb)
    for option in re.findall(r"(?<!\S)--[a-z-]+", command):
        if option != "--data":
            test.assertRegex(said, rf"(?<![\w-]){option}\b(?!-)", f"{document}: {command}")


class Sentences(unittest.TestCase):
    def inline(self, document):
        text = re.sub(r"^( *)```.*?^\1```$", "", text_of(document), flags=re.M | re.S)
        return [" ".join(code.split()) for code in re.findall(r"`([^`]+)`", text)]

    def test_commands_name_verbs_and_options_that_there_are(self):
        checked = 0
        for document in READ:
            for code in self.inline(document):
                if code.startswith("stompcheck "):
                    check_words(self, document, code)
                    checked += 1
                elif re.match(r"ci/[a-z]", code) and not re.search(r"[A-Z…*{]", code):
                    name = code.split()[0]
                    self.assertTrue((ROOT / name).exists(), f"{document}: {code}")
        self.assertGreater(checked, 30)

    def test_links_lead_somewhere(self):
        for document in READ:
            for target in re.findall(r"\]\(([^)\s]+)\)", text_of(document)):
                if not re.match(r"[a-z]+:|#", target):
                    file = (ROOT / document).parent / target.split("#")[0]
                    self.assertTrue(file.exists(), f"{document}: {target}")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
