#include "reports/testing/golden.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace reports::testing {

void expect_golden(std::string_view name, std::string_view actual) {
  const std::string path = golden_path(name);
  const char* approve = std::getenv("STOMPCHECK_APPROVE");
  if (approve != nullptr && std::string_view(approve) == "1") {
    std::ofstream(path, std::ios::binary) << actual;
  }
  EXPECT_EQ(actual, read_file(path)) << path << ": run with STOMPCHECK_APPROVE=1 to accept it";
}

std::string golden_path(std::string_view name) {
  return STOMPCHECK_SOURCE_DIR "/reports/golden/" + std::string(name);
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string scratch_directory() {
  const ::testing::TestInfo& test = *::testing::UnitTest::GetInstance()->current_test_info();
  const std::filesystem::path path = std::filesystem::path(::testing::TempDir()) /
                                     "stompcheck-reports" / test.test_suite_name() / test.name();
  std::filesystem::remove_all(path);
  std::filesystem::create_directories(path);
  return path.string() + '/';
}

}  // namespace reports::testing
