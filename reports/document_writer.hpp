// Writes the formats that are one document each: JSON, JUnit, and whatever else renders a
// RunRecord.
//
//     DocumentWriter writer(metadata, {{"out/report.json", render_json}, {"out/junit.xml",
//     render_junit}});
//
// The files are written twice. When the run starts, with nothing in them but that they are partial:
// so the report of an earlier run is never taken for this one's, and a path that cannot be written
// to is known before the work and not after it. And when it ends, however it does. They are valid
// at any time.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "reports/run_record.hpp"
#include "reports/writer.hpp"

namespace reports {

struct Document {
  std::string path;
  std::function<std::string(const RunRecord&)> render;
};

class DocumentWriter final : public Writer {
 public:
  DocumentWriter(RunMetadata metadata, std::vector<Document> documents);

  void on(const conformance::Event& event) override;
  void finish() override;
  [[nodiscard]] std::string error() const override { return error_; }

 private:
  void write();

  RunRecord record_;
  std::vector<Document> documents_;
  bool written_ = false;  // as the record stands now
  std::string error_;
};

}  // namespace reports
