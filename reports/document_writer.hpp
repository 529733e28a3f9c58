// Writes the formats that are one document each: JSON, JUnit, and whatever else renders a
// RunRecord.
//
//     DocumentWriter writer(metadata, {json_document("out/report.json", lookup),
//                                      whole("out/junit.xml", render_junit)});
//
// The files are written twice. When the run starts, with nothing in them but that they are partial:
// so the report of an earlier run is never taken for this one's, and a path that cannot be written
// to is known before the work and not after it. And when it ends, however it does. They are valid
// at any time.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "reports/output_file.hpp"
#include "reports/run_record.hpp"
#include "reports/writer.hpp"

namespace reports {

struct Document {
  std::string path;
  std::function<void(const RunRecord& record, OutputFile& file)> write;
  // Of a large one: what can be made of a case as soon as it has come, so that it need not be made
  // when everybody waits for the end. `write` gets along without.
  std::function<void(const RunRecord& so_far, const conformance::CaseResult& result)> prepare = {};
};

// A document that is rendered as a whole.
[[nodiscard]] Document whole(std::string path, std::function<std::string(const RunRecord&)> render);

// Replaces the file. Returns the error, or nothing.
[[nodiscard]] std::string write_document(const Document& document, const RunRecord& record);

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
