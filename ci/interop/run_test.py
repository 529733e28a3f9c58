#!/usr/bin/env python3
"""Tests of run.py and environments.py with stand-ins for the clients: a wrong order, a missing
receipt or a client that hangs must not pass for a success."""

import contextlib
import io
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

import environments
import run

RECEIVED = ["recv: RECEIPT frame [headers={'receipt-id': 'R001'}, version=1.2]"] + [
    f"recv: MESSAGE frame [headers={{'ack': '{number}'}}, body=b'm_{number}', version=1.2]"
    for number in range(1, run.SAMPLE_COUNT + 1)]
SENT = [line for number in range(1, run.SAMPLE_COUNT + 1) for line in (
    f"send :m_{number}",
    f"resp: RECEIPT frame [headers={{'receipt-id': '{number}'}}, version=1.2]")]


class Samples(unittest.TestCase):
    def test_every_message_in_order_is_a_success(self):
        run.check_samples([0, 0], RECEIVED, SENT)

    def test_anything_else_is_a_failure(self):
        rows = {
            "the receipt after the first message":
                ([0, 0], [RECEIVED[1], RECEIVED[0], *RECEIVED[2:]], SENT),
            "messages out of order":
                ([0, 0], [*RECEIVED[:5], RECEIVED[6], RECEIVED[5], *RECEIVED[7:]], SENT),
            "a message lost": ([0, 0], RECEIVED[:-1], SENT),
            "a message twice": ([0, 0], [*RECEIVED, RECEIVED[-1]], SENT),
            "a receipt of another message": ([0, 0], RECEIVED, [*SENT[:3], SENT[1], *SENT[4:]]),
            "a sender that fails": ([1, 0], RECEIVED, SENT),
            "a receiver that fails": ([0, 1], RECEIVED, SENT),
            "silence": ([0, 0], [], []),
        }
        for name, (statuses, received, sent) in rows.items():
            with self.subTest(name), self.assertRaises(run.Failure):
                run.check_samples(statuses, received, sent)


class Processes(unittest.TestCase):
    def python(self, program):
        process = run.Process([sys.executable, "-c", program])
        self.addCleanup(process.kill)
        return process

    def test_waits_for_a_line(self):
        process = self.python("print('starting'); print('listening on 127.0.0.1:4711 (x)')")
        match = process.wait_for_line(r"listening on ([\d.]+):(\d+)", 20)
        self.assertEqual(match.groups(), ("127.0.0.1", "4711"))

    def test_says_what_came_instead_of_the_line(self):
        with self.assertRaisesRegex(run.Failure, "port taken"):
            self.python("print('port taken')").wait_for_line("listening", 20)

    def test_kills_what_hangs(self):
        process = self.python("import signal; print('up', flush=True); signal.pause()")
        process.wait_for_line("up", 20)
        with self.assertRaisesRegex(run.Failure, "did not end"):
            process.end(0.1)


class Broker(unittest.TestCase):
    def broker(self, program):
        """A stand-in for stompcheck; it ignores its arguments."""
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        file = pathlib.Path(directory.name) / "stompcheck"
        file.write_text(f"#!{sys.executable}\n{program}\n")
        file.chmod(0o755)
        return run.reference_broker(file, "open")

    def test_must_end_cleanly_when_told_to(self):
        listen = "import signal, sys\nprint('listening on 127.0.0.1:1', flush=True)\n"
        end = "signal.signal(signal.SIGTERM, lambda *_: sys.exit({}))\n"
        pause = "signal.pause()"
        with self.broker("import signal, sys\n" + end.format(0) + listen + pause) as (_, port, _):
            self.assertEqual(port, 1)
        with self.assertRaisesRegex(run.Failure, "status 23"):
            with self.broker("import signal, sys\n" + end.format(23) + listen + pause):
                pass


class Skips(unittest.TestCase):
    def test_what_cannot_be_installed_is_skipped_with_its_reason(self):
        arguments = ["run.py", "--client", "stompjs", "--broker", "rabbitmq"]
        unavailable = mock.Mock(side_effect=environments.Unavailable("no network"))
        with mock.patch.object(sys, "argv", arguments), \
                mock.patch.dict(run.CLIENTS, {"stompjs": (unavailable, None)}), \
                contextlib.redirect_stdout(io.StringIO()) as said:
            self.assertEqual(run.main(), 77)
        self.assertEqual(said.getvalue(), "SKIPPED: no network\n")

    def test_what_was_made_once_is_not_made_again(self):
        with tempfile.TemporaryDirectory() as directory:
            place = pathlib.Path(directory) / "cache" / "venv"
            made = []
            for versions in ("a==1", "a==1", "a==2"):
                with environments._made_once(place, versions) as wanted:
                    made.append(wanted)
            self.assertEqual(made, [True, False, True])
            with self.assertRaises(environments.Unavailable):
                with environments._made_once(place, "a==3"):
                    raise environments.Unavailable("no network")
            # Said again without another try, until some time has passed.
            with self.assertRaisesRegex(environments.Unavailable, "no network"):
                with environments._made_once(place, "a==3"):
                    self.fail("tried again at once")
            with mock.patch.object(environments, "RETRY_SECONDS", 0), \
                    environments._made_once(place, "a==3") as wanted:
                self.assertTrue(wanted)

    def test_the_reason_is_the_line_that_tells_most(self):
        rows = {"WARNING: Connection refused\nERROR: No matching distribution\n":
                "WARNING: Connection refused", "a\n\nb\n": "b", "": "it does not say why"}
        for output, reason in rows.items():
            self.assertEqual(environments._reason(output), reason)


if __name__ == "__main__":
    unittest.main()
