#include "conformance/cli/completions.hpp"

#include <string_view>

namespace cli {
namespace {

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) {
    if (&word != &words.front()) text += between;
    text += word;
  }
  return text;
}

// For words that the program itself lists: its argument.
std::string_view list_of(Offer offer) {
  switch (offer) {
    case Offer::targets:
      return "targets";
    case Offer::cases:
      return "cases";
    case Offer::deviations:
      return "deviations";
    case Offer::nothing:
    case Offer::choices:
    case Offer::files:
    case Offer::directories:
      break;
  }
  return "";
}

std::string replaced(std::string_view text, char what, std::string_view by) {
  std::string result;
  for (const char c : text) {
    if (c == what) {
      result += by;
    } else {
      result += c;
    }
  }
  return result;
}

// Bash

constexpr std::string_view bash_head = R"bash(# bash completion for stompcheck; written by it
_stompcheck_words() {
  local word
  for word in $1; do
    [[ $word != "$cur"* ]] || COMPREPLY+=("$word")
  done
}
_stompcheck_files() {
  compopt -o filenames 2>/dev/null
  local IFS=$'\n'
  COMPREPLY+=($(compgen "$1" -- "$cur"))
}
_stompcheck_ask() {
  _stompcheck_words "$("${program/#\~/$HOME}" completions "$1" 2>/dev/null)"
}
_stompcheck() {
  local program=$1 cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} verb= i
  COMPREPLY=()
  if [ "$cur" = = ]; then
    cur=
  elif [ "$prev" = = ]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i]} in
      --data) ((++i)) ;;
      -* | =) ;;
      *)
        verb=${COMP_WORDS[i]}
        break
        ;;
    esac
  done
  # The value of an option.
  case $verb:$prev in
)bash";

std::string bash_offers(const Argument& argument) {
  std::string text;
  for (const Offer offer : argument.offers) {
    if (!text.empty()) text += "; ";
    if (offer == Offer::choices) {
      text += "_stompcheck_words '" + joined(argument.choices, " ") + "'";
    } else if (offer == Offer::files) {
      text += "_stompcheck_files -f";
    } else if (offer == Offer::directories) {
      text += "_stompcheck_files -d";
    } else {
      text.append("_stompcheck_ask ").append(list_of(offer));
    }
  }
  return text.empty() ? ":" : text;
}

std::string bash_values(const Command& command, const std::string& verb) {
  std::string text;
  for (const Argument& option : command.options) {
    if (option.value.empty()) continue;
    std::vector<std::string> patterns;
    for (const std::string& name : option.names) patterns.push_back(verb + ":" + name);
    text += "    " + joined(patterns, " | ") + ") " + bash_offers(option) + "; return ;;\n";
  }
  return text;
}

std::string bash_options(const Command& command) {
  std::vector<std::string> names;
  for (const Argument& option : command.options) {
    names.insert(names.end(), option.names.begin(), option.names.end());
  }
  return joined(names, " ");
}

// Zsh

// In single quotes, as a part of a specification of _arguments.
std::string zsh_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
      result += c;
    }
  }
  return result;
}

std::string zsh_offers(const Argument& argument) {
  std::string text;
  for (const Offer offer : argument.offers) {
    if (offer == Offer::choices) return "(" + joined(argument.choices, " ") + ")";
    if (offer == Offer::files && text.empty()) return "_files";
    if (offer == Offer::directories) return "_files -/";
    if (offer != Offer::files) text.append(" ").append(list_of(offer));
  }
  return text.empty() ? "" : "_stompcheck_ask" + text;
}

std::string zsh_specifications(const Command& command) {
  std::string text;
  for (const Argument& option : command.options) {
    const std::string rest =
        "[" + zsh_text(option.description) + "]" +
        (option.value.empty() ? "" : ":" + zsh_text(option.value) + ":" + zsh_offers(option));
    for (const std::string& name : option.names) {
      text += " \\\n        '" + std::string(option.is_repeated ? "*" : "") + name + rest + "'";
    }
  }
  for (const Argument& positional : command.positionals) {
    text += " \\\n        '" + std::string(positional.is_repeated ? "*" : "") + ":" +
            zsh_text(positional.names.front()) + ":" + zsh_offers(positional) + "'";
  }
  return text;
}

// Fish

std::string fish_text(std::string_view text) {
  return "'" + replaced(replaced(text, '\\', "\\\\"), '\'', "\\'") + "'";
}

// Fish takes one list of words for each value: the last.
std::string fish_offers(const Argument& argument) {
  std::string words;
  bool files = false;
  for (const Offer offer : argument.offers) {
    files = files || offer == Offer::files;
    if (offer == Offer::choices) words += joined(argument.choices, " ");
    if (offer == Offer::directories) words += "(__fish_complete_directories)";
    if (list_of(offer).empty()) continue;
    words.append(words.empty() ? "" : " ").append("(stompcheck completions ");
    words.append(list_of(offer)).append(" 2>/dev/null)");
  }
  return (files ? " -F" : " -f") + (words.empty() ? "" : " -a " + fish_text(words));
}

std::string fish_arguments(const Command& command, const std::string& condition) {
  const std::string start = "complete -c stompcheck -n " + fish_text(condition);
  std::string text;
  for (const Argument& option : command.options) {
    text += start;
    for (const std::string& name : option.names) {
      text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    }
    if (!option.value.empty()) text += " -r" + fish_offers(option);
    text += " -d " + fish_text(option.description) + "\n";
  }
  for (const Argument& positional : command.positionals) {
    text += start + fish_offers(positional) + "\n";
  }
  return text;
}

}  // namespace

std::string bash_completions(const Command& program) {
  std::string text(bash_head);
  std::vector<std::string> verbs;
  std::string words;
  text += bash_values(program, "*");
  for (const Command& verb : program.verbs) {
    verbs.push_back(verb.name);
    text += bash_values(verb, verb.name);
    words += "    " + verb.name + ":-*) _stompcheck_words '" + bash_options(verb) + "' ;;\n";
    for (const Argument& positional : verb.positionals) {
      words += "    " + verb.name + ":*) " + bash_offers(positional) + " ;;\n";
      break;  // the others of a verb are of the same kind
    }
  }
  text += "  esac\n  case $verb:$cur in\n";
  text += "    :-*) _stompcheck_words '" + bash_options(program) + "' ;;\n";
  text += "    :*) _stompcheck_words '" + joined(verbs, " ") + "' ;;\n";
  return text + words + "  esac\n}\ncomplete -F _stompcheck stompcheck\n";
}

std::string zsh_completions(const Command& program) {
  std::string text =
      "#compdef stompcheck\n# written by stompcheck\n"
      "_stompcheck_ask() {\n"
      "  local kind\n"
      "  for kind in $@; do\n"
      "    compadd -- ${(f)\"$(_call_program $kind stompcheck completions $kind 2>/dev/null)\"}\n"
      "  done\n"
      "  _files\n"
      "}\n"
      "_stompcheck() {\n"
      "  local context state state_descr line\n"
      "  typeset -A opt_args\n"
      "  local -a verbs=(\n";
  for (const Command& verb : program.verbs) {
    text += "    '" + verb.name + ":" + zsh_text(verb.description) + "'\n";
  }
  text += "  )\n  _arguments -C" + zsh_specifications(program) +
          " \\\n        '1:verb:->verb' '*::word:->words'\n"
          "  case $state in\n"
          "    verb) _describe verb verbs ;;\n"
          "    words)\n"
          "      case $line[1] in\n";
  for (const Command& verb : program.verbs) {
    text += "      " + verb.name + ") _arguments" + zsh_specifications(verb) + " ;;\n";
  }
  return text + "      esac ;;\n  esac\n}\n_stompcheck \"$@\"\n";
}

std::string fish_completions(const Command& program) {
  std::string text = "# written by stompcheck\ncomplete -c stompcheck -f\n";
  text += fish_arguments(program, "__fish_use_subcommand");
  for (const Command& verb : program.verbs) {
    text += "complete -c stompcheck -n __fish_use_subcommand -a " + verb.name + " -d " +
            fish_text(verb.description) + "\n";
    text += fish_arguments(verb, "__fish_seen_subcommand_from " + verb.name);
  }
  return text;
}

}  // namespace cli
