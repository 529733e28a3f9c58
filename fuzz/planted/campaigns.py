"""Does a campaign find what is planted in a broker? The right `stompcheck` looks for it, and starts
the wrong one as its target.

    told = hunt(stompcheck, planted, "crash", folder, seconds, seed)
    told.seconds                    # from the campaign's first line to its line "found"; or None
    rates = rates_of(output)        # cases a second, as the program sums them up
"""

import dataclasses
import json
import re
import shlex
import shutil
import signal
import subprocess
import threading
import time

# A campaign that does not end by itself so long after its budget is ended.
GRACE_SECONDS = 60


@dataclasses.dataclass(frozen=True)
class Told:
    seconds: float  # None: not found
    says: str  # what was found; else what the campaign said instead
    finding: dict = dataclasses.field(default_factory=dict)  # its finding.json

    @property
    def is_found(self):
        return self.seconds is not None


@dataclasses.dataclass(frozen=True)
class Rates:
    pipelined: float
    fresh: float


def hunt(stompcheck, target, kind, folder, seconds, seed=1):
    """Told, of a confirmed finding of that kind within that time: the first one. The campaign is
    ended with it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    launch = f"exec {shlex.quote(str(target))} broker --policy open --quiet --port {{port}}"
    with (folder / "stderr").open("wb") as errors, subprocess.Popen(
            [str(stompcheck), "fuzz", "--launch", launch, "--budget", f"{seconds}s", "--seed",
             str(seed), "--out", str(folder / "out")], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=errors, text=True, errors="replace") as campaign:
        # (Asked to end, it ends its target as well.)
        watch = threading.Timer(seconds + GRACE_SECONDS, campaign.terminate)
        watch.start()
        told = first_told(campaign, kind, folder / "out" / "findings")
        if told.is_found:
            campaign.send_signal(signal.SIGINT)
        campaign.stdout.read()
        campaign.wait()
        watch.cancel()
    if told.is_found and told.seconds > seconds:
        return Told(None, f"too late, after {told.seconds:.0f} s: {told.says}")
    if not told.says:
        said = (folder / "stderr").read_text(errors="replace").strip()
        return Told(None, said.partition("\n")[0] or "nothing was found")
    return told


def first_told(campaign, kind, findings):
    began, others = None, []
    for line in campaign.stdout:
        now = time.monotonic()
        began = began or now  # the first line is its own command, when it begins
        match = re.match(r"(found|not reproduced) (\S+)  (.*)", line)
        if match and match[1] == "found" and match[3].startswith(f"{kind}:"):
            finding = json.loads((findings / match[2] / "finding.json").read_text())
            return Told(now - began, match[3], finding)
        if match:
            others.append(f"{match[1]}: {match[3]}")
    return Told(None, "; ".join(others))


def rates_of(output):
    """Of what `stompcheck fuzz` says at its end; None where it says nothing of the kind."""
    match = re.search(r"cases: \d+ pipelined \((\d+)/s[^)]*\), \d+ on connections of their own "
                      r"\((\d+)/s", output)
    return Rates(float(match[1]), float(match[2])) if match else None


def line(bug, told):
    seconds = f"{told.seconds:.1f} s" if told.is_found else "not found"
    return f"| {bug.name} | {bug.kind} | {bug.file} | {seconds} | {told.says} |"


def text(rows):
    """Of (bug, Told)."""
    return "\n".join(["| bug | kind | in | found within | the campaign says |",
                      "| --- | --- | --- | --- | --- |",
                      *(line(bug, told) for bug, told in rows), "",
                      f"{sum(told.is_found for _, told in rows)} of {len(rows)} are found."])
