// How much of the catalogue the cases test: one row for each requirement and version.
//
// Honest means that a row never claims more than a failing run could show:
//
//   tested     a step or check of a case in that version judges under this requirement (a case's
//              main requirement is what its steps judge under where they name no other): a breach
//              is told in its name
//   alongside  cases list it beside their main requirement, but none of their steps names it: a
//              breach makes them fail, in the name of another requirement
//   excused    the catalogue says why no scenario can show a breach
//   untested   none of these
//
// Prerequisites (`given`) judge nobody and count for nothing.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/scenario/loader.hpp"

namespace conformance {

enum class Standing : std::uint8_t { tested, alongside, excused, untested };

[[nodiscard]] std::string_view to_string(Standing standing);

struct CoverageRow {
  std::string id;
  stomp::Version version = stomp::Version::v1_2;
  Statement statement;
  Standing standing = Standing::untested;
  std::vector<std::string> cases;      // scenarios that judge under it, by id
  std::vector<std::string> alongside;  // scenarios that only list it
};

// How many statements of one level in one specification stand how.
struct CoverageTally {
  std::string specification;
  Level level = Level::must;
  std::size_t tested = 0;
  std::size_t alongside = 0;
  std::size_t excused = 0;
  std::size_t untested = 0;

  [[nodiscard]] std::size_t statements() const { return tested + alongside + excused + untested; }
};

struct Coverage {
  std::vector<CoverageRow> rows;  // by specification, section, id, version

  [[nodiscard]] std::vector<CoverageTally> tallies() const;  // by specification and level
  [[nodiscard]] std::size_t untested() const;
};

[[nodiscard]] Coverage coverage_of(const Suite& suite);

}  // namespace conformance
