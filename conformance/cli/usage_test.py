#!/usr/bin/env python3
"""The words that the program takes, its help, and the mistakes that it names."""

import re
import unittest

from cli_testing import main, run


class Usage(unittest.TestCase):
    def test_help_has_examples_everywhere(self):
        for words in ([], ["run"], ["broker"], ["list"], ["explain"], ["coverage"],
                      ["probe"], ["selfcheck"]):
            result = run(*words, "--help")
            self.assertEqual(result.returncode, 0, words)
            self.assertRegex(result.stdout, r"Example", words)

    def test_version_is_one_line(self):
        result = run("--version")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, r"^\d+\.\d+\.\d+\n$")

    def test_mistakes_of_usage_exit_with_two(self):
        for words in ([], ["rnu"], ["run", "--nonsense"], ["run", "--version", "1.3"],
                      ["run", "no/such/case"], ["run", "127.0.0.1:1", "tag:"],
                      ["run", "no-such-profile.json"], ["run", "--target", "nonsense"],
                      ["run", "--endpoint", "127.0.0.1:1"], ["run", "rabbitmq", "--endpoint", "x"],
                      ["run", "rabbitmq", "--simulate"], ["run", "--launched"],
                      ["run", "--transport", "tls"], ["run", "rabbitmq", "--transport", "tls"],
                      ["run", "reference-rocketmq", "--transport", "websocket"],
                      ["run", "reference-open", "--transport", "tls", "--simulate"],
                      ["run", "stomps://127.0.0.1:1", "--ca", "/nowhere"],
                      ["run", "stomps://127.0.0.1:1", "--cert", "x"],
                      ["broker", "--transport", "tls"],
                      ["broker", "--policy", "open", "--write-certificate", "/nowhere/x"],
                      ["run", "http://127.0.0.1:1"],
                      ["run", "127.0.0.1:1", "--launched"], ["run", "--launch", "no-hole"],
                      ["run", "--launch", "x {port}", "--restarts", "-1"],
                      ["run", "reference-open", "--shard", "4/3"], ["run", "--baseline", "x"],
                      ["run", "reference-open", "--simulate", "--baseline", "no-such-file"],
                      ["list", "no/such"], ["explain"],
                      ["--data", "/nowhere", "list"], ["broker", "--policy", "x"], ["probe"],
                      ["probe", "nonsense"], ["probe", "reference-open"],
                      ["selfcheck", "--only", "x"], ["selfcheck", "--deviation", "x"]):
            result = run(*words)
            self.assertEqual(result.returncode, 2, f"{words}: {result.stdout}{result.stderr}")
            self.assertNotEqual(result.stderr, "", words)

    def test_the_embedded_broker_is_reached_over_every_transport(self):
        for transport in ("tcp", "tls", "websocket", "secure-websocket"):
            result = run("run", "reference-open", "--transport", transport, "1.2/connecting",
                         "all/lingering", "--color", "never")
            self.assertEqual(result.returncode, 0, f"{transport}: {result.stdout}{result.stderr}")
            n_a = re.search(r"tcp: \S+ is no plain TCP", result.stdout)
            self.assertEqual(bool(n_a), transport != "tcp", result.stdout)

    def test_a_selector_that_matches_nothing_is_named(self):
        result = run("run", "1.2/nowhere", "all/frames")
        self.assertEqual(result.returncode, 2)
        self.assertIn("1.2/nowhere", result.stderr)
        self.assertNotIn("all/frames\"", result.stderr)

    def test_an_unwritable_report_directory_is_named(self):
        result = run("run", "reference-open", "--simulate", "--report", "/dev/null/x", "all/send")
        self.assertEqual(result.returncode, 2)
        self.assertIn("/dev/null/x", result.stderr)


if __name__ == "__main__":
    main()
