#!/usr/bin/env python3
"""A hostile broker through the whole program: whatever it says is text, on the terminal and in
every file that is written, and nowhere anything else."""

import base64
import html.parser
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import unittest
import xml.etree.ElementTree

from cli_testing import PROGRAM, ROOT, main

BROKER = ROOT / "conformance/cli/hostile_broker.py"
# What fails in many ways, and within seconds: ERROR frames, bodies, headers, and a death.
SELECTORS = ["all/error/describes-its-body", "all/error/says-what-is-wrong",
             "all/frames/utf-8-headers-pass", "all/frames/twenty-headers-pass",
             "all/frames/header-names-are-case-sensitive", "1.2/connecting",
             "all/message/body-is-unchanged", "all/message/has-its-headers",
             "all/value-encoding/colons-are-sent-escaped",
             "all/connecting/lower-case-connect-does-not-connect",
             "all/transactions/own-messages-wait-too"]
BRIEFLY = ["--timeout", "500", "--rerun-seconds", "2", "--keep-going"]


def unsafe(text):
    """Characters that act on whoever shows them: controls, and what turns or hides text."""
    return sorted({f"U+{ord(c):04X}" for c in text if c != "\n" and (
        unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp"))})


class Elements(html.parser.HTMLParser):
    """The elements of a page but for data in <script>, and of their attributes what can act."""

    def __init__(self):
        super().__init__()
        self.elements, self.handlers, self.links = {}, [], []

    def handle_starttag(self, tag, attrs):
        if ("type", "text/plain") not in attrs:
            self.elements[tag] = self.elements.get(tag, 0) + 1
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.links += [value for name, value in attrs if name in ("href", "src", "action")]


def elements_of(file):
    page = Elements()
    page.feed(file.read_text(encoding="utf-8"))
    return page


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.folder = pathlib.Path(directory.name)
        cls.launch = f"exec {sys.executable} {BROKER} {{port}}"
        cls.said = []
        cls.run_it("run", "--launch", cls.launch, *SELECTORS, *BRIEFLY, "--verbose",
                   "--report", cls.folder / "out", "--write-baseline", cls.folder / "known.json")

    @classmethod
    def run_it(cls, *words, codes=(1,)):
        """What the program says is collected, as octets."""
        done = subprocess.run([PROGRAM, *words], capture_output=True, check=False, timeout=400)
        if done.returncode not in codes:
            raise AssertionError(f"{words}: {done.returncode} {done.stdout!r} {done.stderr!r}")
        cls.said += [done.stdout, done.stderr]
        return done

    def file(self, name, folder="out"):
        return self.folder / folder / name

    def report(self):
        return json.loads(self.file("report.json").read_text(encoding="ascii"))

    def strings(self, value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict) and set(value) == {"base64"}:
            yield base64.b64decode(value["base64"]).decode("utf-8", "backslashreplace")
        elif isinstance(value, dict):
            for key, each in value.items():
                yield key
                yield from self.strings(each)
        elif isinstance(value, list):
            for each in value:
                yield from self.strings(each)

    def test_the_broker_was_judged_and_heard(self):
        report = self.report()
        self.assertEqual(report["ending"], "complete")
        self.assertGreater(report["summary"]["grades"]["pass"], 0)
        self.assertGreater(report["summary"]["grades"]["fail"], 5)
        self.assertGreater(report["summary"]["grades"]["crash"], 0)
        texts = list(self.strings(report))
        for attack in ("</script>", "\x1b[31m", "\u202e", "::add-path::", "]]>"):
            self.assertTrue(any(attack in text for text in texts), attack)
        said = [case for case in report["cases"] if case["grade"] == "crash"]
        self.assertTrue(any("owned" in text for text in self.strings(said)))

    def test_the_terminal_gets_text(self):
        self.run_it("report", self.file(""), "-o", self.folder / "again", codes=(0,))
        self.run_it("diff", self.file(""), self.file(""), codes=(0,))
        self.run_it("probe", "127.0.0.1:1", codes=(3,))
        self.assertIn(b"owned", b"".join(self.said))
        for octets in self.said:
            text = octets.decode("utf-8")  # strictly
            self.assertEqual(unsafe(text), [])
            self.assertEqual([line for line in text.splitlines()
                              if line.lstrip().startswith("::")], [])

    def test_json_is_ascii_and_whole(self):
        for name in ("report.json", "report.sarif", "badge.json"):
            json.loads(self.file(name).read_text(encoding="ascii"))
        lines = self.file("events.jsonl").read_text(encoding="ascii").splitlines()
        for line in lines:
            json.loads(line)
        sarif = json.loads(self.file("report.sarif").read_text(encoding="ascii"))
        self.assertTrue(any("owned" in text for text in self.strings(sarif)))
        for text in self.strings(sarif):
            self.assertEqual(unsafe(text), [])

    def test_xml_is_whole_and_shows_text(self):
        for name in ("junit.xml", "badge.svg"):
            text = self.file(name).read_text(encoding="utf-8")
            self.assertEqual(unsafe(text), [], name)
            tree = xml.etree.ElementTree.fromstring(text)
            self.assertEqual([each.tag for each in tree.iter() if "script" in each.tag], [])
            self.assertEqual(unsafe("".join(tree.itertext())), [], name)
        self.assertIn("owned", self.file("junit.xml").read_text(encoding="utf-8"))
        if shutil.which("xmllint"):
            done = subprocess.run(["xmllint", "--noout", "--schema",
                                   ROOT / "reports/schema/junit.xsd", self.file("junit.xml")],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_page_has_no_element_of_his(self):
        subprocess.run([PROGRAM, "run", "reference-open", "--simulate", *SELECTORS, "--report",
                        self.folder / "good"], capture_output=True, check=True, timeout=100)
        good = elements_of(self.file("report.html", "good"))
        for folder in ("out", "again") if self.file("", "again").exists() else ("out",):
            text = self.file("report.html", folder).read_text(encoding="utf-8")
            self.assertIn("owned", text)
            self.assertEqual(unsafe(text), [])
            page = elements_of(self.file("report.html", folder))
            self.assertEqual(page.elements["script"], good.elements["script"])
            self.assertEqual(page.elements.get("img", 0), good.elements.get("img", 0))
            self.assertEqual(page.handlers, [])
            self.assertEqual([link for link in page.links if "owned" in link], [])

    def test_the_summary_has_no_markup_of_his(self):
        text = self.file("summary.md").read_text(encoding="utf-8")
        self.assertIn("owned", text)
        self.assertEqual(unsafe(text), [])
        # What stands between backquotes is shown as it is; behind a backslash, too.
        for line in text.splitlines():
            plain = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", line)
            plain = re.sub(r"\\.", "", plain)
            self.assertNotRegex(plain, r"owned.*[<\[]|<(script|img|!--)|\]\(", line)

    def test_a_baseline_of_it_can_be_read_again(self):
        text = (self.folder / "known.json").read_text(encoding="ascii")
        self.assertIn("owned", text)
        json.loads(text)
        self.run_it("run", "--launch", self.launch, *SELECTORS, *BRIEFLY, "--baseline",
                    self.folder / "known.json", "--report", self.folder / "second", codes=(0, 1))
        self.assertNotIn(b"cannot be read", self.said[-1])

    def test_ascii_is_ascii(self):
        done = subprocess.run(
            [PROGRAM, "run", "--launch", self.launch, "all/error/says-what-is-wrong", *BRIEFLY,
             "--ascii"],
            capture_output=True, check=False, timeout=200)
        done.stdout.decode("ascii")
        self.assertIn(b"owned", done.stdout)


if __name__ == "__main__":
    main()
