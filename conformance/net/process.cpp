#include "conformance/net/process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace conformance {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

struct Pipe {
  int read = -1;
  int write = -1;
};

Pipe make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  return {ends[0], ends[1]};
}

// ---- In the guard
// --------------------------------------------------------------------------------
// A fork of a program that may have threads: only calls that a signal handler may make, and memory
// that was prepared before.

// Where the guard keeps what it needs; everything else is closed, sockets of ours above all.
constexpr int life_descriptor = 3;
constexpr int status_descriptor = 4;
constexpr int first_unwanted = 5;
constexpr int descriptors_max = 65'536;

struct Prepared {
  std::vector<char*> words;  // ends with nullptr
  const char* directory;
  long grace_seconds;
  Pipe life;    // closed when we die
  Pipe status;  // how the program ended
  Pipe output;
};

void ignore_signal(int) {}

void say(const char* text) {
  const ssize_t ignored = write(STDERR_FILENO, text, std::strlen(text));
  static_cast<void>(ignored);
}

[[noreturn]] void become_the_program(const Prepared& prepared, const sigset_t& signals) {
  signal(SIGCHLD, SIG_DFL);
  sigprocmask(SIG_SETMASK, &signals, nullptr);
  close(life_descriptor);
  close(status_descriptor);
  const bool there = *prepared.directory == '\0' || chdir(prepared.directory) == 0;
  if (there) execvp(prepared.words.front(), prepared.words.data());
  const int error = errno;
  say("cannot run ");
  say(there ? prepared.words.front() : prepared.directory);
  say(": ");
  say(std::strerror(error));
  say("\n");
  _exit(127);
}

[[noreturn]] void end_group(int signal_number) {
  kill(0, signal_number);
  _exit(0);
}

std::time_t monotonic_seconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

// SIGCHLD is blocked but while it waits: no end of the program is overlooked.
[[noreturn]] void watch(pid_t program, long grace_seconds, const sigset_t& signals) {
  bool asked = false;
  std::time_t due = 0;
  while (true) {
    int status = 0;
    if (waitpid(program, &status, WNOHANG) == program) {
      const ssize_t ignored = write(status_descriptor, &status, sizeof status);
      static_cast<void>(ignored);
      end_group(SIGKILL);
    }
    if (asked && monotonic_seconds() >= due) end_group(SIGKILL);
    fd_set life;
    FD_ZERO(&life);
    if (!asked) FD_SET(life_descriptor, &life);
    const timespec second{.tv_sec = 1, .tv_nsec = 0};
    const int ready = pselect(life_descriptor + 1, &life, nullptr, nullptr, &second, &signals);
    if (ready <= 0 || asked) continue;
    asked = true;
    due = monotonic_seconds() + grace_seconds;
    kill(0, SIGTERM);
  }
}

[[noreturn]] void guard(const Prepared& prepared) {
  setpgid(0, 0);
  sigset_t children;
  sigset_t before;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  sigprocmask(SIG_BLOCK, &children, &before);
  signal(SIGCHLD, ignore_signal);
  // Of these the program must not miss one, from its first moment on; the guard ignores them later.
  static constexpr int ending[] = {SIGTERM, SIGINT, SIGHUP, SIGPIPE};
  for (const int number : ending) signal(number, SIG_DFL);

  // First out of the way of the numbers that they are to have.
  const int life = fcntl(prepared.life.read, F_DUPFD, 64);
  const int status = fcntl(prepared.status.write, F_DUPFD, 64);
  const int output = fcntl(prepared.output.write, F_DUPFD, 64);
  const int input = open("/dev/null", O_RDONLY);
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  dup2(life, life_descriptor);
  dup2(status, status_descriptor);
  for (int i = first_unwanted; i < descriptors_max; ++i) close(i);

  const pid_t program = fork();
  if (program == 0) become_the_program(prepared, before);
  if (program < 0) {
    say("cannot start a process\n");
    _exit(1);
  }
  for (const int number : ending) signal(number, SIG_IGN);
  // The program alone writes: its end is to be the end of the output.
  close(STDOUT_FILENO);
  close(STDERR_FILENO);
  watch(program, prepared.grace_seconds, before);
}

// ---- On our side
// ---------------------------------------------------------------------------------

std::string named(int signal_number) {
  return "signal " + std::to_string(signal_number) + " (" + strsignal(signal_number) + ')';
}

// `status` as waitpid() gives it.
std::string how_it_ended(int status) {
  if (WIFSIGNALED(status)) return "by " + named(WTERMSIG(status));
  const int code = WEXITSTATUS(status);
  std::string text = "with exit status " + std::to_string(code);
  // A shell that ran it says so of a signal.
  if (code > 128 && code < 128 + NSIG) text += ", which is a shell's for " + named(code - 128);
  return text;
}

}  // namespace

class Process::Shell : public std::enable_shared_from_this<Shell> {
 public:
  Shell(asio::io_context& context, Callbacks callbacks)
      : callbacks_(std::move(callbacks)), output_(context), status_(context) {}

  void start(const ProgramToRun& program);
  void stop();
  void kill();
  void drop();
  [[nodiscard]] int group() const { return guard_; }

 private:
  void read_output();
  void read_status();
  void take_output();
  void on_ended();
  void reap();

  Callbacks callbacks_;
  asio::posix::stream_descriptor output_;
  asio::posix::stream_descriptor status_;
  int life_ = -1;
  pid_t guard_ = -1;
  int how_ = 0;
  std::size_t how_octets_ = 0;
  bool listening_ = true;
  std::array<char, 16 * 1024> buffer_{};
};

void Process::Shell::start(const ProgramToRun& program) {
  std::vector<std::string> words = program.words;
  Prepared prepared{
      .words = {},
      .directory = program.directory.c_str(),
      .grace_seconds = std::chrono::duration_cast<std::chrono::seconds>(program.grace).count(),
      .life = make_pipe(),
      .status = make_pipe(),
      .output = make_pipe()};
  for (std::string& word : words) prepared.words.push_back(word.data());
  prepared.words.push_back(nullptr);
  guard_ = fork();
  if (guard_ == 0) guard(prepared);
  const int error = errno;
  close(prepared.life.read);
  close(prepared.status.write);
  close(prepared.output.write);
  life_ = prepared.life.write;
  output_.assign(prepared.output.read);
  status_.assign(prepared.status.read);
  if (guard_ < 0) throw std::system_error(error, std::generic_category(), "fork");
  output_.non_blocking(true);
  read_output();
  read_status();
}

void Process::Shell::stop() {
  if (life_ >= 0) close(std::exchange(life_, -1));
}

void Process::Shell::kill() {
  if (guard_ > 0) ::kill(-guard_, SIGKILL);
  stop();
}

void Process::Shell::read_output() {
  output_.async_wait(asio::posix::stream_descriptor::wait_read,
                     [self = shared_from_this()](const error_code& error) {
                       if (error || !self->listening_) return;
                       error_code end;
                       const std::size_t octets =
                           self->output_.read_some(asio::buffer(self->buffer_), end);
                       if (octets > 0) {
                         self->callbacks_.output({self->buffer_.data(), octets});
                       }
                       if (!end || end == asio::error::would_block) self->read_output();
                     });
}

void Process::Shell::read_status() {
  char* const to = reinterpret_cast<char*>(&how_) + how_octets_;
  status_.async_read_some(asio::buffer(to, sizeof how_ - how_octets_),
                          [self = shared_from_this()](const error_code& error, std::size_t octets) {
                            if (!self->listening_) return;
                            self->how_octets_ += octets;
                            if (error || self->how_octets_ == sizeof self->how_) {
                              self->on_ended();
                            } else {
                              self->read_status();
                            }
                          });
}

// What is there, without waiting for more.
void Process::Shell::take_output() {
  error_code end;
  while (!end && output_.is_open()) {
    const std::size_t octets = output_.read_some(asio::buffer(buffer_), end);
    if (octets > 0 && listening_) callbacks_.output({buffer_.data(), octets});
  }
}

void Process::Shell::on_ended() {
  reap();
  take_output();
  const bool wanted = std::exchange(listening_, false);
  error_code ignored;
  output_.close(ignored);
  status_.close(ignored);
  const bool known = how_octets_ == sizeof how_;
  if (wanted) callbacks_.ended(known ? how_it_ended(how_) : "by force: it did not obey SIGTERM");
}

// The guard kills itself with its group as soon as it has told us.
void Process::Shell::reap() {
  stop();
  if (guard_ > 0) waitpid(std::exchange(guard_, -1), nullptr, 0);
}

void Process::Shell::drop() {
  listening_ = false;
  stop();
  // It may want to say something before it ends, and would wait for a reader.
  while (guard_ > 0 && status_.is_open()) {
    std::array<pollfd, 2> wanted{pollfd{.fd = status_.native_handle(), .events = POLLIN},
                                 pollfd{.fd = output_.native_handle(), .events = POLLIN}};
    if (poll(wanted.data(), wanted.size(), -1) < 0 && errno != EINTR) break;
    if (wanted[0].revents != 0) break;
    take_output();
  }
  reap();
  error_code ignored;
  output_.close(ignored);
  status_.close(ignored);
}

Process::Process(asio::io_context& context, const ProgramToRun& program, Callbacks callbacks)
    : shell_(std::make_shared<Shell>(context, std::move(callbacks))) {
  shell_->start(program);
}

Process::~Process() {
  shell_->drop();
}

int Process::group() const {
  return shell_->group();
}

void Process::stop() {
  shell_->stop();
}

void Process::kill() {
  shell_->kill();
}

}  // namespace conformance
