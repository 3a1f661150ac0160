#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// A straight line from start to end; by default to 0.
///     u = min(n, steps) / steps;  s(n) = (1 - u)·start + u·end
/// start and end are rates, steps a number of updates: start at n = 0, end at n = steps and from
/// there on, both exactly. steps may be left open (None) for total_steps around it to fill. To 0 it
/// is the schedule of Li, Yumer & Ramanan, Budgeted Training, 2020.
struct Linear {
  double start = required;
  std::int64_t steps = open;
  double end = 0;
  template <StepNumber V>
  V operator()(V n) const {
    return mix(min(n, real(steps)) / real(steps), start, end);
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
