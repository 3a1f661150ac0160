#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Power decay: a hyperbola of any order.
///     s(n) = lr · (1 + n / timescale)^(-power)
/// timescale is a number of updates above 0. Endless: total_steps is None. Géron, Hands-On Machine
/// Learning, 2019, calls it power scheduling; power = 1 is InverseTimeDecay, 0.5 InverseSqrt.
struct Power {
  double lr = required, timescale = required, power = 1;
  const char* problem() const { return timescale > 0 ? nullptr : "timescale must be above 0"; }
  template <StepNumber V>
  V operator()(V n) const {
    return lr / to_power(1 + n / timescale, power);
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
