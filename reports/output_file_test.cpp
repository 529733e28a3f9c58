// What can go wrong with a file, and what people are told about it.

#include "reports/output_file.hpp"

#include <cstdio>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/golden.hpp"

namespace reports {
namespace {

using ::testing::HasSubstr;

TEST(OutputFile, IsOnDiskAfterEachWrite) {
  const std::string path = testing::scratch_directory() + "events.jsonl";
  OutputFile file(path);
  file.write("one\n");
  EXPECT_EQ(testing::read_file(path), "one\n");
  file.write("two\n");
  EXPECT_EQ(testing::read_file(path), "one\ntwo\n");
  file.close();
  file.write("three\n");
  EXPECT_EQ(testing::read_file(path), "one\ntwo\n");
  EXPECT_EQ(file.error(), "");
}

TEST(OutputFile, NamesTheDirectoryThatIsMissing) {
  const std::string directory = testing::scratch_directory() + "missing";
  OutputFile file(directory + "/events.jsonl");
  EXPECT_THAT(file.error(), HasSubstr("cannot write " + directory + "/events.jsonl: "));
  EXPECT_THAT(file.error(), HasSubstr("; create the directory " + directory + " first"));
  file.write("nothing happens");
  file.close();
}

TEST(OutputFile, TellsWhenTheDiskIsFull) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
  OutputFile file("/dev/full");
  file.write("one");
  EXPECT_THAT(file.error(), HasSubstr("free some space"));
  const std::string first = file.error();
  file.write("two");
  file.close();
  EXPECT_EQ(file.error(), first);
}

TEST(OutputFile, TellsOfAFullDiskAtTheLatestWhenItIsClosed) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
  OutputFile file("/dev/full");
  file.append("one");
  file.close();
  EXPECT_THAT(file.error(), HasSubstr("free some space"));
}

TEST(OutputFile, ReplacesAFileByPieces) {
  const std::string path = testing::scratch_directory() + "report.json";
  const std::string large(100'000, 'x');
  EXPECT_EQ(replace_file(path,
                         [&](OutputFile& file) {
                           EXPECT_FALSE(std::filesystem::exists(path));
                           for (const std::string& piece : {std::string("a"), large}) {
                             file.append(piece);
                           }
                         }),
            "");
  EXPECT_EQ(testing::read_file(path), "a" + large);
}

TEST(OutputFile, ReplacesAFileAsAWhole) {
  const std::string path = testing::scratch_directory() + "report.json";
  EXPECT_EQ(replace_file(path, "old"), "");
  EXPECT_EQ(replace_file(path, "new"), "");
  EXPECT_EQ(testing::read_file(path), "new");
  EXPECT_FALSE(std::filesystem::exists(path + ".partial"));
}

TEST(OutputFile, LeavesNothingBehindWhereItCannotReplace) {
  const std::string directory = testing::scratch_directory() + "report.json";
  std::filesystem::create_directory(directory);
  EXPECT_THAT(replace_file(directory, "new"), HasSubstr("that is a directory: name a file in it"));
  EXPECT_FALSE(std::filesystem::exists(directory + ".partial"));
}

}  // namespace
}  // namespace reports
