#!/usr/bin/env python3
"""Campaigns: what they find, what they leave alone, what they refuse."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from cli_testing import PROGRAM, main, run, start_deaf_broker, start_silence


MORTAL = f"exec {sys.executable} {pathlib.Path(__file__).with_name('mortal_broker.py')} {{port}} "


def fuzz(*arguments):
    return subprocess.run([PROGRAM, "fuzz", *arguments], capture_output=True, text=True,
                          check=False, timeout=500)


class Campaigns(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.out = pathlib.Path(self.folder.name)

    def findings(self):
        return [json.loads(file.read_text()) for file in self.out.glob("findings/*/finding.json")]

    def test_a_right_broker_is_accused_of_nothing(self):
        for policy in ("reference-open", "reference-rocketmq"):
            result = fuzz(policy, "--budget", "5s", "--seed", "1", "--out",
                          str(self.out / policy))
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            self.assertIn("0 findings", result.stdout)
            self.assertFalse(list(self.out.glob("*/findings/*")))
            # It is the reference broker that it is compared with.
            self.assertIn("from the reference broker (observations, no findings): 0\n",
                          result.stdout)

    def test_a_deadly_frame_is_found_and_made_small(self):
        # Budgets are generous: a campaign ends by itself where it has found so much.
        result = fuzz("--launch", MORTAL + "COMMIT", "--budget", "30s", "--cases", "20000",
                      "--seed", "1", "--out", str(self.out))
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        crashes = [each for each in self.findings()
                   if each["kind"] == "crash" and each["confirmed"]]
        self.assertEqual(len(crashes), 1, result.stdout)
        self.assertIn("signal 11", crashes[0]["subject"])
        self.assertEqual((crashes[0]["replays"], crashes[0]["reproduced"]), (3, 3))
        self.assertGreater(crashes[0]["attribution-ms"], 0)
        folder = self.out / "findings" / crashes[0]["key"]
        self.assertEqual((folder / "script").read_bytes(), b"COMMIT")
        self.assertEqual((folder / "octets/A-1.bin").read_bytes(), b"COMMIT")
        self.assertIn("cannot bear COMMIT", (folder / "target.log").read_text())
        self.assertIn(r"printf 'COMMIT'", (folder / "reproducer.sh").read_text())
        linted = run("lint", str(folder / "scenario.json"))
        self.assertEqual(linted.returncode, 0, linted.stdout + linted.stderr)

    def test_what_others_left_behind_is_a_part_of_it(self):
        # Any script with the word is deadly where another one was before it.
        result = fuzz("--launch", MORTAL + "twice:COMMIT", "--budget", "60s", "--cases", "4000",
                      "--seed", "1", "--out", str(self.out))
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        crashes = [each for each in self.findings()
                   if each["kind"] == "crash" and each["confirmed"]]
        self.assertTrue(crashes, result.stdout)
        for each in crashes:
            script = (self.out / "findings" / each["key"] / "script").read_bytes()
            self.assertEqual(script.count(b"COMMIT"), 2, script)

    def test_a_finding_can_be_seen_again(self):
        deviation = ("reference-open", "--deviate", "escape-undefined-accepted")
        result = fuzz(*deviation, "--budget", "60s", "--cases", "3000", "--seed", "1", "--out",
                      str(self.out))
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        finding, = self.findings()
        self.assertEqual((finding["kind"], finding["requirement"]),
                         ("acceptance", "value-encoding/undefined-escape"))
        folder = self.out / "findings" / finding["key"]
        self.assertIn("MUST be treated as a fatal protocol error",
                      (folder / "README.md").read_text())
        for words, code, said in ((deviation, 1, "3 of 3"), (("reference-open",), 0, "0 of 3")):
            again = run("replay", str(folder), *words)
            self.assertEqual(again.returncode, code, again.stdout + again.stderr)
            self.assertIn(said + " replays", again.stdout)
        # The scenario tells the same brokers apart.
        for words, code in ((deviation, 1), (("reference-open",), 0)):
            judged = run("run", words[0], str(folder / "scenario.json"), *words[1:])
            self.assertEqual(judged.returncode, code, judged.stdout + judged.stderr)
        exported = run("export", str(folder), "--as", "scenario")
        self.assertEqual(exported.stdout, (folder / "scenario.json").read_text())
        pcap = (folder / "wire.pcap").read_bytes()
        self.assertEqual(pcap[:4], b"\xa1\xb2\xc3\xd4")
        self.assertIn((folder / "octets/A-1.bin").read_bytes(), pcap)
        least = run("minimize", str(folder), *deviation)
        self.assertEqual(least.returncode, 0, least.stdout + least.stderr)
        self.assertLess(len((folder / "script").read_bytes()), 90)
        self.assertRegex(least.stdout, r"octets have become \d+; 3 of 3 replays")

    def test_a_frame_that_silences_the_broker_is_found(self):
        result = fuzz("--launch", MORTAL + "hang:ABORT", "--budget", "60s", "--cases", "2000",
                      "--seed", "1", "--out", str(self.out))
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        hangs = [each for each in self.findings() if each["kind"] == "hang" and each["confirmed"]]
        self.assertTrue(hangs, result.stdout)
        script = (self.out / "findings" / hangs[0]["key"] / "script").read_bytes()
        self.assertIn(b"ABORT", script)

    def test_a_campaign_outlives_its_program(self):
        broken = ("reference-open", "--deviate", "escape-undefined-accepted", "--seed", "1")
        campaign = subprocess.Popen([PROGRAM, "fuzz", *broken, "--budget", "300s", "--out",
                                     str(self.out)], stdout=subprocess.PIPE, text=True)
        for line in campaign.stdout:
            if line.startswith("  by "):
                break
        campaign.kill()
        campaign.wait()
        campaign.stdout.close()
        key = self.findings()[0]["key"]
        short = ("--budget", "2s", "--out", str(self.out))
        anew = fuzz(*broken, *short)
        self.assertEqual(anew.returncode, 2)
        self.assertIn("--resume", anew.stderr)
        resumed = fuzz(*broken[:3], *short, "--resume")
        self.assertEqual(resumed.returncode, 1, resumed.stdout + resumed.stderr)
        self.assertIn("--seed 1", resumed.stdout)
        self.assertNotIn(f"found {key}", resumed.stdout)
        # What is known fails nobody, and another campaign can take it over.
        other = str(self.out / "other")
        known = fuzz(*broken, "--budget", "2s", "--out", other, "--baseline", str(self.out),
                     "--merge", str(self.out))
        self.assertEqual(known.returncode, 0, known.stdout + known.stderr)
        self.assertIn("1 of the baseline", known.stdout)
        self.assertTrue((pathlib.Path(other) / "findings" / key / "script").exists())

    def test_a_difference_from_the_reference_broker_is_no_finding(self):
        # A campaign is not sure what becomes of a frame that names nothing, and accuses nobody.
        result = fuzz("reference-open", "--deviate", "transaction-unknown-commit-accepted",
                      "--budget", "60s", "--cases", "6000", "--seed", "1", "--out", str(self.out))
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertRegex(result.stdout, r"\(observations, no findings\): [1-9]")
        self.assertRegex(result.stdout, r"  [0-9a-f]{12}  met \d+  the ")
        self.assertIn("On the target:", (self.out / "differences.md").read_text())

    def test_what_is_wrong_in_the_plainest_dialogue_is_a_finding(self):
        result = fuzz("reference-open", "--deviate", "message-without-subscription", "--budget",
                      "5s", "--cases", "500", "--seed", "1", "--out", str(self.out))
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertIn("message/subscription",
                      {each["requirement"] for each in self.findings() if each["confirmed"]})

    def test_a_waiver_excuses_until_its_day(self):
        broken = ("reference-open", "--deviate", "escape-undefined-accepted", "--seed", "1",
                  "--budget", "60s", "--cases", "2000")
        result = fuzz(*broken, "--out", str(self.out / "out"))
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        key = next((self.out / "out/findings").iterdir()).name
        waivers = self.out / "waivers.json"

        def waive(**entry):
            waivers.write_text(json.dumps({"findings": [{"key": key[:6] + "*",
                                                         "reason": "we know", **entry}]}))
            return fuzz(*broken, "--baseline", str(waivers))

        waived = waive(expires="2999-12-31")
        self.assertEqual(waived.returncode, 0, waived.stdout + waived.stderr)
        self.assertIn(f"waived {key}", waived.stdout)
        self.assertIn("because we know, until 2999-12-31", waived.stdout)
        expired = waive(expires="2020-01-01")
        self.assertEqual(expired.returncode, 1, expired.stdout + expired.stderr)
        self.assertIn(f"expired: {key[:6]}* was excused until 2020-01-01 (we know)",
                      expired.stdout)
        # Even where nothing is found.
        nothing = fuzz("reference-open", "--budget", "2s", "--cases", "50", "--baseline",
                       str(waivers))
        self.assertEqual(nothing.returncode, 1, nothing.stdout + nothing.stderr)
        mistaken = waive(until="2999-12-31")
        self.assertEqual(mistaken.returncode, 2, mistaken.stdout + mistaken.stderr)
        self.assertIn("until", mistaken.stderr)

    def test_bash_alone_does_not_speak_websocket(self):
        with open(os.devnull, "rb") as nothing:
            result = fuzz("reference-open", "--transport", "websocket", "--deviate",
                          "escape-undefined-accepted", "--budget", "60s", "--cases", "2000",
                          "--seed", "1", "--out", str(self.out))
            self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
            script = next(self.out.glob("findings/*/reproducer.sh"))
            told = subprocess.run([script], stdin=nothing, capture_output=True, text=True,
                                  check=False, timeout=60)
        self.assertEqual(told.returncode, 2, told.stdout)
        self.assertIn("WebSocket, which bash alone does not speak", told.stderr)
        self.assertIn("stompcheck replay DIRECTORY reference-open", told.stderr)

    def test_what_is_no_finding(self):
        for verb in ("replay", "minimize", "export"):
            result = run(verb, str(self.out))
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertIn("is no finding", result.stderr)

    def test_a_target_that_serves_nobody_is_refused(self):
        for start, got in ((start_silence, "no CONNECTED in time"),
                           (start_deaf_broker, "none in time")):
            result = fuzz(f"127.0.0.1:{start()}", "--budget", "1s")
            self.assertEqual(result.returncode, 3, result.stderr)
            for word in ("expected  CONNECTED", "got       " + got, ">> CONNECT"):
                self.assertIn(word, result.stderr)

    def test_somebody_elses_machine_needs_a_word(self):
        result = fuzz("192.0.2.1:61613", "--budget", "1s")
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn("--i-am-authorised", result.stderr)

    def test_mistakes_of_usage(self):
        for words in (("reference-open", "--budget", "soon"), (), ("no-such-profile",),
                      ("reference-open", "--namespace", "../x")):
            result = fuzz(*words)
            self.assertEqual(result.returncode, 2, f"{words}: {result.stderr}")
            self.assertTrue(result.stderr)


if __name__ == "__main__":
    main()
