// What is packed in pieces is what a browser unpacks, and pages are put into groups that hold them
// all.

#include "reports/page/packed.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>
#include <zlib.h>

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "reports/page/case_page.hpp"
#include "reports/page/groups.hpp"

namespace reports::page {
namespace {

// As a browser does, checksum included.
std::string unpacked(const std::string& base64) {
  std::string octets(base64.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(octets.data()),
                                   reinterpret_cast<const unsigned char*>(base64.data()),
                                   static_cast<int>(base64.size()));
  EXPECT_GE(size, 0);
  std::string text(4'000'000, '\0');
  uLongf length = text.size();
  EXPECT_EQ(
      uncompress(reinterpret_cast<Bytef*>(text.data()), &length,
                 reinterpret_cast<const Bytef*>(octets.data()), static_cast<uLong>(octets.size())),
      Z_OK);
  return text.substr(0, length);
}

std::string noise(std::size_t octets) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < octets) {
    state = state * 1664525U + 1013904223U;
    text += static_cast<char>(state >> 24U);
  }
  return text;
}

TEST(Packed, IsTheTextAgainWhereverItWasCut) {
  const std::string page = "<article><h3>A page like any other</h3></article>\n";
  const std::vector<std::vector<std::string>> groups{
      {},
      {""},
      {page},
      {page, page, "", page},
      {noise(100'000), noise(100'000), noise(3)},
      {std::string(300'000, 'x'), page + noise(40'000), noise(40'000) + page}};
  std::vector<std::vector<Part>> parts;
  for (const std::vector<std::string>& texts : groups) {
    parts.emplace_back();
    for (const std::string& text : texts) parts.back().push_back({.own = text});
  }
  const std::vector<std::string> all = all_packed(parts);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    std::string whole;
    for (const std::string& text : groups[i]) whole += text;
    EXPECT_EQ(unpacked(all[i]), whole) << i;
  }
}

TEST(Packed, RefersToWhatStandsBefore) {
  const std::string text = noise(20'000);
  Deflater deflater;
  const Piece first = deflater.piece(text, "");
  const Piece alone = deflater.piece(text, "");
  const Piece second = deflater.piece(text, text);
  EXPECT_EQ(alone.octets, first.octets);  // whatever was packed before
  EXPECT_LT(second.octets.size(), first.octets.size() / 10);
  EXPECT_EQ(unpacked(packed({&first, &second})), text + text);
  const std::vector<std::vector<Part>> group{{{text, nullptr, &first}, {"", &text, &second}}};
  EXPECT_EQ(all_packed(group).front(), packed({&first, &second}));
}

TEST(Groups, HoldEachCaseOnceInTheOrderOfTheAnchors) {
  std::vector<CaseName> cases;
  for (int scenario = 0; scenario < 40; ++scenario) {
    const std::string id = "1.2/x/" + std::to_string(scenario * 7919 % 40);
    for (const char* axis : {"[b=2]", "[b=1]", "[a=1]"}) cases.push_back({id + axis, id});
  }
  std::set<std::string> seen;
  std::string last;
  const std::vector<Group> groups = groups_of(cases);
  for (const Group& group : groups) {
    std::size_t size = 0;
    for (const Chapter& chapter : group) {
      for (const std::string& key : chapter.keys) {
        EXPECT_TRUE(key.starts_with(chapter.id + '['));
        EXPECT_LT(last, case_id(key));
        EXPECT_TRUE(seen.insert(key).second);
        last = case_id(key);
        ++size;
      }
    }
    EXPECT_LT(size, 40U);
  }
  EXPECT_EQ(seen.size(), cases.size());
  EXPECT_EQ(groups.size(), 4U);
  EXPECT_TRUE(groups_of({}).empty());
}

}  // namespace
}  // namespace reports::page
