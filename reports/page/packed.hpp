// Parts of the page that only its script shows, compressed into text: zlib, then Base64.
//
// A browser unpacks them with DecompressionStream("deflate"). They are packed in groups, so that
// opening one case does not unpack them all.
//
// A group is compressed piece by piece, and a piece depends on nothing but its text and what stands
// before it in the group. So pieces can be made in any order, on any thread, and long before the
// group is complete:
//
//     Deflater deflater;
//     const Piece first = deflater.piece("some text", "");
//     const Piece second = deflater.piece(" and more text", "some text");
//     packed({&first, &second});    // of "some text and more text"

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct z_stream_s;

namespace reports::page {

struct Piece {
  std::string octets;          // deflate (RFC 1951), whole blocks that end with an octet
  std::size_t size = 0;        // of the text
  unsigned long checksum = 0;  // of the text (RFC 1950)
};

class Deflater {
 public:
  Deflater();

  // The end of `before` is what the text can refer to.
  [[nodiscard]] Piece piece(std::string_view text, std::string_view before);

 private:
  struct End {
    void operator()(z_stream_s* stream) const;
  };
  std::unique_ptr<z_stream_s, End> stream_;  // costs more to make than a piece does
  std::string room_;                         // for a piece that is made
};

[[nodiscard]] std::string packed(const std::vector<const Piece*>& pieces);

// A text of a group, and its piece where that has been made. The text may be somebody else's, who
// keeps it.
struct Part {
  std::string own;
  const std::string* lent = nullptr;
  const Piece* piece = nullptr;

  [[nodiscard]] const std::string& text() const { return lent == nullptr ? own : *lent; }
};
// Each group, side by side.
[[nodiscard]] std::vector<std::string> all_packed(const std::vector<std::vector<Part>>& groups);

// "sha256-...": how a Content-Security-Policy names the one script or style that it allows.
[[nodiscard]] std::string policy_digest(std::string_view text);

}  // namespace reports::page
