#include "transport/http_head.hpp"

#include <algorithm>
#include <cctype>

namespace transport {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char octet) {
    return std::isalnum(octet) != 0 ||
           std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(octet)) !=
               std::string_view::npos;
  });
}

// Both kinds of first line name the version of HTTP, at one of their ends.
bool is_first_line(std::string_view line) {
  if (line.starts_with("HTTP/1.")) return line.size() >= 12;
  return line.ends_with(" HTTP/1.1") || line.ends_with(" HTTP/1.0");
}

}  // namespace

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& octet : result) {
    octet = static_cast<char>(std::tolower(static_cast<unsigned char>(octet)));
  }
  return result;
}

std::vector<std::string> list_elements(std::string_view list) {
  std::vector<std::string> elements;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (const std::string_view element = trimmed(list.substr(0, comma)); !element.empty()) {
      elements.emplace_back(element);
    }
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return elements;
}

std::string Head::field(std::string_view name) const {
  std::string value;
  for (const auto& [key, text] : fields) {
    if (key != name) continue;
    if (!value.empty()) value += ", ";
    value += text;
  }
  return value;
}

bool Head::lists(std::string_view name, std::string_view word) const {
  const std::vector<std::string> elements = list_elements(field(name));
  return std::any_of(elements.begin(), elements.end(),
                     [&](const std::string& element) { return lower(element) == word; });
}

void HeadReader::feed(std::string_view octets) {
  input_.append(octets);
  // Known at once for no HTTP, though no line has ended: a ClientHello, a STOMP frame.
  const bool has_control = std::any_of(octets.begin(), octets.end(), [](unsigned char octet) {
    return octet < 0x20 && octet != '\t' && octet != '\r' && octet != '\n';
  });
  if (has_control && input_.find("\r\n\r\n") == std::string::npos) state_ = State::malformed;
  while (state_ == State::reading) {
    const std::size_t end = input_.find('\n');
    if (end == std::string::npos) {
      if (octets_ + input_.size() > octets_max) state_ = State::too_large;
      return;
    }
    std::string line = input_.substr(0, end);
    input_.erase(0, end + 1);
    octets_ += end + 1;
    if (line.ends_with('\r')) line.pop_back();
    if (octets_ > octets_max) {
      state_ = State::too_large;
    } else {
      take_line(std::move(line));
    }
  }
}

void HeadReader::take_line(std::string line) {
  if (!has_first_line_) {
    has_first_line_ = true;
    if (!is_first_line(line)) state_ = State::malformed;
    head_.first_line = std::move(line);
    return;
  }
  if (line.empty()) {
    state_ = State::complete;
    return;
  }
  const std::size_t colon = std::min(line.find(':'), line.size());
  const std::string_view name = std::string_view(line).substr(0, colon);
  if (colon == line.size() || !is_token(name)) {
    state_ = State::malformed;
    return;
  }
  head_.fields.emplace_back(lower(name), trimmed(std::string_view(line).substr(colon + 1)));
}

}  // namespace transport
