"""Where the real clients live: a Python venv and a Node.js project below one cache directory.

Each is made once and marked by a stamp that holds the pinned versions; later runs need no network.
What cannot be had raises Unavailable with the reason, which a test reports as a skip.
"""

import contextlib
import fcntl
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
INSTALL_SECONDS_MAX = 180  # a slow registry; it takes 10 s on a good day
RETRY_SECONDS = 120  # so that of several tests without a network only the first one waits for it


class Unavailable(Exception):
    """A client that cannot be installed here: the reason, in words for people."""


def python_with_clients(cache):
    """The interpreter of the venv that holds what requirements.txt names."""
    return python_with(cache / "venv", HERE / "requirements.txt", "the Python clients")


def python_with(venv, requirements, what):
    """The interpreter of a venv that holds what a file of requirements names."""
    versions = _versions_of(requirements)
    with _made_once(venv, versions) as wanted:
        if wanted:
            _run([sys.executable, "-m", "venv", "--clear", venv], "a Python venv")
            # Without dependencies: what is needed is named, and stomp.py asks for OpenSSL bindings
            # that it does not import.
            _run([venv / "bin/python", "-m", "pip", "install", "--quiet", "--no-deps",
                  "--disable-pip-version-check", "--retries", "1", "--timeout", "15",
                  "--requirement", requirements], what)
    return venv / "bin/python"


def is_python_with(venv, requirements):
    """Whether python_with() has nothing to do."""
    stamp = _stamp_of(venv)
    return stamp.exists() and stamp.read_text() == _versions_of(requirements)


def _versions_of(requirements):
    return requirements.read_text() + sys.version


def _stamp_of(directory):
    return directory.with_name(directory.name + ".stamp")


def node_project_with_clients(cache):
    """(node, directory of the project) with what package.json names."""
    return node_project(cache / "node", HERE / "package.json", "the Node.js clients")


def node_project(project, manifest, what):
    """(node, project): a directory that holds what the manifest names. No script of a package is
    run, and none comes that is not named or needed."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise Unavailable("Node.js or npm is not installed: run ci/setup test")
    with _made_once(project, manifest.read_text()) as wanted:
        if wanted:
            project.mkdir(parents=True)
            shutil.copy(manifest, project)
            _run([npm, "install", "--loglevel=error", "--no-audit", "--no-fund", "--ignore-scripts",
                  "--omit=peer", "--fetch-retries=1", "--fetch-retry-mintimeout=1000",
                  "--fetch-timeout=15000"], what, cwd=project)
    return node, project


@contextlib.contextmanager
def _made_once(directory, versions):
    """Yields whether `directory` must be made; stamps it afterwards. Tests run side by side, so
    one of them makes it while the others wait for the lock."""
    stamp = _stamp_of(directory)
    failure = directory.with_name(directory.name + ".failure")
    directory.parent.mkdir(parents=True, exist_ok=True)
    with open(directory.with_name(directory.name + ".lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = not stamp.exists() or stamp.read_text() != versions
        if wanted:
            if failure.exists() and time.time() - failure.stat().st_mtime < RETRY_SECONDS:
                raise Unavailable(failure.read_text())
            stamp.unlink(missing_ok=True)
            shutil.rmtree(directory, ignore_errors=True)
        try:
            yield wanted
        except Unavailable as reason:
            failure.write_text(str(reason))
            raise
        failure.unlink(missing_ok=True)
        stamp.write_text(versions)


def _run(command, what, cwd=None):
    try:
        done = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=INSTALL_SECONDS_MAX, env={**os.environ, "CI": "1"})
    except (subprocess.TimeoutExpired, OSError) as error:
        raise Unavailable(f"{what} could not be installed: {error}") from error
    if done.returncode != 0:
        raise Unavailable(f"{what} could not be installed: {_reason(done.stdout)}")


def _reason(output):
    """The line that tells most: what the network said, or else the last one."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    network = r"(?i)refused|resol(ve|ution)|timed? ?out|network|\bE(CONN\w+|NOTFOUND|AI_AGAIN)\b"
    told = [line for line in lines if re.search(network, line)]
    return (told or lines[-1:] or ["it does not say why"])[0]
