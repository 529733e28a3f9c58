// The verb `broker` as a program: what it prints, when it ends and with which exit code.

#include "reference_broker/net/command.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <vector>

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_broker/net/testing.hpp"

namespace broker {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::StartsWith;

// `stompcheck broker ARGUMENTS` in a process of its own.
class Program {
 public:
  explicit Program(const std::vector<std::string>& arguments) {
    std::array<int, 2> out{};
    std::array<int, 2> err{};
    EXPECT_EQ(::pipe2(out.data(), O_CLOEXEC), 0);
    EXPECT_EQ(::pipe2(err.data(), O_CLOEXEC), 0);
    // What this process has not written yet is not for the other one to write.
    static_cast<void>(std::fflush(nullptr));
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(out[1], 1);
      ::dup2(err[1], 2);
      run(arguments);
    }
    ::close(out[1]);
    ::close(err[1]);
    out_ = ::fdopen(out[0], "r");
    err_ = ::fdopen(err[0], "r");
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    if (process_ > 0) ::kill(process_, SIGKILL);
    static_cast<void>(exit_code());
    static_cast<void>(std::fclose(out_));
    static_cast<void>(std::fclose(err_));
  }

  void signal(int number) const { ::kill(process_, number); }

  // Without its end; empty where nothing follows.
  std::string read_line() { return line_of(out_); }
  std::string read_error_line() { return line_of(err_); }
  std::string read_all() {
    std::string text;
    for (int octet = 0; (octet = std::fgetc(out_)) != EOF;) text += static_cast<char>(octet);
    return text;
  }

  int exit_code() {
    if (process_ > 0) ::waitpid(std::exchange(process_, 0), &status_, 0);
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
  }

 private:
  [[noreturn]] static void run(const std::vector<std::string>& arguments) {
    ::alarm(60);  // whatever becomes of the test, this process ends
    int exit_code = 70;
    CLI::App app;
    add_broker_command(app, exit_code);
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    reversed.emplace_back("broker");
    try {
      app.parse(reversed);
    } catch (const CLI::ParseError& error) {
      exit_code = app.exit(error) == 0 ? 0 : 2;
    }
    std::cout << std::flush;
    std::_Exit(exit_code);
  }

  static std::string line_of(std::FILE* file) {
    std::string line;
    for (int octet = 0; (octet = std::fgetc(file)) != EOF && octet != '\n';) {
      line += static_cast<char>(octet);
    }
    return line;
  }

  pid_t process_ = 0;
  int status_ = -1;
  std::FILE* out_ = nullptr;
  std::FILE* err_ = nullptr;
};

std::uint16_t port_in(const std::string& line) {
  return static_cast<std::uint16_t>(std::stoi(line.substr(line.find(':') + 1)));
}

TEST(BrokerCommand, SaysWhereItListensAndEndsWithASignal) {
  for (const int number : {SIGINT, SIGTERM}) {
    SCOPED_TRACE(number);
    Program program({"--port", "0"});
    EXPECT_EQ(program.read_error_line(),
              "serving the sample settings of the policy rocketmq: accounts ak-owner and "
              "ak-limited (their secrets: reference_broker/config/README.md)");
    const std::string classic = program.read_line();
    EXPECT_THAT(classic, MatchesRegex("listening on 127\\.0\\.0\\.1:[0-9]+ "
                                      "\\(access point classic, policy rocketmq\\)"));
    EXPECT_THAT(program.read_line(), HasSubstr("(access point vpc, policy rocketmq)"));
    // The line is true: whoever reads it can connect.
    Client client(port_in(classic));
    client.send("NONSENSE\n\n");
    client.send(std::string_view("\0", 1));
    EXPECT_THAT(client.read_frame(), StartsWith("ERROR\n"));
    EXPECT_THAT(program.read_error_line(), HasSubstr(" info error connection=1 client-id=- "));
    program.signal(number);
    EXPECT_EQ(program.exit_code(), 0);
    EXPECT_EQ(program.read_line(), "");
  }
}

TEST(BrokerCommand, LogsAsJson) {
  Program program({"--policy", "open", "--port", "0", "--log-format", "json"});
  EXPECT_EQ(program.read_error_line(),
            "serving the sample settings of the policy open: no credentials are needed");
  Client client(port_in(program.read_line()));
  client.send("CONNECT\naccept-version:1.2\nhost:h\nclient-id:c1\n\n");
  client.send(std::string_view("\0", 1));
  client.read_frame();
  EXPECT_THAT(program.read_error_line(),
              MatchesRegex("\\{\"time\":\".*\",\"level\":\"info\",\"event\":"
                           "\"connected\",\"connection\":1,"
                           "\"client-id\":\"c1\",.*\\}"));
}

TEST(BrokerCommand, IsQuietWhereAsked) {
  Program program({"--policy", "open", "--port", "0", "--quiet"});
  Client client(port_in(program.read_line()));
  client.send("NONSENSE\n\n");
  client.send(std::string_view("\0", 1));
  EXPECT_THAT(client.read_frame(), StartsWith("ERROR\n"));
  program.signal(SIGTERM);
  EXPECT_EQ(program.exit_code(), 0);
  EXPECT_EQ(program.read_error_line(), "");
}

TEST(BrokerCommand, SaysThatAPortIsTakenAndWhatToDo) {
  Program first({"--policy", "open", "--port", "0"});
  const std::string port = std::to_string(port_in(first.read_line()));
  Program second({"--policy", "open", "--port", port});
  EXPECT_EQ(second.exit_code(), 2);
  EXPECT_EQ(second.read_line(), "");
  EXPECT_EQ(second.read_error_line(),
            "error: access point default cannot listen on 127.0.0.1:" + port +
                ": Address already in use (another program listens there: stop it, or choose "
                "another port (0: any free one))");
}

TEST(BrokerCommand, ReportsMistakesInSettings) {
  const std::string file = testing::TempDir() + "stompcheck_command_test.json";
  std::FILE* const out = std::fopen(file.c_str(), "wb");
  ASSERT_NE(out, nullptr);
  std::fputs("{\"policy\": \"opne\",\n \"access-points\": []}", out);
  std::fclose(out);
  Program program({"--settings", file});
  EXPECT_EQ(program.exit_code(), 2);
  EXPECT_EQ(program.read_error_line(), file +
                                           ":1:12: error: \"policy\" must be one of \"rocketmq\", "
                                           "\"open\", not \"opne\" (did you mean \"open\"?)");
  EXPECT_EQ(program.read_error_line(), "  at /policy");
  EXPECT_THAT(program.read_error_line(), HasSubstr(":2:19: error: there is no access point"));
  std::remove(file.c_str());
}

TEST(BrokerCommand, RefusesArgumentsThatMeanNothing) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"--policy", "closed"},
           {"--policy", "open", "--settings", "x.json"},
           {"--port", "65536"},
           {"--port", "65535"},  // the second access point would get 65536
           {"--port", "-1"},
           {"--listen", "localhost"},
           {"--log-format", "xml"},
           {"--log-level", "loud"},
           {"--settings", "/nowhere/x.json"},
           {"--unknown"},
       }) {
    SCOPED_TRACE(testing::PrintToString(arguments));
    Program program(arguments);
    EXPECT_EQ(program.exit_code(), 2);
    EXPECT_EQ(program.read_line(), "");
    EXPECT_NE(program.read_error_line(), "");
  }
}

TEST(BrokerCommand, HelpsWithExamples) {
  Program program({"--help"});
  const std::string help = program.read_all();
  EXPECT_EQ(program.exit_code(), 0);
  for (const char* const part :
       {"--settings FILE", "--policy NAME", "--listen ADDRESS", "--port N", "--log-format FORMAT",
        "--log-level LEVEL", "--quiet", "Examples:", "Exit codes:"}) {
    EXPECT_THAT(help, HasSubstr(part));
  }
}

TEST(BrokerSettings, MovesAddressesAndPorts) {
  std::ostringstream err;
  const std::optional<Settings> settings =
      settings_for({.listen_address = "0.0.0.0", .port = 9000}, err);
  EXPECT_THAT(err.str(), IsEmpty());
  ASSERT_TRUE(settings);
  ASSERT_EQ(settings->access_points.size(), 2U);
  EXPECT_EQ(settings->access_points[0].address, "0.0.0.0");
  EXPECT_EQ(settings->access_points[0].port, 9000);
  EXPECT_EQ(settings->access_points[1].address, "0.0.0.0");
  EXPECT_EQ(settings->access_points[1].port, 9001);
}

TEST(BrokerSettings, LeavesThemAloneOtherwise) {
  std::ostringstream err;
  const std::optional<Settings> settings = settings_for({}, err);
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->access_points[0].address, "127.0.0.1");
  EXPECT_EQ(settings->access_points[1].port, 8081);
}

}  // namespace
}  // namespace broker
