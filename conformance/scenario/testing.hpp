// Suites on disk for tests: a directory of this process's own, with a small catalogue.

#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/scenario/loader.hpp"

namespace conformance::testing {

// "12:7: message (hint)", without the file, which is known.
inline std::string brief(const json::Diagnostic& problem) {
  std::string text =
      std::to_string(problem.line) + ':' + std::to_string(problem.column) + ": " + problem.message;
  return problem.hint.empty() ? text : text + " (" + problem.hint + ')';
}

inline std::vector<std::string> briefs(const json::Problems& problems) {
  std::vector<std::string> texts;
  for (const json::Diagnostic& problem : problems) texts.push_back(brief(problem));
  return texts;
}

class TestSuite {
 public:
  TestSuite() {
    static int count = 0;
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ = std::filesystem::path(::testing::TempDir()) /
                 (std::string("stompcheck_") + test->test_suite_name() + '_' + test->name() + '_' +
                  std::to_string(++count));
    std::filesystem::remove_all(directory_);
    write("requirements/few.json", R"({"requirements": [
      {"id": "send/delivers", "statements": {
        "1.0": {"level": "fact", "section": "SEND", "quote": "It sends."},
        "1.1": {"level": "fact", "section": "SEND", "quote": "It sends."},
        "1.2": {"level": "fact", "section": "SEND", "quote": "It sends."}}},
      {"id": "message/ack-header", "statements": {
        "1.2": {"level": "MUST", "section": "MESSAGE", "quote": "It MUST."}}}]})");
  }
  ~TestSuite() { std::filesystem::remove_all(directory_); }
  TestSuite(const TestSuite&) = delete;
  TestSuite& operator=(const TestSuite&) = delete;

  void write(const std::string& path, std::string_view text) const {
    const std::filesystem::path file = directory_ / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }

  [[nodiscard]] std::string path(const std::string& name = "") const {
    return (directory_ / name).generic_string();
  }

  [[nodiscard]] Suite load(json::Problems& problems) const {
    return load_suite(directory_.generic_string(), problems);
  }

 private:
  std::filesystem::path directory_;
};

// A scenario file with these steps, in one line so that columns are the only thing to count.
inline std::string with_steps(std::string_view steps, std::string_view more = "") {
  return R"({"title": "T", "why": "W", "requirements": ["send/delivers"], )" + std::string(more) +
         "\n\"steps\": [" + std::string(steps) + "]}";
}

// Loads one file of such steps and returns its cases; expects no problem.
inline std::vector<Case> load_steps(std::string_view steps, std::string_view more = "") {
  const TestSuite suite;
  suite.write("all/test/case.json", with_steps(steps, more));
  json::Problems problems;
  std::vector<Case> cases = suite.load(problems).cases;
  EXPECT_EQ(briefs(problems), std::vector<std::string>()) << steps;
  return cases;
}

// The problems of such a file.
inline std::vector<std::string> problems_of(std::string_view steps, std::string_view more = "") {
  const TestSuite suite;
  suite.write("all/test/case.json", with_steps(steps, more));
  json::Problems problems;
  static_cast<void>(suite.load(problems));
  return briefs(problems);
}

}  // namespace conformance::testing
