// What a target's output tells of its death.

#include "fuzz/campaign/net/home.hpp"

#include <gtest/gtest.h>

namespace campaign {
namespace {

constexpr auto traceback = "Traceback:\n  line 1\nKeyError: 'destination'\n";
constexpr auto sanitizer = "==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x1\n";

TEST(Complaint, IsTheLastThingThatARunTimeSystemSaysBeforeItEndsTheProgram) {
  EXPECT_EQ(complaint(traceback, "with exit status 1"), "Error: 'destination'");
  EXPECT_EQ(complaint("terminate called after\n", "by signal 6 (Aborted)"),
            "terminate called after");
  EXPECT_EQ(complaint("terminate called after\n",
                      "with exit status 134, which is a shell's for signal 6 (Aborted)"),
            "terminate called after");
}

TEST(Complaint, IsNotWhatWasSaidBeforeASignalStruck) {
  EXPECT_EQ(complaint(traceback, "by signal 11 (Segmentation fault)"), "");
  EXPECT_EQ(
      complaint(traceback,
                "with exit status 139, which is a shell's for signal 11 (Segmentation fault)"),
      "");
}

TEST(Complaint, IsNoneOfAProgramThatLivesOn) {
  EXPECT_EQ(complaint(traceback, std::nullopt), "");
}

TEST(Complaint, IsASanitizersInAnyCaseWithoutAddressesAndNumbers) {
  EXPECT_EQ(complaint(sanitizer, std::nullopt), "ERROR: AddressSanitizer: heap-use-after-free");
  EXPECT_EQ(complaint(sanitizer, "by signal 11 (Segmentation fault)"),
            "ERROR: AddressSanitizer: heap-use-after-free");
  EXPECT_EQ(complaint("a.c:12:30: runtime error: 7 is not 8\n", std::nullopt),
            "runtime error: # is not #");
}

}  // namespace
}  // namespace campaign
