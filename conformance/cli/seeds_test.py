#!/usr/bin/env python3
"""What the verb seeds writes for fuzz targets."""

import pathlib
import tempfile
import unittest

from cli_testing import main, run


class Seeds(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name) / "corpus"

    def files(self, folder):
        return sorted((self.directory / folder).iterdir())

    def test_a_case_is_written_under_each_policy_and_for_parsers(self):
        result = run("seeds", str(self.directory), "1.2/ack/ack-values-differ")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        for folder in ("open", "rocketmq"):
            texts = [file.read_bytes() for file in self.files(folder)]
            self.assertTrue(any(b"SUBSCRIBE\n" in text for text in texts), folder)
            # What a client acknowledges is what it got, whatever that is called.
            self.assertTrue(any(b":`*\n" in text for text in texts), folder)
        for file in self.files("frames"):
            self.assertTrue(file.read_bytes().startswith(b"2d\n"), file)
        self.assertIn(" seeds of ", result.stdout)

    def test_every_case_can_be_written_twice_the_same(self):
        run("seeds", str(self.directory))
        first = {file: file.read_bytes() for file in self.directory.rglob("*") if file.is_file()}
        run("seeds", str(self.directory))
        second = {file: file.read_bytes() for file in self.directory.rglob("*") if file.is_file()}
        self.assertEqual(first, second)
        for folder, least in (("open", 500), ("rocketmq", 500), ("frames", 1000)):
            self.assertGreater(len(self.files(folder)), least)
        self.assertLessEqual(max(map(len, first.values())), 4096)

    def test_mistakes_are_told(self):
        self.assertEqual(run("seeds").returncode, 2)
        unknown = run("seeds", str(self.directory), "no/such/case")
        self.assertEqual(unknown.returncode, 2)
        self.assertIn("no/such/case", unknown.stderr)
        unwritable = run("seeds", "/dev/null/x", "1.2/ack/ack-values-differ")
        self.assertEqual(unwritable.returncode, 2)
        self.assertIn("/dev/null/x", unwritable.stderr)
        self.assertIn("stompcheck seeds corpus 1.2/ack", run("seeds", "--help").stdout)


if __name__ == "__main__":
    main()
