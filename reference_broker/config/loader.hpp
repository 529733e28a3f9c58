// From a settings file to Settings: the only place of the reference broker that reads JSON.
//
//     json::Problems problems;
//     if (const auto settings = load_settings("broker.json", process_environment, problems)) { ...
//     } for (const json::Diagnostic& problem : problems) std::cerr << json::to_string(problem) <<
//     '\n';
//
// All mistakes of a file are reported at once, each where it stands and with what to do about it. A
// key that has no meaning under the file's policy is a mistake too: settings that are silently
// ignored deceive. Every key is documented in README.md beside this file, and settings.schema.json
// describes the same language to editors.

#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "json/document.hpp"
#include "reference_broker/core/settings.hpp"

namespace broker {

// The value of an environment variable. An argument, so that tests need not change their own.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// What a file holds that settings name (a certificate, a key), or nothing where it cannot be read.
using Files = std::function<std::optional<std::string>(const std::filesystem::path& path)>;
[[nodiscard]] std::optional<std::string> file_on_disk(const std::filesystem::path& path);

// The settings that `file` describes, or nothing and at least one problem.
[[nodiscard]] std::optional<Settings> load_settings(const std::string& file,
                                                    const Environment& environment,
                                                    json::Problems& problems);

// The same for text at hand; `file` is what problems name, and where named files are looked for.
[[nodiscard]] std::optional<Settings> parse_settings(const std::string& file, std::string text,
                                                     const Environment& environment,
                                                     json::Problems& problems,
                                                     const Files& files = file_on_disk);

}  // namespace broker
