// What the shape of a scenario cannot say: whether its steps make sense in their order, whether its
// requirements speak in its versions, whether its refusals have controls.
//
//     Lint lint(document, catalogue, problems);
//     for (const Case& test_case : cases) lint.check(test_case);
//     lint.finish(scenario);
//
// Each case is judged by itself; questions that one case cannot answer (is this capture read in any
// version?) are answered by finish().

#pragma once

#include <set>
#include <string>
#include <vector>

#include "conformance/scenario/catalogue.hpp"
#include "conformance/scenario/model.hpp"
#include "conformance/scenario/walk.hpp"
#include "json/document.hpp"

namespace conformance {

class Lint {
 public:
  Lint(const json::Document& document, const Catalogue& catalogue, json::Problems& problems);

  // Both programs of a case.
  void check(const Case& test_case);
  // After the last case of the file.
  void finish(const Scenario& scenario);

 private:
  void check_walk(const Case& test_case);
  void check_requirements(const Case& test_case);
  void check_requirement(const std::string& id, stomp::Version version, const std::string& pointer);
  void check_requirements_of(const Steps& steps, stomp::Version version);
  void check_control(const Case& test_case);
  void complain(const Finding& finding);

  const json::Document& document_;
  const Catalogue& catalogue_;
  json::Problems& problems_;
  std::set<NamedPlace> bound_;
  std::set<NamedPlace> read_;
  bool sound_ = true;            // no walk has found anything
  bool has_no_control_ = false;  // some case of the file
};

}  // namespace conformance
