#include "reports/document_writer.hpp"

#include <utility>
#include <variant>

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
  if (!written_) write();
}

void DocumentWriter::write() {
  for (const Document& document : documents_) {
    const std::string problem = replace_file(document.path, document.render(record_));
    if (error_.empty()) error_ = problem;
  }
  written_ = true;
}

}  // namespace reports
