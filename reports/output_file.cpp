#include "reports/output_file.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

namespace reports {
namespace {

std::string remedy(const std::string& path, int error) {
  const std::size_t slash = path.rfind('/');
  switch (error) {
    case ENOENT:
      if (slash == std::string::npos) return "; name a file";
      return "; create the directory " + path.substr(0, slash) + " first";
    case EISDIR:
      return "; that is a directory: name a file in it";
    case EACCES:
    case EPERM:
    case EROFS:
      return "; name a place that you may write to";
    case ENOSPC:
    case EDQUOT:
      return "; free some space there or name another place";
    default:
      return "; name another place";
  }
}

std::string complaint(const std::string& path, int error) {
  return "cannot write " + path + ": " + std::strerror(error) + remedy(path, error);
}

}  // namespace

OutputFile::OutputFile(std::string path)
    : path_(std::move(path)), file_(std::fopen(path_.c_str(), "wb")) {
  if (!file_) error_ = complaint(path_, errno);
}

void OutputFile::write(std::string_view octets) {
  append(octets);
  if (!file_ || !error_.empty()) return;
  if (std::fflush(file_.get()) != 0) error_ = complaint(path_, errno);
}

void OutputFile::append(std::string_view octets) {
  if (!file_ || !error_.empty()) return;
  const bool written = std::fwrite(octets.data(), 1, octets.size(), file_.get()) == octets.size();
  if (!written) error_ = complaint(path_, errno);
}

void OutputFile::close() {
  if (!file_) return;
  if (std::fclose(file_.release()) != 0 && error_.empty()) error_ = complaint(path_, errno);
}

std::string replace_file(const std::string& path, std::string_view octets) {
  return replace_file(path, [octets](OutputFile& file) { file.append(octets); });
}

std::string replace_file(const std::string& path, const std::function<void(OutputFile&)>& write) {
  const std::string partial = path + ".partial";
  OutputFile file(partial);
  write(file);
  file.close();
  if (!file.error().empty()) return file.error();
  if (std::rename(partial.c_str(), path.c_str()) == 0) return "";
  const int error = errno;
  static_cast<void>(std::remove(partial.c_str()));
  return complaint(path, error);
}

}  // namespace reports
