// junit.xml: the run for CI systems. Within both the Surefire 3.0 and the Jenkins xUnit schema, and
// therefore modest: properties belong to suites only, times have three decimals.
//
//   testsuite  one for each folder of case ids, which is a section of a specification; its
//   properties say
//              what was run and, for each case, under which requirements ("requirements KEY")
//   testcase   name = the case's key, classname = "stompcheck." and the folder
//   failure    what makes the run fail by its grade and --fail-on: fail; should and weak where
//   asked for error      timeout, crash, blocked; and one case of its own, "run", where the run
//   ended early skipped    n/a and not-run system-out the end of the transcript, of every case that
//   did not plainly pass
//
// Schema: reports/schema/junit.xsd.

#pragma once

#include <string>

#include "reports/run_record.hpp"
#include "reports/writer.hpp"

namespace reports {

[[nodiscard]] std::string junit_report(const RunRecord& record, const StatementLookup& lookup);

}  // namespace reports
