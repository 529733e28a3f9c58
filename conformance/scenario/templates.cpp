#include "conformance/scenario/templates.hpp"

namespace conformance {
namespace {

class Collector {
 public:
  [[nodiscard]] std::vector<const Template*> take() { return std::move(found_); }

  void operator()(const ConnectStep& step) {
    for (const auto& header : step.headers) {
      if (header.second) found_.push_back(&*header.second);
    }
    add(step.behind);
    add(step.expect);
    add(step.checks);
  }

  void operator()(const SendStep& step) { add(step.items); }

  void operator()(const SettleStep& step) {
    if (step.transaction) found_.push_back(&*step.transaction);
  }

  void operator()(const ExpectStep& step) {
    add(step.frame);
    add(step.checks);
  }

  void operator()(const ExpectSetStep& step) {
    for (const ExpectSetStep::Member& member : step.frames) add(member.frame);
  }

  void operator()(const SentinelStep& step) { found_.push_back(&step.to); }

  void operator()(const RefusedStep& step) {
    add(step.headers);
    add(step.checks);
  }

  void operator()(const ChoiceStep& step) {
    for (const Alternative& alternative : step.any) add(alternative.frame);
  }

  void operator()(const LetStep& step) { found_.push_back(&step.value); }
  void operator()(const ObserveStep& step) { found_.push_back(&step.value); }

  void operator()(const CompareStep& step) {
    for (const Template& value : step.values) found_.push_back(&value);
  }

  // These have none.
  void operator()(const OpenStep&) {}
  void operator()(const FenceStep&) {}
  void operator()(const ExpectCloseStep&) {}
  void operator()(const CloseStep&) {}
  void operator()(const HeartBeatsStep&) {}
  void operator()(const BeatStep&) {}
  void operator()(const IdleStep&) {}

 private:
  void add(const Octets& octets) {
    for (const OctetsPart& part : octets) {
      if (const auto* text = std::get_if<Template>(&part)) found_.push_back(text);
    }
  }

  void add(const Items& items) {
    for (const auto& item : items) {
      if (const auto* octets = std::get_if<Octets>(&item)) {
        add(*octets);
        continue;
      }
      const auto& frame = std::get<FrameToSend>(item);
      for (const HeaderTemplate& header : frame.headers) {
        found_.push_back(&header.name);
        found_.push_back(&header.value);
      }
      add(frame.body);
    }
  }

  void add(const std::vector<HeaderMatcher>& headers) {
    for (const HeaderMatcher& header : headers) {
      const Matcher& matcher = header.matcher;
      if (matcher.equal) found_.push_back(&*matcher.equal);
      if (matcher.distinct_from) found_.push_back(&*matcher.distinct_from);
      for (const Template& value : matcher.one_of) found_.push_back(&value);
    }
  }

  void add(const std::optional<BodyMatcher>& body) {
    if (body && body->equal) add(*body->equal);
  }

  void add(const FrameMatcher& frame) {
    add(frame.headers);
    add(frame.body);
  }

  void add(const std::vector<Check>& checks) {
    for (const Check& check : checks) {
      add(check.headers);
      add(check.body);
    }
  }

  std::vector<const Template*> found_;
};

}  // namespace

std::vector<const Template*> templates_of(const Step& step) {
  Collector collector;
  std::visit(collector, step.what);
  return collector.take();
}

}  // namespace conformance
