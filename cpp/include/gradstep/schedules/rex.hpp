#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Reflected exponential: high for long, then steeply down.
///     u = min(n, steps) / steps;  s(n) = end + (start - end) · (1 - u) / (1 - u/2)
/// start and end are rates, steps a number of updates: start at n = 0, end at n = steps and from
/// there on; steps may be left open. Chen, Wolfe & Kyrillidis, REX: Revisiting Budgeted Training
/// with an Improved Schedule, 2022.
struct REX {
  double start = required;
  std::int64_t steps = open;
  double end = 0;
  template <StepNumber V>
  V operator()(V n) const {
    const V u = min(n, real(steps)) / real(steps);
    return mix((1 - u) / (1 - u * 0.5), end, start);
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
