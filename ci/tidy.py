#!/usr/bin/env python3
"""The house rules that no compiler checks, as a test: `ci/tidy.py`, or `ctest -R tidy`.

What it is not: a formatter (it asks clang-format) or a linter of meaning (that is clang-tidy). Each
finding is printed as FILE:LINE: what is wrong (what to do). Exit status: 0 clean, 1 findings, 2
usage.

The rules are functions from a Tree to findings, listed in RULES. Each has a planted violation in
tidy_test.py, so that none of them can go blind unnoticed.
"""

import argparse
import dataclasses
import functools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

# Which folder may include what, besides itself and the C++ standard library: our folders or single
# headers, libraries by the folder of their headers, "posix" for the operating system's, "*" for
# all.
# The longest matching folder counts. ARCHITECTURE.md says why.
LAYERS = {
    "stomp": (),
    "json": ("nlohmann",),
    # TLS and WebSocket over octets in memory: no socket.
    "transport": ("stomp", "openssl"),
    # From the operating system only the reading of IP addresses: no socket.
    "reference_broker/core": ("stomp", "openssl", "arpa/inet.h"),
    "reference_broker/deviations": ("reference_broker/core", "stomp"),
    "reference_broker/config": ("reference_broker/core", "json", "stomp"),
    # nlohmann for writing the log as JSON lines; reading is for config.
    "reference_broker/net": ("reference_broker/core", "reference_broker/deviations",
                             "reference_broker/config", "transport", "json", "stomp", "boost",
                             "openssl", "CLI", "nlohmann", "posix"),
    "conformance/scenario": ("stomp", "json", "openssl"),
    "conformance/engine": ("stomp", "conformance/scenario"),
    "conformance/probe": ("conformance/engine", "conformance/scenario", "stomp", "nlohmann"),
    # The probe is tested in the simulator.
    "conformance/sim": ("conformance/engine", "conformance/probe", "conformance/scenario",
                        "reference_broker/core", "reference_broker/deviations", "stomp"),
    "conformance/selfcheck": ("conformance/engine", "conformance/scenario", "conformance/sim",
                              "reference_broker/core", "reference_broker/deviations", "stomp"),
    "conformance/net": ("conformance/engine", "conformance/scenario", "reference_broker/core",
                        "reference_broker/net", "transport", "stomp", "boost", "openssl",
                        "posix"),
    "conformance/targets": (),
    "conformance/cli": ("*",),
    "reports": ("conformance/engine/verdict.hpp", "conformance/scenario",
                "conformance/selfcheck/findings.hpp", "conformance/selfcheck/testing.hpp", "stomp",
                "nlohmann"),
    # The page carries parts of itself compressed, and a digest of its script.
    "reports/page": ("reports", "conformance/engine/verdict.hpp", "conformance/scenario", "stomp",
                     "openssl", "zlib.h"),
    # A campaign reads profiles and requirements, and reports in the suite's words.
    "fuzz/campaign": ("fuzz/mutator", "stomp", "conformance/scenario", "conformance/engine",
                      "reference_broker/core", "reports", "nlohmann", "openssl"),
    "fuzz/campaign/store": ("fuzz/campaign", "stomp", "sqlite3.h"),
    # Tested against the reference broker.
    "fuzz/campaign/net": ("fuzz/mutator", "fuzz/campaign", "stomp", "conformance/engine",
                          "conformance/net", "reference_broker/core", "reference_broker/net",
                          "boost"),
    # What asks the allocator is the operating system's, what a sanitizer is told the compiler's.
    "fuzz": ("stomp", "reference_broker/core", "reference_broker/config",
             "reference_broker/deviations", "conformance", "reports", "json", "malloc.h",
             "sanitizer/asan_interface.h"),
}
# Tests and what they share may include more, and nobody else but fuzz targets may include that.
TEST_FILES = re.compile(r"_test\.cpp$|(^|/)testing(/|\.[ch]pp$)")
TEST_EXTRAS = ("gtest", "gmock", "nlohmann", "valijson", "json")

# Clocks, threads and waiting live in the shells; everything else is told what time it is.
SHELLS = re.compile(r"(^|/)(net|cli)/")
TIME = re.compile(r"::\s*now\s*\(\s*\)|\b\w*sleep(_for|_until)?\s*\(|#\s*include\s*<thread>")
CHANCE = re.compile(r"\brandom_device\b|\bs?rand\s*\(")

# A program speaks to people in few places, so that all else can be used as a library.
PRINTERS = re.compile(r"^conformance/cli/|^reference_broker/net/command"
                      r"|^fuzz/(replay|seeds)_main\.cpp$"
                      # The last words of a program that is about to abort.
                      r"|^stomp/check\.cpp$|^fuzz/engine/input\.hpp$")
PRINTING = re.compile(r"\bstd\s*::\s*(cout|cerr|clog|print(ln)?)\b"
                      r"|\b(v?printf|puts|perror)\s*\(|\b(stdout|stderr)\b")

COLUMNS_MAX = 100
LINES_MAX = 500
BLOB_OCTETS_MAX = 100_000
# What programs of ours wrote to be read by others is as large as it is.
PUBLISHED, PUBLISHED_OCTETS_MAX = "reports/published/", 4_200_000

# Traces of one machine or workplace. (Written so that the list does not find itself.)
WORKPLACE = re.compile(r"(?<![\w.])/(wor[k]|roo[t])/|/tm[p]/(w|b_\w*)\b|(?<![\w.])/hom[e]/\w"
                       r"|\b(registry\.npmj[s]\.org|pyp[i]\.org|files\.pythonhoste[d]\.org"
                       r"|proxy\.golan[g]\.org|deb\.debia[n]\.org)\b")
UNFINISHED = re.compile(r"\b(FIXM[E]|XX[X]|TOD[O])\b(?!\((spec|perf|port)\):)")


@dataclasses.dataclass(frozen=True)
class Finding:
    file: str
    line: int
    message: str
    remedy: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.message} ({self.remedy})"


class Skipped(Exception):
    """A rule that cannot be checked here, and why."""


class Tree:
    """The files that are, or would be, in the repository."""

    def __init__(self, root):
        self.root = pathlib.Path(root).resolve()
        paths = ((file, self.root / file) for file in self._listed())
        self.files = sorted(file for file, path in paths
                            if path.is_file() and not path.is_symlink())
        self.text = functools.cache(self._text)
        self.code = functools.cache(self._code)

    def _listed(self):
        if not (self.root / ".git").exists():
            return self._walked()
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=self.root, capture_output=True, text=True, check=False)
        # Git refuses to look at a repository of another user, as containers often mount one.
        return listed.stdout.split("\0")[:-1] if listed.returncode == 0 else self._walked()

    def _walked(self):
        """For an unpacked archive, where no git says what is ignored."""
        for directory, folders, names in os.walk(self.root):
            folders[:] = [folder for folder in folders
                          if folder not in (".git", "build", "__pycache__", "node_modules")]
            for name in names:
                yield (pathlib.Path(directory) / name).relative_to(self.root).as_posix()

    def with_suffix(self, *suffixes):
        return [file for file in self.files if file.endswith(suffixes)]

    def cpp(self):
        return self.with_suffix(".cpp", ".hpp")

    def sources(self):
        """What people write and read as code, scripts without a suffix included."""
        suffixes = (".cpp", ".hpp", ".py", ".mjs", ".cmake", "CMakeLists.txt", ".sh")
        return [file for file in self.files if file.endswith(suffixes) or
                ("." not in pathlib.PurePath(file).name and self.text(file).startswith("#!"))]

    def _text(self, file):
        """Empty for what is no UTF-8 text."""
        try:
            return (self.root / file).read_bytes().decode()
        except UnicodeDecodeError:
            return ""

    def lines(self, file):
        return list(enumerate(self.text(file).split("\n"), 1))

    def _code(self, file):
        """The lines of a C++ file without what stands in comments and literals."""
        pattern = re.compile(r"""//[^\n]*|/\*.*?\*/|R"([^()\\ ]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*\""""
                             r"""|(?<!\w)'(?:\\.|[^'\\\n])*'""", re.DOTALL)
        blank = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), self.text(file))
        return list(enumerate(blank.split("\n"), 1))


def layers(tree):
    for file in tree.cpp():
        folder = max((each for each in LAYERS if file.startswith(each + "/")), key=len,
                     default=None)
        if folder is None:
            yield Finding(file, 1, "the folder has no layer", "add it to LAYERS in ci/tidy.py")
            continue
        test = TEST_FILES.search(file) is not None
        allowed = LAYERS[folder] + (TEST_EXTRAS if test else ())
        for number, line in tree.lines(file):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', line)
            if not match:
                continue
            ours, header = match[1] == '"', match[2]
            if ours and not (tree.root / header).is_file():
                yield Finding(file, number, f'no "{header}" below the root of the repository',
                              "name headers from the root")
            elif ours and TEST_FILES.search(header) and not test and folder != "fuzz":
                yield Finding(file, number, f"{header} is for tests only",
                              "move what both need out of it")
            elif not may_include((folder, *allowed), ours, header):
                names = ", ".join(sorted(allowed)) or "nothing but the standard library"
                yield Finding(file, number, f"{folder} must not include {header}",
                              f"it may use {names}; move the code, or pass a value instead")


def may_include(allowed, ours, header):
    if "*" in allowed or header in allowed:
        return True
    if ours:
        return any(header.startswith(each + "/") for each in allowed)
    if "/" not in header and "." not in header:
        return True
    library = header.split("/")[0]
    system = header.endswith(".h") and library not in ("openssl", "gtest", "gmock")
    return ("posix" if system else library) in allowed


def time_and_chance(tree):
    for file in tree.cpp():
        if SHELLS.search(file):
            continue
        for number, line in tree.code(file):
            if TIME.search(line):
                yield Finding(file, number, "a clock, a thread or a sleep below the shells",
                              "take the time as an argument; waiting belongs in net/ or cli/")
            if CHANCE.search(line):
                yield Finding(file, number, "chance below the shells", "take a seed as an argument")


def printing(tree):
    for file in tree.cpp():
        if PRINTERS.search(file):
            continue
        for number, line in tree.code(file):
            if PRINTING.search(line):
                yield Finding(file, number, "only the command line prints",
                              "return a value and let conformance/cli print it")


def columns(tree):
    for file in tree.sources():
        for number, line in tree.lines(file):
            if len(line) > COLUMNS_MAX:
                yield Finding(file, number, f"{len(line)} columns",
                              f"{COLUMNS_MAX} at most: break the line")


def length(tree):
    for file in tree.sources():
        count = tree.text(file).count("\n")
        if count > LINES_MAX:
            yield Finding(file, LINES_MAX + 1, f"{count} lines",
                          f"split the file by subject: {LINES_MAX} at most")


def blanks(tree):
    for file in sorted({*tree.sources(), *tree.with_suffix(".json", ".md", ".yml", ".yaml")}):
        text = tree.text(file)
        for number, line in tree.lines(file):
            if "\t" in line:
                yield Finding(file, number, "a tab", "use blanks")
            if line != line.rstrip():
                yield Finding(file, number, "blanks at the end of the line", "remove them")
        if text and not text.endswith("\n"):
            yield Finding(file, text.count("\n") + 1, "no newline at the end", "add one")


def unfinished(tree):
    for file in tree.sources():
        for number, line in tree.lines(file):
            match = UNFINISHED.search(line)
            if match:
                yield Finding(file, number, f"the note {match[1]}", "do it, or open an issue")


def workplace(tree):
    for file in tree.files:
        if (tree.root / file).stat().st_size > BLOB_OCTETS_MAX:
            continue
        for number, line in tree.lines(file):
            match = WORKPLACE.search(line)
            if match:
                yield Finding(file, number, f'"{match[0]}" speaks of one machine or workplace',
                              "say it without")


def blobs(tree):
    for file in tree.files:
        size = (tree.root / file).stat().st_size
        most = PUBLISHED_OCTETS_MAX if file.startswith(PUBLISHED) else BLOB_OCTETS_MAX
        if size > most:
            yield Finding(file, 1, f"{size} octets",
                          f"make it, fetch it or split it: at most {most} octets a file")


def built(tree):
    for file in tree.with_suffix(".cpp"):
        path = pathlib.PurePosixPath(file)
        if not any(is_named(tree, path, folder) for folder in path.parents):
            yield Finding(file, 1, "no CMakeLists.txt names it",
                          "add it to its target, or remove it")


def is_named(tree, path, folder):
    """Whether the CMakeLists.txt of `folder`, or a helper that adds sources, names the file."""
    if any(f"{path.name})" in tree.text(file) for file in tree.with_suffix(".cmake")):
        return True
    lists = (folder / "CMakeLists.txt").as_posix()
    if lists not in tree.files:
        return False
    text = re.sub(r"#[^\n]*", "", tree.text(lists))
    relative = re.escape(path.relative_to(folder).as_posix())
    by_name = re.search(rf"(?:^|[\s(\"]|\}}/){relative}(?![\w.-])", text)
    as_fuzzer = re.search(rf"stompcheck_fuzzer\(\s*{re.escape(path.stem)}\b", text)
    return by_name is not None or (folder == path.parent and as_fuzzer is not None)


def headers(tree):
    for file in tree.with_suffix(".hpp"):
        text = tree.text(file)
        if not text.startswith("// "):
            yield Finding(file, 1, "the header does not open with its story",
                          "say first what it is, what it is not, and what it promises")
        if not re.search(r"^#pragma once$", text, re.MULTILINE):
            yield Finding(file, 1, "no #pragma once", "add it after the story")


def json_files(tree):
    for file in tree.with_suffix(".json"):
        text = tree.text(file)
        try:
            json.loads(text)
        except ValueError as error:
            yield Finding(file, getattr(error, "lineno", 1), f"no valid JSON: {error}", "mend it")
            continue
        for offset, key in repeated_keys(text):
            line = text.count("\n", 0, offset) + 1
            yield Finding(file, line, f"the key {key} stands there twice",
                          "parsers keep the last one and say nothing: remove or rename one")


def repeated_keys(text):
    """(offset, key) of each key that its object has already; `text` is valid JSON."""
    seen = []
    for match in re.finditer(r'("(?:[^"\\]|\\.)*")(\s*:)?|[{}\[\]]', text):
        if match[0] in "{[":
            seen.append(set())
        elif match[0] in "}]":
            seen.pop()
        elif match[2]:
            key = json.loads(match[1], strict=False)
            if key in seen[-1]:
                yield match.start(), match[1]
            seen[-1].add(key)


def formatted(tree):
    program = shutil.which("clang-format-19")
    if not program:
        raise Skipped("clang-format-19 is not installed: run ci/setup test")
    files = tree.cpp()
    if not files:
        return
    output = subprocess.run([program, "--dry-run", "--Werror", *files], cwd=tree.root,
                            capture_output=True, text=True, check=False).stderr
    reported = set()
    pattern = r"^(\S+?):(\d+):\d+: error: code should be"
    for match in re.finditer(pattern, output, re.MULTILINE):
        if match[1] not in reported:
            reported.add(match[1])
            yield Finding(match[1], int(match[2]), "not formatted",
                          f"clang-format-19 -i {match[1]}")


RULES = {
    "layers": layers,
    "time-and-chance": time_and_chance,
    "printing": printing,
    "columns": columns,
    "length": length,
    "blanks": blanks,
    "unfinished": unfinished,
    "workplace": workplace,
    "blobs": blobs,
    "built": built,
    "headers": headers,
    "json": json_files,
    "formatted": formatted,
}


def main():
    parser = argparse.ArgumentParser(description="Checks the house rules of the repository.")
    parser.add_argument("--root", default=pathlib.Path(__file__).resolve().parent.parent,
                        help="the repository to check (default: this one)")
    parser.add_argument("rules", nargs="*", metavar="RULE",
                        help=f"only these of: {', '.join(RULES)}")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.rules) - set(RULES))
    if unknown:
        parser.error(f"no rule is called {', '.join(unknown)}; there are {', '.join(RULES)}")

    tree = Tree(arguments.root)
    chosen = arguments.rules or list(RULES)
    findings = 0
    for name in chosen:
        try:
            for finding in RULES[name](tree):
                findings += 1
                print(finding)
        except Skipped as reason:
            print(f"SKIPPED the rule \"{name}\": {reason}")
    print(f"tidy: {len(chosen)} rules, {len(tree.files)} files, {findings or 'no'} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
