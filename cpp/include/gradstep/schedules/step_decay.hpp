#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Step decay: the rate is multiplied by drop at regular intervals.
///     s(n) = lr · drop^⌊(1 + n) / every⌋
/// every counts updates; the first drop is at n = every - 1, one step before torch's StepLR.
/// Endless: total_steps is None. Wikipedia, Learning rate: step-based learning schedules.
struct StepDecay {
  double lr = required, drop = required;
  std::int64_t every = required;
  auto formula() const {
    return [s = *this, power = PowersOf(drop)](auto n) {
      return s.lr * power(floor((1 + n) / real(s.every)));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
