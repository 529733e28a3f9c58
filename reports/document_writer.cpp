#include "reports/document_writer.hpp"

#include <future>
#include <utility>
#include <variant>
#include <vector>

namespace reports {

Document whole(std::string path, std::function<std::string(const RunRecord&)> render) {
  return {.path = std::move(path),
          .write = [render = std::move(render)](const RunRecord& record, OutputFile& file) {
            file.append(render(record));
          }};
}

std::string write_document(const Document& document, const RunRecord& record) {
  return replace_file(document.path, [&](OutputFile& file) { document.write(record, file); });
}

DocumentWriter::DocumentWriter(RunMetadata metadata, std::vector<Document> documents)
    : record_(std::move(metadata)), documents_(std::move(documents)) {}

void DocumentWriter::on(const conformance::Event& event) {
  record_.add(event);
  written_ = false;
  if (const auto* done = std::get_if<conformance::CaseFinished>(&event)) {
    for (const Document& document : documents_) {
      if (document.prepare) document.prepare(record_, done->result);
    }
  }
  if (std::holds_alternative<conformance::RunStarted>(event) ||
      std::holds_alternative<conformance::RunFinished>(event)) {
    write();
  }
}

void DocumentWriter::finish() {
  if (written_) return;
  record_.sort();
  write();
}

void DocumentWriter::write() {
  // Side by side: they only read, and the largest two take as long as all others.
  std::vector<std::future<std::string>> problems;
  for (const Document& document : documents_) {
    problems.push_back(
        std::async(std::launch::async, [&] { return write_document(document, record_); }));
  }
  for (std::future<std::string>& each : problems) {
    const std::string problem = each.get();
    if (error_.empty()) error_ = problem;
  }
  written_ = true;
}

}  // namespace reports
