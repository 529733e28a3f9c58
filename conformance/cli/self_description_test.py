#!/usr/bin/env python3
"""The manual page and the shells' completions: all that the help names is in them, roff has nothing
to complain of, and a shell really completes. Shells that this machine lacks are said so."""

import json
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest

from cli_testing import PROGRAM, ROOT, main, run

VERBS = re.findall(r"^  ([a-z]+) {2,}\S", run("--help").stdout.split("Subcommands:")[1], re.M)


def options_of(*words):
    """The long and short names that the help of a verb names."""
    text = run(*words, "--help").stdout.split("Options:")[1]
    lines = re.findall(r"^  (-\S+)", text, re.M)
    return sorted(name for line in lines for name in line.split(","))


def written(*words):
    done = run(*words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def bash(line):
    """What bash offers at the end of `line`."""
    words = shlex.split(line) + ([""] if line.endswith(" ") else [])
    script = (f'source <("{PROGRAM}" completions bash)\n'
              f'COMP_WORDS=({" ".join(map(shlex.quote, words))})\n'
              f'COMP_CWORD={len(words) - 1}\n'
              f'_stompcheck {shlex.quote(PROGRAM)}\n'
              'printf "%s\\n" "${COMPREPLY[@]}"')
    done = subprocess.run(["bash", "--norc", "-u", "-c", script], text=True, capture_output=True,
                          check=False, timeout=60)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return done.stdout.split()


class Manual(unittest.TestCase):
    def test_has_every_verb_and_option(self):
        page = written("man").replace("\\-", "-")
        self.assertGreater(len(VERBS), 8)
        for name in options_of():
            self.assertIn(f"\\fB{name}\\fR", page)
        for verb in VERBS:
            section = re.search(rf"^\.SS {verb}\n(.*?)(?=^\.S[SH])", page, re.M | re.S)
            self.assertTrue(section, verb)
            for name in options_of(verb):
                self.assertIn(f"\\fB{name}\\fR", section[1], verb)

    def test_shows_the_examples_as_they_are_typed(self):
        if not shutil.which("groff"):
            self.skipTest("no groff here")
        done = subprocess.run(["groff", "-man", "-Tascii", "-ww", "-P-cbou"], input=written("man"),
                              text=True, capture_output=True, check=False, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"stompcheck run my-broker\.json 1\.2/ack '!tag:timed' "
                                      r"--report out\n")
        self.assertIn("stompcheck run --launch 'my-broker --stomp-port {port}'", done.stdout)


class Bash(unittest.TestCase):
    def test_completes_verbs_and_options(self):
        self.assertEqual(sorted(bash("stompcheck ")), sorted(VERBS))
        self.assertEqual(bash("stompcheck selfc"), ["selfcheck"])
        self.assertEqual(sorted(bash("stompcheck -")), options_of())
        for verb in VERBS:
            self.assertEqual(sorted(bash(f"stompcheck {verb} -")), options_of(verb), verb)
            self.assertEqual(bash(f"stompcheck --data x {verb} --hel"), ["--help"])

    def test_completes_values(self):
        self.assertEqual(bash("stompcheck run --fail-on "), ["must", "should", "weak"])
        self.assertEqual(bash("stompcheck run --fail-on = sh"), ["should"])
        self.assertEqual(bash("stompcheck run --version 1.1 --version 1.2"), ["1.2"])
        self.assertEqual(bash("stompcheck run --seed "), [])
        self.assertIn("reference-open", bash("stompcheck run --target re"))
        self.assertIn("reference-open", bash("stompcheck run re"))
        self.assertIn("all/value-encoding/undefined-escape-is-fatal",
                      bash("stompcheck explain all/value-en"))
        self.assertGreater(len(bash("stompcheck broker --deviate ")), 200)
        self.assertEqual([name for name in bash("stompcheck list ")
                          if name.startswith(("schema", "requirements", "probe"))], [])

    def test_completes_files_and_folders(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "a folder").mkdir()
            (pathlib.Path(folder) / "a.json").touch()
            start = f"{folder}/a"
            self.assertEqual(bash(f"stompcheck run --report {start}"), [f"{folder}/a", "folder"])
            self.assertIn(f"{folder}/a.json", bash(f"stompcheck lint {start}"))
            self.assertIn(f"{folder}/a.json", bash(f"stompcheck run {start}"))

    def test_the_words_that_it_asks_for_are_those_that_the_program_takes(self):
        cases = {case["id"] for case in json.loads(written("list", "--format", "json"))}
        self.assertEqual(set(written("completions", "cases").split()), cases)
        targets = {path.stem for path in (ROOT / "conformance/targets").glob("*.json")}
        self.assertEqual(set(written("completions", "targets").split()),
                         {name for name in targets if not name.endswith(".schema")})


class OtherShells(unittest.TestCase):
    def options(self):
        return {name for verb in VERBS for name in options_of(verb)}

    def test_zsh(self):
        script = written("completions", "zsh")
        for name in self.options():
            self.assertRegex(script, rf"'\*?{name}\[")
        if not shutil.which("zsh"):
            self.skipTest("no zsh here: its completions were read, not run")
        # A terminal is needed to complete: zsh has one in itself.
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "_stompcheck").write_text(script, encoding="utf-8")
            driver = (f"zmodload zsh/zpty; zpty z zsh -f -i; "
                      f"zpty -w z 'PS1=; fpath=({folder} $fpath); autoload -U compinit; "
                      f"compinit -u -D; zstyle \":completion:*\" list-prompt \"\"; "
                      f"stompcheck() {{ {PROGRAM} \"$@\"; }}; LISTMAX=999; echo READY-NOW'; "
                      "zpty -r -m z shown '*READY-NOW*READY-NOW*'; "
                      "zpty -n -w z $'stompcheck run --fail-on \\t'; "
                      "zpty -r -m z shown '*must*should*weak*'; print -r -- $shown; "
                      "zpty -n -w z $'\\C-u\\C-kstompcheck run --deviat\\t'; "
                      "zpty -r -m z shown '*--deviate *'; print -r -- $shown; zpty -d z")
            done = subprocess.run(["zsh", "-f", "-c", driver], text=True, capture_output=True,
                                  check=False, timeout=60, env={"TERM": "dumb", "HOME": folder,
                                                                "PATH": "/usr/bin:/bin"})
        self.assertRegex(done.stdout, r"must\s+should\s+weak")
        self.assertIn("--deviate", done.stdout)

    def test_fish(self):
        script = written("completions", "fish")
        for name in self.options():
            self.assertRegex(script, rf" -l {name[2:]}\b" if name.startswith("--")
                             else rf" -s {name[1:]}\b")
        if not shutil.which("fish"):
            self.skipTest("no fish here: its completions were read, not run")
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "stompcheck").symlink_to(pathlib.Path(PROGRAM).resolve())
            (pathlib.Path(folder) / "completions.fish").write_text(script, encoding="utf-8")
            ask = (f"source {folder}/completions.fish; complete -C 'stompcheck run --fail-on '; "
                   "complete -C 'stompcheck selfc'; complete -C 'stompcheck run reference-o'")
            done = subprocess.run(["fish", "--no-config", "-c", ask], text=True, check=False,
                                  capture_output=True, timeout=60,
                                  env={"HOME": folder, "PATH": f"{folder}:/usr/bin:/bin"})
        self.assertEqual(done.stderr, "")
        words = [line.split("\t")[0] for line in done.stdout.splitlines()]
        self.assertEqual(words[:4], ["must", "should", "weak", "selfcheck"])
        self.assertIn("reference-open", words)


if __name__ == "__main__":
    main()
