#include "conformance/cli/data.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include <openssl/evp.h>

namespace cli {
namespace {

namespace fs = std::filesystem;

std::optional<Data> data_in(const fs::path& root) {
  std::error_code ignored;
  const fs::path scenarios = root / "scenarios";
  if (!fs::is_directory(scenarios / "requirements", ignored)) return std::nullopt;
  const fs::path installed = root / "targets";
  const fs::path sources = root / "conformance" / "targets";
  return Data{scenarios.string(),
              fs::is_directory(installed, ignored) ? installed.string() : sources.string()};
}

}  // namespace

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::optional<Data> find_data(const std::string& given, std::string& error) {
  std::vector<fs::path> places;
  if (!given.empty()) {
    places.emplace_back(given);
  } else if (const std::optional<std::string> set = environment("STOMPCHECK_DATA")) {
    places.emplace_back(*set);
  } else {
    std::error_code ignored;
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
    for (const char* place : {"../share/stompcheck", "share/stompcheck"}) {
      const fs::path beside = program.parent_path() / place;
      // The second is a link: messages then name the files that people edit.
      const fs::path real = fs::canonical(beside, ignored);
      places.push_back(real.empty() ? beside : real);
    }
  }
  for (const fs::path& place : places) {
    if (std::optional<Data> found = data_in(place)) return found;
    error += (error.empty() ? "no scenarios in " : ", nor in ") + place.lexically_normal().string();
  }
  error += ": name the directory that holds \"scenarios\" with --data";
  return std::nullopt;
}

std::string digest(const std::string& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().extension() == ".json") files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  for (const fs::path& file : files) {
    const std::string name = fs::relative(file, directory, error).generic_string();
    std::ifstream stream(file, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(stream)), {});
    EVP_DigestUpdate(context.get(), name.data(), name.size() + 1);
    EVP_DigestUpdate(context.get(), text.data(), text.size());
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> octets{};
  unsigned int length = 0;
  EVP_DigestFinal_ex(context.get(), octets.data(), &length);
  static constexpr char digits[] = "0123456789abcdef";
  std::string result;
  for (std::size_t i = 0; i < 6 && i < length; ++i) {
    result += digits[octets[i] / 16];
    result += digits[octets[i] % 16];
  }
  return result;
}

}  // namespace cli
