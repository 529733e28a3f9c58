// What is put into a store is there for whoever opens the file next, in whatever state it was left.

#include "fuzz/campaign/store/store.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace campaign {
namespace {

class StoreFile : public testing::Test {
 protected:
  StoreFile() {
    std::string pattern = testing::TempDir() + "store-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~StoreFile() override { std::filesystem::remove_all(folder_); }
  std::unique_ptr<Store> open() {
    std::string error;
    std::unique_ptr<Store> store = Store::open(folder_ + "/campaign.sqlite", error);
    EXPECT_EQ(error, "");
    return store;
  }
  std::string folder_;
};

TEST_F(StoreFile, GivesBackWhatWasPut) {
  Finding finding;
  finding.accusation = {
      Kind::acceptance,    "a/clause", "subject", "expected", std::string("got\0octets", 10),
      stomp::Version::v1_1};
  finding.key = "0123456789ab";
  finding.name_space = "mine";
  finding.script = std::string("CONNECT\n\n\0\xff", 11);
  finding.original = "longer";
  finding.replays = 3;
  finding.reproduced = 2;
  finding.met = 7;
  {
    const auto store = open();
    EXPECT_FALSE(store->progress());
    store->save({.seed = ~UINT64_C(0), .next_fresh = 5, .target = "there"});
    store->save({.seed = ~UINT64_C(0), .next_fresh = 6, .target = "there"});
    store->put(finding);
    finding.reproduced = 3;
    store->put(finding);
    store->keep(std::string("a\0b", 3));
    store->keep(std::string("a\0b", 3));
  }
  const auto store = open();
  ASSERT_TRUE(store->progress());
  EXPECT_EQ(store->progress()->seed, ~UINT64_C(0));
  EXPECT_EQ(store->progress()->next_fresh, 6U);
  EXPECT_EQ(store->progress()->target, "there");
  EXPECT_EQ(store->kept(), std::vector<std::string>{std::string("a\0b", 3)});
  ASSERT_EQ(store->findings().size(), 1U);
  const Finding read = store->findings().front();
  EXPECT_TRUE(read.accusation.same_as(finding.accusation));
  EXPECT_EQ(read.accusation.got, finding.accusation.got);
  EXPECT_EQ(read.accusation.version, stomp::Version::v1_1);
  EXPECT_EQ(read.script, finding.script);
  EXPECT_EQ(read.name_space, "mine");
  EXPECT_EQ(read.met, 7U);
  EXPECT_TRUE(read.confirmed());
  EXPECT_EQ(store->error(), "");
}

TEST_F(StoreFile, GivesBackDifferences) {
  Difference difference = difference_of("only the target refuses", std::string("`a\0x", 4));
  open()->put(difference);
  difference.met = 12;
  difference.wire = "A  >> x\n";
  difference.reference = "A: CONNECTED\n";
  open()->put(difference);
  EXPECT_EQ(open()->differences(), std::vector{difference});
}

TEST_F(StoreFile, RefusesWhatIsNone) {
  std::ofstream(folder_ + "/other") << std::string(5000, 'x');
  std::string error;
  EXPECT_EQ(Store::open(folder_ + "/other", error), nullptr);
  EXPECT_NE(error, "");
  EXPECT_EQ(Store::open(folder_ + "/no/such/folder", error), nullptr);
}

}  // namespace
}  // namespace campaign
