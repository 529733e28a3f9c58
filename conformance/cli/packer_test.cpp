// A piece made on the thread is the one that would be made here, and nobody waits for what nobody
// wants.

#include "conformance/cli/packer.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cli {
namespace {

using reports::page::Deflater;
using reports::page::Piece;

std::string chapter(std::size_t number) {
  std::string text;
  for (std::size_t i = 0; i < 2000; ++i) {
    text += "<li>" + std::to_string(number * i * 7919 % 10'007) + "</li>";
  }
  return text;
}

TEST(Packer, MakesThePiecesThatADeflaterMakes) {
  std::vector<std::string> texts{""};
  for (std::size_t i = 1; i < 50; ++i) texts.push_back(chapter(i));
  Packer packer;
  std::vector<std::shared_future<Piece>> pieces;
  for (std::size_t i = 1; i < texts.size(); ++i) {
    pieces.push_back(packer.piece(texts[i], texts[i - 1]));
  }
  Deflater deflater;
  for (std::size_t i = 1; i < texts.size(); ++i) {
    const Piece expected = deflater.piece(texts[i], texts[i - 1]);
    const Piece& piece = pieces[i - 1].get();
    EXPECT_EQ(piece.octets, expected.octets) << i;
    EXPECT_EQ(piece.size, expected.size) << i;
    EXPECT_EQ(piece.checksum, expected.checksum) << i;
  }
}

TEST(Packer, DropsWhatNobodyWaitsFor) {
  const std::string text = chapter(1);
  std::vector<std::shared_future<Piece>> pieces;
  {
    Packer packer;
    // More than can be made while the next line is reached.
    for (std::size_t i = 0; i < 20'000; ++i) pieces.push_back(packer.piece(text, ""));
  }
  EXPECT_THROW((void)pieces.back().get(), std::future_error);
}

}  // namespace
}  // namespace cli
