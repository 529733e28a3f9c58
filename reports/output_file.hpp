// Files that reports are written to: their errors are sentences with a remedy, not exceptions.
//
// Two ways to write one. OutputFile grows as the run goes, and what has been flushed survives a
// crash of ours. replace_file() swaps a whole file for another: whoever opens the path finds the
// old report or the new one, never half of either.

#pragma once

#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace reports {

class OutputFile {
 public:
  // Opens at once, so that a bad path is known before the run and not after it.
  explicit OutputFile(std::string path);

  // Hands the octets to the operating system before it returns. After an error: nothing.
  void write(std::string_view octets);
  // The same, but the last of them may wait for more, or for close().
  void append(std::string_view octets);
  void close();

  // "cannot write out/events.jsonl: No space left on device; free some space ..."; empty: all is
  // well.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
  };

  std::string path_;
  std::unique_ptr<std::FILE, CloseFile> file_;
  std::string error_;
};

// Returns the error, or nothing. Writes "PATH.partial" first and renames it.
[[nodiscard]] std::string replace_file(const std::string& path, std::string_view octets);
[[nodiscard]] std::string replace_file(const std::string& path,
                                       const std::function<void(OutputFile&)>& write);

}  // namespace reports
