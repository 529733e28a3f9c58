#!/usr/bin/env python3
"""Reads the JUnit file that ctest wrote and says in plain sentences what was skipped, and why, and
how it ended. Exit status: 0 nothing failed, 1 something failed or nothing ran."""

import re
import sys
import xml.etree.ElementTree

REASON = re.compile(r"SKIPPED:? *(.*)|.*: Skipped\n(.*)")


def summary(results):
    """(sentences, whether all is well) for the <testsuite> of ctest."""
    skipped, failed, passed = [], [], 0
    for case in results.iter("testcase"):
        status = case.get("status")
        if status == "run":
            passed += 1
        elif was_skipped(case):
            skipped.append((case.get("name"), reason_of(case)))
        else:
            failed.append(case.get("name"))

    sentences = [f"skipped: {name}: {reason}" for name, reason in skipped]
    sentences += [f"failed: {name}" for name in failed]
    interop = sum(name.startswith("interop/") for name, _ in skipped)
    note = f" ({interop} of them with real clients)" if interop else ""
    last = f"ci/test: {passed} tests passed, {len(failed)} failed, {len(skipped)} skipped{note}."
    return [*sentences, last], not failed and passed > 0


def was_skipped(case):
    """A test that asked for it. One whose program is missing is "notrun" too, but a failure."""
    if case.get("status") == "disabled":
        return True
    skipped = case.find("skipped")
    return skipped is not None and skipped.get("message", "").startswith("SKIP_")


def reason_of(case):
    output = case.findtext("system-out") or ""
    match = REASON.search(output)
    if match:
        return (match[1] or match[2] or "").strip() or "no reason given"
    return case.get("status") if case.get("status") == "disabled" else "no reason given"


def main():
    try:
        results = xml.etree.ElementTree.parse(sys.argv[1]).getroot()
    except (OSError, xml.etree.ElementTree.ParseError) as error:
        print(f"ci/test: ctest left no results ({error}).")
        return 1
    sentences, good = summary(results)
    print("\n".join(sentences))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
