#include "conformance/scenario/control.hpp"

#include <algorithm>
#include <utility>

namespace conformance {
namespace {

// The connection that a step says will end, if it is such a step.
const ConnectionName* ended_by(const Step& step) {
  if (const auto* refused = std::get_if<RefusedStep>(&step.what)) return &refused->connection;
  if (const auto* close = std::get_if<ExpectCloseStep>(&step.what)) return &close->connection;
  return nullptr;
}

void make_legal(Steps& steps) {
  for (Step& step : steps) {
    if (const ConnectionName* connection = ended_by(step)) {
      for (Step& earlier : steps) {
        if (&earlier == &step) break;
        auto* connect = std::get_if<ConnectStep>(&earlier.what);
        if (connect != nullptr && connect->open.connection == *connection) connect->await = true;
      }
      step.what = FenceStep{.connection = *connection};
    } else if (auto* choice = std::get_if<ChoiceStep>(&step.what)) {
      for (Alternative& alternative : choice->any) {
        if (!alternative.then) continue;
        Steps then = *alternative.then;
        make_legal(then);
        alternative.then = std::make_shared<const Steps>(std::move(then));
      }
    }
  }
}

bool waits(const Steps& steps);

bool waits(const Step& step) {
  if (std::holds_alternative<HeartBeatsStep>(step.what)) return true;
  if (std::holds_alternative<IdleStep>(step.what)) return true;
  const auto* choice = std::get_if<ChoiceStep>(&step.what);
  return choice != nullptr &&
         std::any_of(choice->any.begin(), choice->any.end(), [](const Alternative& alternative) {
           return alternative.kind == Alternative::Kind::silent ||
                  (alternative.then && waits(*alternative.then));
         });
}

bool waits(const Steps& steps) {
  return std::any_of(steps.begin(), steps.end(), [](const Step& step) { return waits(step); });
}

}  // namespace

Program control_of(Program program) {
  make_legal(program.given);
  make_legal(program.steps);
  return program;
}

bool depends_on_the_clock(const Program& program) {
  return waits(program.given) || waits(program.steps);
}

}  // namespace conformance
