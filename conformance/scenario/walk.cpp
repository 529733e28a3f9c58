#include "conformance/scenario/walk.hpp"

#include <algorithm>
#include <optional>

#include "conformance/scenario/holes.hpp"
#include "conformance/scenario/templates.hpp"
#include "conformance/scenario/words.hpp"

namespace conformance {
namespace {

enum class Link : std::uint8_t { closed, half_closed, open, connected };

struct Binding {
  NamedPlace place;
  bool frame = false;  // a captured frame: ${m1.ack}; otherwise text: ${n}
};

struct State {
  std::map<std::string, Link, std::less<>> links;
  std::map<std::string, Binding, std::less<>> names;
  std::set<std::string, std::less<>> receipts;  // connections on which one was asked for
};

template <typename Map>
std::vector<std::string> keys_of(const Map& map) {
  std::vector<std::string> keys;
  for (const auto& entry : map) keys.push_back(entry.first);
  return keys;
}

// What still holds where two branches meet. A connection is taken to be as open as in the more open
// one: whether the other has steps left that need it, no walk can tell.
State merge(const State& left, const State& right) {
  State merged;
  merged.links = left.links;
  for (const auto& [name, link] : right.links) {
    Link& known = merged.links.emplace(name, link).first->second;
    known = std::max(known, link);
  }
  for (const auto& [name, binding] : left.names) {
    if (right.names.contains(name)) merged.names.emplace(name, binding);
  }
  merged.receipts = left.receipts;
  merged.receipts.insert(right.receipts.begin(), right.receipts.end());
  return merged;
}

class Walker {
 public:
  explicit Walker(const std::vector<std::string>& axes) : axes_(axes) {}

  void visit(const Steps& steps);
  [[nodiscard]] WalkResult take() { return std::move(result_); }

  void operator()(const OpenStep& step);
  void operator()(const ConnectStep& step);
  void operator()(const SendStep& step);
  void operator()(const SettleStep& step);
  void operator()(const ExpectStep& step);
  void operator()(const ExpectSetStep& step);
  void operator()(const FenceStep& step) { require_sending(step.connection); }
  void operator()(const SentinelStep& step);
  void operator()(const RefusedStep& step);
  void operator()(const ExpectCloseStep& step);
  void operator()(const CloseStep& step);
  void operator()(const ChoiceStep& step);
  void operator()(const HeartBeatsStep& step) { require_link(step.connection); }
  void operator()(const BeatStep& step) { require_sending(step.connection); }
  void operator()(const IdleStep& step) { require_link(step.connection); }
  void operator()(const LetStep& step);
  void operator()(const CompareStep&) {}
  void operator()(const ObserveStep&) {}

 private:
  void complain(std::string message, std::string hint = "") {
    result_.findings.push_back({step_->path, std::move(message), std::move(hint)});
  }

  Link require_link(const ConnectionName& name);
  void require_sending(const ConnectionName& name);
  void ask_for_receipts(const Items& items, const ConnectionName& connection);
  void bind(const std::string& name, bool frame);
  void bind_frame(const std::optional<std::string>& name) {
    if (name) bind(*name, true);
  }
  void read_holes(const Template& text);
  void read_hole(const Hole& hole);
  void read_name(const std::string& name, bool frame);

  const std::vector<std::string>& axes_;
  const Step* step_ = nullptr;
  State state_;
  WalkResult result_;
};

void Walker::visit(const Steps& steps) {
  for (const Step& step : steps) {
    step_ = &step;
    for (const Template* text : templates_of(step)) read_holes(*text);
    std::visit(*this, step.what);
  }
}

// ---- Connections
// ---------------------------------------------------------------------------------

Link Walker::require_link(const ConnectionName& name) {
  // A step without its connection was complained about when it was read.
  if (name.empty()) return Link::connected;
  const auto found = state_.links.find(name);
  if (found == state_.links.end()) {
    const std::string hint = did_you_mean(name, keys_of(state_.links));
    complain("no connection " + in_quotes(name) + " has been opened",
             hint.empty() ? "\"open\" or \"connect\" it first" : hint);
    // Once is enough.
    state_.links.emplace(name, Link::connected);
    return Link::connected;
  }
  if (found->second == Link::closed) {
    complain("the connection " + in_quotes(name) + " has ended before this step");
  }
  return found->second;
}

void Walker::require_sending(const ConnectionName& name) {
  if (require_link(name) == Link::half_closed) {
    complain("the connection " + in_quotes(name) + " has closed its sending direction");
  }
}

void Walker::operator()(const OpenStep& step) {
  Link& link = state_.links.emplace(step.connection, Link::closed).first->second;
  if (link != Link::closed) complain("the connection " + in_quotes(step.connection) + " is open");
  link = Link::open;
}

void Walker::operator()(const ConnectStep& step) {
  const ConnectionName& name = step.open.connection;
  Link& link = state_.links.emplace(name, Link::closed).first->second;
  if (link == Link::connected && step.await) {
    complain("the connection " + in_quotes(name) + " is connected",
             "to send CONNECT twice, use \"send\" or \"await\": false");
  } else if (link == Link::half_closed) {
    complain("the connection " + in_quotes(name) + " has closed its sending direction");
  }
  link = Link::connected;
  ask_for_receipts(step.behind, name);
  bind_frame(step.as);
}

// Raw octets may hold any header; only the engine will see whether it is a receipt.
void Walker::ask_for_receipts(const Items& items, const ConnectionName& connection) {
  for (const auto& item : items) {
    const auto* frame = std::get_if<FrameToSend>(&item);
    const auto by_hand = [](const auto& header) { return header.name == "receipt"; };
    if (frame == nullptr || frame->receipt != FrameToSend::Receipt::none ||
        std::any_of(frame->headers.begin(), frame->headers.end(), by_hand)) {
      state_.receipts.insert(connection);
    }
  }
}

void Walker::operator()(const SendStep& step) {
  require_sending(step.connection);
  ask_for_receipts(step.items, step.connection);
}

void Walker::operator()(const SettleStep& step) {
  require_sending(step.connection);
  if (step.receipt != FrameToSend::Receipt::none) state_.receipts.insert(step.connection);
  read_name(step.message, true);
}

void Walker::operator()(const ExpectStep& step) {
  require_link(step.connection);
  bind_frame(step.as);
}

void Walker::operator()(const ExpectSetStep& step) {
  for (const ConnectionName& name : step.connections) require_link(name);
  for (const ExpectSetStep::Member& member : step.frames) bind_frame(member.as);
}

void Walker::operator()(const SentinelStep& step) {
  for (const ConnectionName& name : step.connections) require_link(name);
  require_sending(step.from);
}

void Walker::operator()(const RefusedStep& step) {
  require_link(step.connection);
  bind_frame(step.as);
  state_.links[step.connection] = Link::closed;
}

void Walker::operator()(const ExpectCloseStep& step) {
  require_link(step.connection);
  state_.links[step.connection] = Link::closed;
}

void Walker::operator()(const CloseStep& step) {
  const Link link = require_link(step.connection);
  const bool half = step.how == CloseStep::How::half;
  if (link == Link::half_closed && (half || step.how == CloseStep::How::disconnect)) {
    complain("the connection " + in_quotes(step.connection) + " has closed its sending direction");
  }
  state_.links[step.connection] = half ? Link::half_closed : Link::closed;
}

void Walker::operator()(const ChoiceStep& step) {
  require_link(step.connection);
  const State before = state_;
  const Step* choice = step_;
  std::optional<State> after;
  for (const Alternative& alternative : step.any) {
    state_ = before;
    step_ = choice;
    if (alternative.kind == Alternative::Kind::receipt &&
        !state_.receipts.contains(step.connection)) {
      complain("no receipt has been asked for on " + in_quotes(step.connection));
    }
    bind_frame(alternative.as);
    if (alternative.kind == Alternative::Kind::closed) state_.links[step.connection] = Link::closed;
    read_holes(alternative.record);
    if (alternative.then) visit(*alternative.then);
    after = after ? merge(*after, state_) : state_;
  }
  step_ = choice;
  state_ = after.value_or(before);
}

// ---- Names
// ---------------------------------------------------------------------------------------

void Walker::operator()(const LetStep& step) {
  if (step.name == "version") complain("${version} is the case's version; take another name");
  if (!step.of_each) return bind(step.name, false);
  // `each` binds its name anew for each of its values, and nobody need read it.
  state_.names.insert_or_assign(
      step.name, Binding{.place = {.pointer = step_->path, .name = step.name}, .frame = false});
}

void Walker::bind(const std::string& name, bool frame) {
  if (name.empty()) return;
  NamedPlace place{.pointer = step_->path, .name = name};
  result_.bound.insert(place);
  const Binding binding{.place = std::move(place), .frame = frame};
  // The same step again is the body of an `each`.
  const auto known = state_.names.find(name);
  if (known != state_.names.end() && known->second.place != binding.place) {
    complain("the name " + in_quotes(name) + " is taken", "a name is bound once");
  }
  state_.names.insert_or_assign(name, binding);
}

void Walker::read_name(const std::string& name, bool frame) {
  const auto found = state_.names.find(name);
  if (found == state_.names.end()) {
    const std::string hint = did_you_mean(name, keys_of(state_.names));
    complain(frame ? "no frame has been captured as " + in_quotes(name)
                   : "nothing has bound the name " + in_quotes(name),
             hint);
    return;
  }
  result_.read.insert(found->second.place);
  if (found->second.frame == frame) return;
  complain(frame ? in_quotes(name) + " is text and no captured frame"
                 : in_quotes(name) + " is a captured frame",
           frame ? "" : "name a header of it: ${" + name + ".destination}");
}

void Walker::read_hole(const Hole& hole) {
  if (hole.kind == Hole::Kind::captured) return read_name(hole.name, true);
  if (hole.kind == Hole::Kind::bound) return read_name(hole.name, false);
  if (hole.kind != Hole::Kind::axis) return;
  if (std::find(axes_.begin(), axes_.end(), hole.name) != axes_.end()) return;
  complain("no axis is called " + in_quotes(hole.name), did_you_mean(hole.name, axes_));
}

void Walker::read_holes(const Template& text) {
  std::string error;
  // What is malformed was complained about when it was read.
  const auto pieces = parse_template(text, error);
  if (!pieces) return;
  for (const TemplatePiece& piece : *pieces) {
    if (const auto* hole = std::get_if<Hole>(&piece)) read_hole(*hole);
  }
}

}  // namespace

WalkResult walk(const Program& program, const std::vector<std::string>& axes) {
  Walker walker(axes);
  walker.visit(program.given);
  walker.visit(program.steps);
  return walker.take();
}

}  // namespace conformance
