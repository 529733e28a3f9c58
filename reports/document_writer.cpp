#include "reports/document_writer.hpp"

#include <future>
#include <utility>
#include <variant>
#include <vector>

#include "reports/output_file.hpp"

namespace reports {

DocumentWriter::DocumentWriter(RunMetadata metadata, std::vector<Document> documents)
    : record_(std::move(metadata)), documents_(std::move(documents)) {}

void DocumentWriter::on(const conformance::Event& event) {
  record_.add(event);
  written_ = false;
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
    problems.push_back(std::async(std::launch::async, [this, &document] {
      return replace_file(document.path, document.render(record_));
    }));
  }
  for (std::future<std::string>& each : problems) {
    const std::string problem = each.get();
    if (error_.empty()) error_ = problem;
  }
  written_ = true;
}

}  // namespace reports
