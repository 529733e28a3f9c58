"""Does a target find the bug in its program? Two questions, each within a bounded time of the
processor (by the clock, a busy machine would find less):

- How many of the stored inputs show it? (libFuzzer's merge runs each, in children that may die.)
- From those that do not, how many executions does a run need until it finds it? For each seed.

    prey = Prey(program, dictionary, folders, scratch)
    shown, calm = show(prey, seconds)
    found = hunt(prey, calm, seed, seconds)
"""

import dataclasses
import os
import pathlib
import re
import shutil
import signal
import subprocess

# Without them one input may hold a job for twenty minutes, or the machine.
LIMITS = ("-timeout=25", "-rss_limit_mb=2560")
# A stack that nobody reads takes longer than the run that found it.
QUIET = {name: "symbolize=0" for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS")}


@dataclasses.dataclass(frozen=True)
class Prey:
    program: pathlib.Path
    dictionary: str
    folders: list  # of stored inputs
    scratch: pathlib.Path
    environment: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Shown:
    inputs: int  # that show the bug
    tried: int
    is_all: bool  # whether time was enough to try every one


@dataclasses.dataclass(frozen=True)
class Found:
    executions: int
    says: str


def finding(text):
    """One line about why a target stopped."""
    for pattern in (r"Assertion '(.*)' failed", r"(\S+: check failed[^\n]*)",
                    r"SUMMARY: (\w+Sanitizer: [\w-]+)", r"runtime error: ([^\n]*)",
                    r"ERROR: libFuzzer: ([^\n(]*)"):
        match = re.search(pattern, text)
        if match:
            return match[1].strip()
    return "something without a name"


def show(prey, seconds):
    """Shown, and the folder of stored inputs that do not show the bug and reach all that they do.

    Where time does not suffice, the folder has those that were tried.
    """
    calm, control = prey.scratch / "calm", prey.scratch / "control"
    shutil.rmtree(prey.scratch, ignore_errors=True)
    calm.mkdir(parents=True)
    finished = perform(prey, seconds, prey.scratch / "said", "-merge=1",
                       f"-merge_control_file={control}", f"-artifact_prefix={prey.scratch}/", calm,
                       *prey.folders)
    files, started, survived = read_control(control)
    if finished is None:
        # The last one may only have been running.
        started = [*started[:-1], *(file for file in started[-1:] if file in survived)]
        for file in survived:
            shutil.copy(file, calm / str(len(list(calm.iterdir()))))
    return Shown(len(started) - len(survived), len(started),
                 finished is not None and len(started) == files), calm


def read_control(control):
    """What a merge wrote of itself: how many files there are, those that it ran, and survived."""
    lines = control.read_text(errors="replace").splitlines() if control.is_file() else ["0", "0"]
    count = int(lines[0])
    files = lines[2:2 + count]
    steps = [line.split() for line in lines[2 + count:]]
    numbers = {word: {int(step[1]) for step in steps if step[0] == word and len(step) > 1}
               for word in ("STARTED", "FT")}
    return (count, [files[number] for number in sorted(numbers["STARTED"])],
            {files[number] for number in numbers["STARTED"] & numbers["FT"]})


def hunt(prey, calm, seed, seconds):
    """A Found, or None."""
    scratch = prey.scratch / f"seed-{seed}"
    shutil.rmtree(scratch, ignore_errors=True)
    (scratch / "corpus").mkdir(parents=True)
    # By its own clock an input takes too long where the machine is busy; the last word counts.
    text = perform(prey, seconds, scratch / "said", "-timeout=1200",
                   f"-dict={prey.dictionary}", f"-seed={seed}", "-print_final_stats=1",
                   f"-artifact_prefix={scratch}/", scratch / "corpus", calm)
    runs = re.search(r"number_of_executed_units:\s*(\d+)", text or "")
    if not runs or not any(scratch.glob("*-*")):  # crash-..., timeout-..., oom-...
        return None
    return Found(int(runs[1]), finding(text))


def perform(prey, seconds, text, *words):
    """What the program said, into a file; None where it had to be ended."""
    with text.open("wb") as out, subprocess.Popen(
            [str(word) for word in (prey.program, *LIMITS, *words)],
            env={**os.environ, **QUIET, **prey.environment}, stdout=subprocess.DEVNULL,
            stderr=out, start_new_session=True) as process:
        while not is_over(process):
            if processor_seconds(process.pid) >= seconds:
                os.killpg(process.pid, signal.SIGKILL)  # with the children that a merge has
    return None if process.returncode == -signal.SIGKILL else text.read_text(errors="replace")


def is_over(process):
    try:
        process.wait(0.2)
    except subprocess.TimeoutExpired:
        return False
    return True


def processor_seconds(pid):
    """Of a process and of its children that have ended."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
