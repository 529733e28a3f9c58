// Judges a stored transcript again, without a broker: after a scenario was mended, say.
//
//     const Replay replay = replay_case(subject, catalogue, profile, stored.transcript, deadline);
//     if (replay.outcome) ... else complain(replay.obstacle);
//
// The program of the case is performed once more, and hears at the stored times what was heard
// then. That proves something only as long as it also says what was said then: where a mended
// scenario sends other octets, opens another connection or wants to hear more than was stored,
// there is an obstacle and no outcome, and only the broker can tell.
//
// The fresh words of a case are not stored by themselves, but they stand in what was sent, and are
// read from there. Masked octets ('*') are taken for equal to any.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "conformance/engine/case_run.hpp"
#include "conformance/engine/verdict.hpp"

namespace conformance {

struct Replay {
  std::optional<Outcome> outcome;
  std::string obstacle;  // why there is none
};

// `deadline`: what each expectation was given.
[[nodiscard]] Replay replay_case(const Case& subject, const Program& program,
                                 const Catalogue& catalogue, const Profile& profile,
                                 const std::vector<WireEntry>& recorded, Duration deadline);

// `stored` with the verdict that the case as it is now gives; nothing, and `obstacle` says why,
// where the transcript cannot tell. Verdicts that do not rest on the transcript (n/a, not-run, and
// crash, which rests on what came after it) are left as they are.
[[nodiscard]] std::optional<CaseResult> regraded(const CaseResult& stored, const Case& subject,
                                                 const Catalogue& catalogue, const Profile& profile,
                                                 Duration deadline, std::string& obstacle);

}  // namespace conformance
