#!/usr/bin/env python3
"""Tests of tidy.py: for each rule a planted violation that it must find, and a neighbour that it
must leave alone. Words that tidy.py forbids are put together here, lest it find them."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import tidy

HERE = pathlib.Path(__file__).resolve().parent
STORY = "// A story.\n\n#pragma once\n\n"


def findings(rule, files):
    """What `rule` says, as "file:line", about a repository of these files."""
    with tempfile.TemporaryDirectory() as directory:
        for name, content in files.items():
            path = pathlib.Path(directory) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        return [f"{found.file}:{found.line}" for found in tidy.RULES[rule](tidy.Tree(directory))]


class Rules(unittest.TestCase):
    def test_layers_follow_the_table(self):
        headers = {"stomp/parser.hpp": "", "reference_broker/core/broker.hpp": "",
                   "conformance/engine/verdict.hpp": "", "conformance/engine/run.hpp": "",
                   "json/document.hpp": "", "stomp/testing.hpp": ""}
        rows = [  # file, include, permitted
            ("stomp/a.cpp", "<vector>", True),
            ("stomp/a.cpp", '"stomp/parser.hpp"', True),
            ("stomp/a.cpp", '"reference_broker/core/broker.hpp"', False),
            ("stomp/a.cpp", "<nlohmann/json.hpp>", False),
            ("stomp/a.cpp", "<unistd.h>", False),
            ("stomp/a_test.cpp", "<gtest/gtest.h>", True),
            ("stomp/a_test.cpp", '"json/document.hpp"', True),
            ("stomp/a_test.cpp", '"reference_broker/core/broker.hpp"', False),
            ("stomp/testing.hpp", "<gtest/gtest.h>", True),
            ("stomp/a_test.cpp", '"stomp/testing.hpp"', True),
            ("stomp/a.cpp", '"stomp/testing.hpp"', False),
            ("fuzz/a.cpp", '"stomp/testing.hpp"', True),
            ("fuzz/a.cpp", "<gtest/gtest.h>", False),
            ("json/a.cpp", "<nlohmann/json.hpp>", True),
            ("json/a.cpp", "<gtest/gtest.h>", False),
            ("reference_broker/core/a.cpp", "<openssl/hmac.h>", True),
            ("reference_broker/core/a.cpp", "<boost/asio.hpp>", False),
            ("reference_broker/net/a.cpp", "<boost/asio.hpp>", True),
            ("reference_broker/net/a.cpp", "<sys/resource.h>", True),
            ("conformance/engine/a.cpp", '"reference_broker/core/broker.hpp"', False),
            ("conformance/cli/a.cpp", '"reference_broker/core/broker.hpp"', True),
            ("reports/a.cpp", '"conformance/engine/verdict.hpp"', True),
            ("reports/a.cpp", '"conformance/engine/run.hpp"', False),
            ("cellar/a.cpp", "<vector>", False),
        ]
        for file, header, permitted in rows:
            with self.subTest(file=file, header=header):
                found = findings("layers", {**headers, file: f"#include {header}\n"})
                self.assertEqual(found, [] if permitted else [f"{file}:1"])

    def test_layers_want_headers_named_from_the_root(self):
        self.assertEqual(findings("layers", {"stomp/a.hpp": "", "stomp/a.cpp":
                                             '#include <string>\n#include "a.hpp"\n'}),
                         ["stomp/a.cpp:2"])

    def test_clocks_threads_sleep_and_chance_stay_in_the_shells(self):
        for line in ("auto t = std::chrono::steady_clock::now();", "#include <thread>",
                     "std::this_thread::sleep_for(1s);", "usleep(5);", "std::random_device d;",
                     "int n = rand();"):
            with self.subTest(line=line):
                text = f"\n{line}\n"
                self.assertEqual(findings("time-and-chance", {"stomp/a.cpp": text}),
                                 ["stomp/a.cpp:2"])
                self.assertEqual(findings("time-and-chance", {"conformance/net/a.cpp": text}), [])

    def test_words_in_comments_and_literals_are_no_code(self):
        text = ('// Clock::now() is not called here\n'
                'const char* a = "std::cout << sleep(1)";\n'
                '/* std::cout\n   usleep(1) */ const int n = 10\'000;\n'
                'const char* b = R"(std::cerr\n)";\n')
        for rule in ("time-and-chance", "printing"):
            self.assertEqual(findings(rule, {"stomp/a.cpp": text}), [])

    def test_code_after_literals_is_still_code(self):
        text = ("char c = '\"'; std::cout << c;  // don't\n"
                "int n = 10'000; std::cout << n; int m = 20'000;\n")
        self.assertEqual(findings("printing", {"stomp/a.cpp": text}),
                         ["stomp/a.cpp:1", "stomp/a.cpp:2"])

    def test_printing_is_for_the_command_line(self):
        for line in ('std::cout << "a";', 'printf("a");', 'std::fprintf(stderr, "a");',
                     'std::cerr << 1;'):
            with self.subTest(line=line):
                self.assertEqual(findings("printing", {"reports/a.cpp": line + "\n"}),
                                 ["reports/a.cpp:1"])
        for file in ("conformance/cli/a.cpp", "reference_broker/net/command.cpp",
                     "fuzz/replay_main.cpp", "stomp/check.cpp"):
            self.assertEqual(findings("printing", {file: 'printf("a");\n'}), [])
        self.assertEqual(findings("printing", {"reports/a.cpp": "snprintf(a, 1, b);\n"}), [])

    def test_lines_have_a_hundred_columns(self):
        longest = "// " + "\u00fc" * 97  # columns are characters, not octets
        for file in ("stomp/a.cpp", "stomp/CMakeLists.txt", "ci/a.py", "ci/cmake/a.cmake"):
            self.assertEqual(findings("columns", {file: longest + "\n"}), [])
            self.assertEqual(findings("columns", {file: "\n" + longest + "u\n"}), [f"{file}:2"])
        self.assertEqual(findings("columns", {"ci/a": "#!/bin/sh\n" + longest + "u\n"}), ["ci/a:2"])
        self.assertEqual(findings("columns", {"README.md": longest + "u\n"}), [])

    def test_files_have_five_hundred_lines(self):
        self.assertEqual(findings("length", {"stomp/a.cpp": "\n" * 500}), [])
        self.assertEqual(findings("length", {"stomp/a.cpp": "\n" * 501}), ["stomp/a.cpp:501"])

    def test_blanks_are_where_they_belong(self):
        self.assertEqual(findings("blanks", {"stomp/a.cpp": "a b\n"}), [])
        self.assertEqual(findings("blanks", {"stomp/a.cpp": "a\n\tb\n"}), ["stomp/a.cpp:2"])
        self.assertEqual(findings("blanks", {"README.md": "a\nb \n"}), ["README.md:2"])
        self.assertEqual(findings("blanks", {"a.json": "{\n}"}), ["a.json:2"])
        self.assertEqual(findings("blanks", {"fuzz/corpus/a/seed": "a \t"}), [])

    def test_nothing_is_left_unfinished(self):
        for note in ("FIX" + "ME", "TO" + "DO: later", "XX" + "X"):
            self.assertEqual(findings("unfinished", {"stomp/a.cpp": f"\n// {note}\n"}),
                             ["stomp/a.cpp:2"])
        self.assertEqual(findings("unfinished", {"stomp/a.cpp": "// TO" + "DO(spec): ask\n"}), [])

    def test_no_word_speaks_of_a_workplace(self):
        for word in ("/wor" + "k/main/stomp", "see /tm" + "p/w/notes", "/hom" + "e/anne/src",
                     "https://pyp" + "i.org/simple"):
            with self.subTest(word=word):
                self.assertEqual(findings("workplace", {"docs/a.md": f"\n{word}\n"}),
                                 ["docs/a.md:2"])
        for word in ("net" + "work/main", "a/wor" + "k/b", "/tmp/reports", "a /t/t1 destination"):
            self.assertEqual(findings("workplace", {"docs/a.md": word + "\n"}), [])

    def test_blobs_are_small(self):
        self.assertEqual(findings("blobs", {"a.bin": "a" * 100_000}), [])
        self.assertEqual(findings("blobs", {"a.bin": "a" * 100_001}), ["a.bin:1"])
        self.assertEqual(findings("blobs", {"reports/published/a.md": "a" * 100_001}), [])
        self.assertEqual(findings("blobs", {"reports/published/a.md": "a" * 4_200_001}),
                         ["reports/published/a.md:1"])

    def test_every_source_is_built(self):
        rows = [  # CMakeLists.txt beside a.cpp, found
            ("stompcheck_library(a SOURCES a.cpp)", True),
            ("stompcheck_library(a\n  SOURCES\n    a.cpp b.cpp)", True),
            ("add_executable(a ${CMAKE_CURRENT_SOURCE_DIR}/a.cpp)", True),
            ("stompcheck_fuzzer(a DEPENDS b)", True),
            ("stompcheck_fuzzer(ab)", False),
            ("# a.cpp", False),
            ("add_executable(a ba.cpp a.cpp.in other/a.cpp)", False),
        ]
        for text, found in rows:
            with self.subTest(text=text):
                self.assertEqual(findings("built", {"fuzz/a.cpp": "", "fuzz/CMakeLists.txt": text}),
                                 [] if found else ["fuzz/a.cpp:1"])
        self.assertEqual(findings("built", {"stomp/sub/a.cpp": "",
                                            "stomp/CMakeLists.txt": "x(sub/a.cpp)"}), [])
        self.assertEqual(findings("built", {"fuzz/replay_main.cpp": "", "ci/cmake/a.cmake":
                                            "target_sources(a PRIVATE replay_main.cpp)"}), [])

    def test_headers_open_with_a_story(self):
        self.assertEqual(findings("headers", {"stomp/a.hpp": STORY}), [])
        self.assertEqual(findings("headers", {"stomp/a.hpp": "#pragma once\n"}), ["stomp/a.hpp:1"])
        self.assertEqual(findings("headers", {"stomp/a.hpp": "// A story.\n"}), ["stomp/a.hpp:1"])

    def test_json_has_each_key_once(self):
        good = '{"a": {"b": 1}, "b": [{"a": "b"}, {"a": "{"}], "c": "\\"a\\": 1"}\n'
        self.assertEqual(findings("json", {"a.json": good}), [])
        self.assertEqual(findings("json", {"a.json": '{"a": 1,\n "b": 2,\n "a": 3}\n'}),
                         ["a.json:3"])
        self.assertEqual(findings("json", {"a.json": '[{"x": {"a": 1,\n "\\u0061": 3}}]\n'}),
                         ["a.json:2"])
        self.assertEqual(findings("json", {"a.json": '{\n"a": }\n'}), ["a.json:2"])

    @unittest.skipUnless(shutil.which("clang-format-19"), "clang-format-19 is not installed")
    def test_code_is_formatted(self):
        style = "BasedOnStyle: Google\n"
        self.assertEqual(findings("formatted", {".clang-format": style,
                                                "stomp/a.cpp": "int a() { return 1; }\n"}), [])
        self.assertEqual(findings("formatted", {".clang-format": style,
                                                "stomp/a.cpp": "\nint a( ) {return 1;}\n"}),
                         ["stomp/a.cpp:2"])


class Command(unittest.TestCase):
    def run_tidy(self, *arguments):
        return subprocess.run([sys.executable, HERE / "tidy.py", *arguments], text=True,
                              capture_output=True, check=False)

    def test_the_exit_status_tells_findings_from_none(self):
        with tempfile.TemporaryDirectory() as directory:
            header = pathlib.Path(directory) / "stomp" / "a.hpp"
            header.parent.mkdir()
            header.write_text(STORY.strip() + "\n")
            clean = self.run_tidy("--root", directory)
            self.assertEqual((clean.returncode, clean.stderr), (0, ""), clean.stdout)
            header.write_text("int a;\n")
            dirty = self.run_tidy("--root", directory)
            self.assertEqual(dirty.returncode, 1)
            self.assertIn("stomp/a.hpp:1: no #pragma once (add it", dirty.stdout)

    def test_an_unknown_rule_is_a_usage_error(self):
        self.assertEqual(self.run_tidy("tidiness").returncode, 2)

    def test_every_rule_has_a_test(self):
        source = pathlib.Path(__file__).read_text(encoding="utf-8")
        for rule in tidy.RULES:
            self.assertTrue(f'findings("{rule}"' in source, rule)


if __name__ == "__main__":
    unittest.main()
