// Lines of the log, as they are written.

#include "reference_broker/net/log_format.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace broker {
namespace {

constexpr WallTime noon = std::chrono::sys_days(std::chrono::year(2024) / 5 / 1) +
                          std::chrono::hours(12) + std::chrono::seconds(7) +
                          std::chrono::milliseconds(45);

Log subscribed(std::string client_id, std::string destination) {
  return {.level = Log::Level::info,
          .event = "subscribed",
          .connection = 7,
          .client_id = std::move(client_id),
          .fields = {{"destination", std::move(destination)}, {"id", ""}}};
}

std::string in_text(const std::string& value) {
  const std::string line = format_log(subscribed("c", value), LogFormat::text, noon);
  const std::size_t begin = line.find("destination=") + 12;
  return line.substr(begin, line.rfind(" id=") - begin);
}

TEST(LogFormat, WritesText) {
  EXPECT_EQ(format_log(subscribed("client-1", "/t/a"), LogFormat::text, noon),
            "2024-05-01T12:00:07.045Z info subscribed connection=7 client-id=client-1 "
            "destination=/t/a id=\"\"\n");
}

TEST(LogFormat, WritesJson) {
  EXPECT_EQ(format_log(subscribed("client-1", "/t/\"\n"), LogFormat::json, noon),
            R"({"time":"2024-05-01T12:00:07.045Z","level":"info","event":"subscribed",)"
            R"("connection":7,"client-id":"client-1","fields":{"destination":"/t/\"\n","id":""}})"
            "\n");
}

TEST(LogFormat, NamesNoClientWhereThereIsNone) {
  const Log log{.level = Log::Level::warning, .event = "cannot-accept", .connection = 0};
  EXPECT_EQ(format_log(log, LogFormat::text, noon),
            "2024-05-01T12:00:07.045Z warning cannot-accept\n");
  EXPECT_EQ(format_log(log, LogFormat::json, noon),
            R"({"time":"2024-05-01T12:00:07.045Z","level":"warning","event":"cannot-accept",)"
            R"("fields":{}})"
            "\n");
}

TEST(LogFormat, SaysThatAClientHasNoIdYet) {
  EXPECT_NE(format_log(subscribed("", "/t"), LogFormat::text, noon).find(" client-id=- "),
            std::string::npos);
  EXPECT_NE(format_log(subscribed("", "/t"), LogFormat::json, noon).find(R"("client-id":"")"),
            std::string::npos);
}

TEST(LogFormat, MakesControlCharactersHarmless) {
  struct Row {
    std::string value;
    std::string text;
  };
  for (const Row& row : std::vector<Row>{
           {"plain/1-2_3", "plain/1-2_3"},
           {"two words", "\"two words\""},
           {"a\nfake line", "\"a\\x0afake line\""},
           {"\x1b[31m", "\"\\x1b[31m\""},
           {std::string("nul\0", 4), "\"nul\\x00\""},
           {"\x7f", "\"\\x7f\""},
           {"say \"hi\" \\", "\"say \\\"hi\\\" \\\\\""},
           {"a=b", "\"a=b\""},
           {"\xe4\xb8\xbb\xe9\xa2\x98", "\xe4\xb8\xbb\xe9\xa2\x98"},  // two Chinese characters
           {"\xf0\x9f\x90\x99", "\xf0\x9f\x90\x99"},                  // beyond the basic plane
           {"\xc2\x9b", "\"\\xc2\\x9b\""},                            // CSI, a C1 control character
           {"\xe2\x80\xae", "\"\\xe2\\x80\\xae\""},                   // right-to-left override
           {"\xc0\xaf", "\"\\xc0\\xaf\""},                            // an overlong slash
           {"\xed\xa0\x80", "\"\\xed\\xa0\\x80\""},                   // a surrogate
           {"\xf5\x80\x80\x80", "\"\\xf5\\x80\\x80\\x80\""},          // beyond Unicode
           {"\xe4\xb8", "\"\\xe4\\xb8\""},                            // cut short
           {"\xff", "\"\\xff\""},
       }) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(in_text(row.value), row.text);
  }
}

TEST(LogFormat, WritesJsonWhateverTheOctets) {
  EXPECT_NE(format_log(subscribed("\xff\x1b", "/t"), LogFormat::json, noon)
                .find("\"client-id\":\"\xef\xbf\xbd\\u001b\""),
            std::string::npos);
}

}  // namespace
}  // namespace broker
