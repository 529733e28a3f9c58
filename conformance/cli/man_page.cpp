#include "conformance/cli/man_page.hpp"

#include <string_view>

namespace cli {
namespace {

// Text that roff shows as it is: a hyphen can be copied as one, and no line is a request.
std::string roff(std::string_view text) {
  std::string result;
  bool at_start = true;
  for (const char c : text) {
    if (at_start && (c == '.' || c == '\'')) result += "\\&";
    at_start = c == '\n';
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
  }
  return result;
}

std::string bold(std::string_view text) {
  return "\\fB" + roff(text) + "\\fR";
}
std::string italic(std::string_view text) {
  return "\\fI" + roff(text) + "\\fR";
}

std::string usage_of(const Command& verb) {
  std::string text = bold("stompcheck " + verb.name) + " [" + italic("OPTION") + "...]";
  for (const Argument& argument : verb.positionals) {
    const std::string name = italic(argument.names.front()) + (argument.is_repeated ? "..." : "");
    text += argument.is_required ? " " + name : " [" + name + "]";
  }
  return text;
}

std::string described(const Argument& argument) {
  std::string text = roff(argument.description);
  if (argument.choices.empty()) return text + '\n';
  text += "\n(one of";
  for (const std::string& choice : argument.choices) {
    text += (&choice == &argument.choices.front() ? " " : ", ") + bold(choice);
  }
  return text + ")\n";
}

std::string entry(const Argument& argument) {
  std::string text = ".TP\n";
  for (const std::string& name : argument.names) {
    if (&name != &argument.names.front()) text += ", ";
    text += name.starts_with('-') ? bold(name) : italic(name);
    if (name.starts_with('-') && !argument.value.empty()) text += ' ' + italic(argument.value);
  }
  return text + '\n' + described(argument);
}

std::string section_of(const Command& verb) {
  std::string text = ".SS " + roff(verb.name) + "\n" + usage_of(verb) + "\n.PP\n";
  text += roff(verb.description) + ".\n";
  for (const Argument& argument : verb.positionals) text += entry(argument);
  for (const Argument& argument : verb.options) text += entry(argument);
  if (!verb.footer.empty()) text += ".PP\n.nf\n" + roff(verb.footer) + "\n.fi\n";
  return text;
}

constexpr std::string_view description =
    R"(.B stompcheck
judges a message broker that speaks STOMP 1.0, 1.1 or 1.2 by scenarios, each tied to quoted clauses
of the specifications; it writes reports for people and for CI; and it is a reference broker itself.
.PP
The shortest use names where the broker listens:
.PP
.nf
    stompcheck run 127.0.0.1:61613
.fi
)";

constexpr std::string_view exit_status =
    R"(.SH EXIT STATUS
.TP
.B 0
as expected
.TP
.B 1
a requirement is broken, or a comparison found a regression
.TP
.B 2
a mistake in the command line, a profile, a scenario or a baseline; a selector that matches nothing
.TP
.B 3
the target cannot be reached, or died; the report is written all the same
.TP
.B 4
incomplete: nothing failed, but something applicable could not be judged
.TP
.B 70
a mistake of the program itself
.TP
.B 130
interrupted; the report is written all the same
)";

constexpr std::string_view environment_and_files =
    R"(.SH ENVIRONMENT
.TP
.B STOMPCHECK_PASSCODE
the password for
.BR "run " and " probe" ;
other users of the machine can read those on a command line
.TP
.B STOMPCHECK_DATA
the directory that holds the scenarios, like
.B \-\-data
.TP
.B NO_COLOR
set to anything: no colours
.SH FILES
Relative to the directory that the program is in:
.TP
.I ../share/stompcheck/scenarios
the suite, its catalogue of requirements, and the schema of scenarios
.TP
.I ../share/stompcheck/targets
profiles of known brokers, their baselines, and the schemas of both
.TP
.I ../share/stompcheck/schema
schemas of the reports
)";

}  // namespace

std::string man_page(const Command& program, const std::string& version) {
  std::string text = ".TH STOMPCHECK 1 \"\" \"stompcheck " + roff(version) +
                     "\" \"User Commands\"\n.SH NAME\nstompcheck \\- judge STOMP brokers, and be "
                     "one\n.SH SYNOPSIS\n";
  for (const Command& verb : program.verbs) text += usage_of(verb) + "\n.br\n";
  text += ".SH DESCRIPTION\n";
  text += description;
  text += ".SH OPTIONS\n";
  for (const Argument& argument : program.options) text += entry(argument);
  text += ".SH COMMANDS\n";
  for (const Command& verb : program.verbs) text += section_of(verb);
  text += exit_status;
  text += environment_and_files;
  return text;
}

}  // namespace cli
