#include "conformance/cli/selfcheck_session.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <unistd.h>
#include <utility>

#include "conformance/cli/selfcheck_tcp.hpp"
#include "conformance/cli/workers.hpp"

namespace cli {
namespace {

using selfcheck::Comparison;
using selfcheck::Findings;
using selfcheck::Part;
using selfcheck::Reference;
using selfcheck::Trial;

constexpr std::string_view erase_line = "\r\x1b[K";

struct NamedPath {
  std::string_view name;
  conformance::Path path;
};

constexpr auto far = std::chrono::milliseconds(50);
constexpr auto near = conformance::Simulator::near.latency;
// Slow enough that what a case sends piles up, and fast enough that a body of 512 KiB comes through
// in the time that an expectation has.
constexpr std::size_t slow_octets = 512;
constexpr NamedPath paths[] = {
    {"one-octet segments", {.latency = near, .segment_octets = 1}},
    {"50 ms of delay", {.latency = far}},
    {"a slow reader", {.latency = near, .reader_octets = slow_octets}},
    {"all three together", {.latency = far, .segment_octets = 1, .reader_octets = slow_octets}},
};

}  // namespace

const std::vector<std::string>& selfcheck_parts() {
  static const std::vector<std::string> all = {"policies", "null-servers", "deviations", "links",
                                               "load"};
  return all;
}

SelfcheckSession::SelfcheckSession(const LoadedSuite& loaded, std::vector<Reference> references,
                                   SelfcheckOptions options, std::function<bool()> stop)
    : docket_(loaded.suite),
      references_(std::move(references)),
      options_(std::move(options)),
      stop_(std::move(stop)) {}

bool SelfcheckSession::chosen(std::string_view part) const {
  return options_.parts.empty() || std::ranges::count(options_.parts, part) != 0;
}

bool SelfcheckSession::perform(const std::string& part, const std::vector<Job>& jobs,
                               std::vector<Trial>& trials) {
  const bool shows = isatty(STDERR_FILENO) != 0;
  trials.assign(jobs.size(), {});
  const bool all = side_by_side(
      jobs.size(), options_.threads,
      [&](std::size_t i) { trials[i] = {jobs[i].subject, jobs[i].task()}; },
      [&](std::size_t done) {
        if (!shows) return;
        std::cerr << erase_line << part << ' ' << done << '/' << jobs.size() << std::flush;
      },
      stop_);
  if (shows) std::cerr << erase_line << std::flush;
  return all;
}

std::optional<Findings> SelfcheckSession::run(const std::function<void(const Part&)>& part) {
  using Method = std::optional<Part> (SelfcheckSession::*)();
  static constexpr std::pair<std::string_view, Method> methods[] = {
      {"policies", &SelfcheckSession::policies},
      {"null-servers", &SelfcheckSession::null_servers},
      {"deviations", &SelfcheckSession::deviations},
      {"links", &SelfcheckSession::links},
      {"load", &SelfcheckSession::load}};
  Findings findings;
  for (const auto& [name, method] : methods) {
    // What all others are compared with is needed in any case.
    if (name != "policies" && !chosen(name)) continue;
    std::optional<Part> judged = (this->*method)();
    if (!judged) return std::nullopt;
    if (!chosen(name)) continue;
    part(*judged);
    findings.parts.push_back(std::move(*judged));
  }
  findings.matrix = std::move(matrix_);
  findings.full_matrix = full_matrix_;
  return findings;
}

// ---- The parts
// -------------------------------------------------------------------------------------------

std::optional<Part> SelfcheckSession::policies() {
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < references_.size(); ++i) {
    jobs.push_back({references_[i].name, i,
                    [this, i] { return selfcheck::try_reference(docket_, references_[i]); }});
  }
  if (!perform("policies", jobs, plain_)) return std::nullopt;
  return selfcheck::judge_policies(docket_, plain_);
}

std::optional<Part> SelfcheckSession::null_servers() {
  std::vector<Job> jobs;
  for (const conformance::NullServerName& server : conformance::null_servers()) {
    for (std::size_t i = 0; i < references_.size(); ++i) {
      jobs.push_back({std::string(server.name) + " as " + references_[i].name, i,
                      [this, i, kind = server.kind] {
                        return selfcheck::try_null_server(docket_, references_[i], kind);
                      }});
    }
  }
  std::vector<Trial> trials;
  if (!perform("null-servers", jobs, trials)) return std::nullopt;
  return selfcheck::judge_null_servers(docket_, trials);
}

std::optional<Part> SelfcheckSession::deviations() {
  const bool whole = options_.deviation.empty();
  full_matrix_ = options_.full || !whole;
  std::vector<const broker::Deviation*> deviations;
  std::vector<selfcheck::Quarry> quarries;  // the same, as the hunt knows them
  for (const broker::Deviation& deviation : broker::deviations()) {
    if (!whole && deviation.name != options_.deviation) continue;
    deviations.push_back(&deviation);
    quarries.push_back({.suspect = selfcheck::suspect(deviation), .policies = {}});
    for (std::size_t i = 0; i < references_.size(); ++i) {
      if (broker::reaches(deviation, references_[i].policy)) quarries.back().policies.push_back(i);
    }
  }
  selfcheck::Hunt hunt(docket_, std::move(quarries), plain_,
                       full_matrix_ ? selfcheck::Extent::full : selfcheck::Extent::enough);
  if (!pursue(hunt, deviations)) return std::nullopt;
  matrix_ = hunt.matrix();
  return selfcheck::judge_matrix(*matrix_, whole);
}

// False where it was ended early. `deviations` are those of the hunt.
bool SelfcheckSession::pursue(selfcheck::Hunt& hunt,
                              const std::vector<const broker::Deviation*>& deviations) {
  std::vector<selfcheck::Errand> round;
  while (!(round = hunt.next()).empty()) {
    std::vector<Job> jobs;
    for (const selfcheck::Errand& errand : round) {
      const Reference& reference = references_[errand.policy];
      jobs.push_back({reference.name, errand.policy, [this, &errand, &reference, &deviations] {
                        return selfcheck::try_deviation(docket_, reference,
                                                        *deviations[errand.quarry], errand.cases);
                      }});
    }
    std::vector<Trial> trials;
    if (!perform("deviations", jobs, trials)) return false;
    for (std::size_t i = 0; i < round.size(); ++i) hunt.add(round[i], trials[i].rulings);
  }
  return true;
}

std::vector<Comparison> SelfcheckSession::beside_plain(const std::vector<Job>& jobs,
                                                       std::vector<Trial> trials) const {
  std::vector<Comparison> comparisons;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    comparisons.push_back({&plain_[jobs[i].reference].rulings, std::move(trials[i])});
  }
  return comparisons;
}

std::optional<Part> SelfcheckSession::links() {
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < references_.size(); ++i) {
    for (const NamedPath& named : paths) {
      const std::string subject = references_[i].name + " with " + std::string(named.name);
      jobs.push_back({subject + " (simulated)", i, [this, i, path = named.path] {
                        return selfcheck::try_reference(docket_, references_[i], path);
                      }});
      jobs.push_back({subject + " (TCP)", i, [this, i, path = named.path] {
                        return try_over_tcp(docket_, references_[i], path);
                      }});
    }
  }
  std::vector<Trial> trials;
  if (!perform("links", jobs, trials)) return std::nullopt;
  return selfcheck::judge_links(docket_, beside_plain(jobs, std::move(trials)));
}

std::optional<Part> SelfcheckSession::load() {
  std::vector<Job> jobs;
  for (std::size_t repetition = 1; repetition <= options_.repeat; ++repetition) {
    for (std::size_t i = 0; i < references_.size(); ++i) {
      jobs.push_back({references_[i].name + ", repetition " + std::to_string(repetition), i,
                      [this, i] { return try_over_tcp(docket_, references_[i]); }});
    }
  }
  const Load load(cpus());
  std::vector<Trial> trials;
  if (!perform("load", jobs, trials)) return std::nullopt;
  return selfcheck::judge_load(docket_, beside_plain(jobs, std::move(trials)));
}

}  // namespace cli
