"""What the scripts of this folder share: a real broker on loopback, for whoever wants to be
compared with it.

A broker is a class that says what to install, which files to write and which processes to run;
`main` gives it the verbs. Everything rests on `serve`, which stays in the foreground, owns the
processes, and ends them when it is told to end; `start` is a `serve` in the background, remembered
by its process id. Whatever a broker writes lies in build/brokers/NAME-PORT and is made anew by each
`serve`, so several of one kind can run side by side. What comes from a package registry lies in
build/brokers/software, with the versions that `pins/` names.
"""

import ctypes
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
STATE = ROOT / "build/brokers"
SOFTWARE = STATE / "software"
PINS = pathlib.Path(__file__).resolve().parent / "pins"

START_SECONDS_MAX = 90  # Java and Erlang take 2 to 6 s on an idle machine, far more on a busy one
STOP_SECONDS_MAX = 20
INSTALL_SECONDS_MAX = 600

USAGE = """\
Usage: ci/brokers/{name} start [--port N]          start it and wait until STOMP answers
       ci/brokers/{name} stop                      end it
       ci/brokers/{name} status                    say whether it runs (exit status 3: no)
       ci/brokers/{name} run [--port N] COMMAND... run COMMAND with STOMP_HOST and STOMP_PORT in
                                          its environment; a broker that this started is stopped
                                          afterwards, whatever happens
       ci/brokers/{name} serve [--port N]          run it in the foreground until SIGTERM
       ci/brokers/{name} version                   say which version is installed
       ci/brokers/{name} install                   get what comes from a package registry

The STOMP port is 61613 unless --port names another; 0 takes any free one. Several "serve" on
different ports do not disturb each other; start, stop, status and run speak of one.
{notes}
Install it with: ci/setup {name}
"""


class Trouble(Exception):
    """Something that a person has to mend: the reason, in words for people."""


class Broker:
    """One kind of broker. A subclass fills these in and overrides what it needs."""

    name = ""  # of the script, of the profile, of the group of ci/setup
    title = ""  # for sentences
    notes = ""  # how to log in, for --help
    # What proves that it serves: the first octets of a client, and how the answer begins.
    greeting = b"CONNECT\naccept-version:1.0,1.1,1.2\nhost:/\n\n\0"
    welcome = b"CONNECTED"

    def install(self):
        """Gets what comes from a package registry; nothing if it is all there."""

    def version(self):
        """The exact version, or a Trouble that says how to install it."""
        raise NotImplementedError

    def processes(self, directory, port):
        """Writes the files that the broker wants into `directory`; returns its processes as
        (name, command, environment), in the order of their start. The last is the broker."""
        raise NotImplementedError


def need_program(name, group):
    """The path of a program; what is missing is named together with its cure."""
    found = shutil.which(name)
    if not found:
        raise Trouble(f"{name} is not installed: run ci/setup {group}")
    return found


def need_file(path, group):
    """The same for a file."""
    if not path.exists():
        raise Trouble(f"{path.name} is not installed: run ci/setup {group}")
    return path


def made_once(directory, pin, make):
    """Calls `make(directory)` unless an earlier call left the same pin there; a half-made directory
    bears no stamp and is made again."""
    stamp = directory / "made-from"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == pin:
        return
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    make(directory)
    stamp.write_text(pin, encoding="utf-8")


def fetch(command, what, **options):
    """Runs a package client; its own words are shown where it fails."""
    try:
        done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              stdin=subprocess.DEVNULL, timeout=INSTALL_SECONDS_MAX, check=False,
                              **options)
    except subprocess.TimeoutExpired:
        raise Trouble(f"{what} did not arrive within {INSTALL_SECONDS_MAX} s") from None
    if done.returncode != 0:
        raise Trouble(f"{what} cannot be had:\n{done.stdout.rstrip()[-2000:]}")


def free_ports(count):
    """Ports that were free a moment ago, all different."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def is_listening(port):
    """Whether somebody accepts connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        return True
    except OSError:
        return False


def answers(broker, port):
    """Whether the broker greets a client as it should."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(broker.greeting)
            answer = b""
            while len(answer) < len(broker.welcome):
                octets = connection.recv(len(broker.welcome) - len(answer))
                if not octets:
                    return False
                answer += octets
            return answer == broker.welcome
    except OSError:
        return False


def started_at(pid):
    """When a process started, in clock ticks; None for one that is gone or a zombie. proc(5): what
    follows the name in brackets is the state, and the start time is the twentieth field."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(") ")[2].split()
    return None if fields[0] == "Z" else fields[19]


class Started:
    """The one instance that `start` remembers. Ids are used again, so an id alone would not say
    whose process it is: the time of its start is kept beside it."""

    def __init__(self, broker):
        self._file = STATE / broker.name / "started.json"

    def read(self):
        """(pid, port) if it is still the same process, or None."""
        try:
            known = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        alive = started_at(known["pid"]) == known["started-at"]
        return (known["pid"], known["port"]) if alive else None

    def remember(self, pid, port):
        """The process and its port, for later calls."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        known = {"pid": pid, "started-at": started_at(pid), "port": port}
        self._file.write_text(json.dumps(known), encoding="utf-8")

    def forget(self):
        """After it has ended."""
        self._file.unlink(missing_ok=True)


def describe(broker, port):
    """What is said of one that runs."""
    print(f"{broker.title} {broker.version()} speaks STOMP on 127.0.0.1:{port}", flush=True)


def _die_with_parent():
    """Run in each child: however `serve` ends, no broker is left over (prctl(2), Linux)."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    except (OSError, AttributeError):
        pass  # elsewhere a killed `serve` leaves its broker; an ended one does not


class _Ended(Exception):
    """SIGTERM or SIGINT came."""


def _raise_ended(*_):
    raise _Ended


def serve(broker, port):
    """Runs the broker until SIGTERM or SIGINT (status 0) or until it dies (status 1)."""
    broker.version()
    if port == 0:
        port = free_ports(1)[0]
    if is_listening(port):
        raise Trouble(f"port {port} is taken by another program: choose one with --port, "
                      "or --port 0")
    signal.signal(signal.SIGTERM, _raise_ended)
    signal.signal(signal.SIGINT, _raise_ended)
    directory = STATE / f"{broker.name}-{port}"
    running = []
    try:
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        for _, command, environment in broker.processes(directory, port):
            # A session of its own: the terminal's Ctrl-C is for us to pass on.
            running.append(subprocess.Popen(
                [str(word) for word in command], env={**os.environ, **environment}, cwd=directory,
                stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_die_with_parent))
        status = running[-1].wait()
        print(f"{broker.title} ended by itself with status {status}", file=sys.stderr)
        return 1
    except _Ended:
        return 0
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for process in reversed(running):
            _end(process)


def _end(process):
    """The process and what it started: asked first, then told."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except (ProcessLookupError, PermissionError):
            pass
        try:
            process.wait(timeout=STOP_SECONDS_MAX)
            if number == signal.SIGKILL:
                return
        except subprocess.TimeoutExpired:
            continue


def start(broker, port):
    """Starts it in the background unless it runs, and returns its port."""
    started = Started(broker)
    if (known := started.read()) is not None:
        describe(broker, known[1])
        return known[1]
    broker.version()
    if port == 0:
        port = free_ports(1)[0]
    if is_listening(port):
        raise Trouble(f"port {port} is taken by another program: choose one with --port, "
                      "or --port 0")
    output = STATE / broker.name / "output.log"
    output.parent.mkdir(parents=True, exist_ok=True)
    with open(output, "wb") as log:
        process = subprocess.Popen([sys.argv[0], "serve", "--port", str(port)], stdout=log,
                                   stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
    started.remember(process.pid, port)
    deadline = time.monotonic() + START_SECONDS_MAX
    while not answers(broker, port):
        if process.poll() is not None or time.monotonic() > deadline:
            stop(broker)
            sys.stderr.write(output.read_text(errors="replace")[-3000:])
            raise Trouble(f"{broker.title} did not come up; its output stands above")
        time.sleep(0.1)
    describe(broker, port)
    return port


def stop(broker):
    """Ends the one that `start` remembers, if it runs."""
    started = Started(broker)
    known = started.read()
    if known is not None:
        os.kill(known[0], signal.SIGTERM)
        deadline = time.monotonic() + 2 * STOP_SECONDS_MAX + 10
        while started.read() is not None:
            if time.monotonic() > deadline:
                os.kill(known[0], signal.SIGKILL)
            _reap(known[0])
            time.sleep(0.05)
    started.forget()


def _reap(pid):
    """A child of this very process would stay a zombie; another's is not ours to wait for."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        pass


def run(broker, port, command):
    """Runs a command beside the broker; returns the command's exit status."""
    if not command:
        raise Trouble("run needs a command (see --help)")
    ours = Started(broker).read() is None
    child = None
    signal.signal(signal.SIGTERM, _raise_ended)
    try:
        port = start(broker, port)
        environment = {**os.environ, "STOMP_HOST": "127.0.0.1", "STOMP_PORT": str(port)}
        try:
            child = subprocess.Popen(command, env=environment)
        except OSError as error:
            raise Trouble(f"{command[0]}: {error.strerror}") from None
        status = child.wait()
        return status if status >= 0 else 128 - status
    except _Ended:
        # Told to the command too: a signal to this script alone would not reach it.
        if child is not None and child.poll() is None:
            child.terminate()
            child.wait()
        return 128 + signal.SIGTERM
    except KeyboardInterrupt:
        if child is not None:
            child.wait()
        return 128 + signal.SIGINT
    finally:
        if ours:
            stop(broker)


def status(broker):
    """Says whether it runs: 0 or 3."""
    known = Started(broker).read()
    if known is None:
        print(f"{broker.title} is stopped")
        return 3
    describe(broker, known[1])
    return 0


def _port_and_rest(words):
    """The port and what follows it."""
    if words[:1] != ["--port"]:
        return 61613, words
    if len(words) < 2 or not words[1].isdecimal() or int(words[1]) > 65535:
        raise Trouble("--port wants a number")
    return int(words[1]), words[2:]


def _act(broker, verb, words):
    if verb in ("stop", "status", "version", "install"):
        port, rest = None, words
    else:
        port, rest = _port_and_rest(words)
    if rest and verb != "run":
        raise Trouble(f"{verb} does not know \"{rest[0]}\" (see --help)")
    if verb == "start":
        start(broker, port)
    elif verb == "stop":
        stop(broker)
        print(f"{broker.title} is stopped")
    elif verb == "status":
        return status(broker)
    elif verb == "run":
        return run(broker, port, rest)
    elif verb == "serve":
        return serve(broker, port)
    elif verb == "version":
        print(f"{broker.title} {broker.version()}")
    elif verb == "install":
        broker.install()
    else:
        raise Trouble(f"unknown verb \"{verb}\"; there are start, stop, status, run, serve, version"
                      " and install (see --help)")
    return 0


def main(broker):
    """The program: returns nothing, ends the process with its status."""
    words = sys.argv[1:]
    if words[:1] in (["-h"], ["--help"]):
        sys.stdout.write(USAGE.format(name=broker.name, notes=broker.notes))
        sys.exit(0)
    try:
        sys.exit(_act(broker, words[0] if words else "", words[1:]))
    except Trouble as trouble:
        print(f"ci/brokers/{broker.name}: {trouble}", file=sys.stderr)
        sys.exit(2)
