#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Falls as the root of time.
///     s(n) = lr / √(1 + n / timescale)
/// timescale is a number of updates above 0. Endless: total_steps is None. Behind a warm-up of
/// timescale updates it is the schedule of fairseq and T5. Vaswani et al., Attention Is All You
/// Need, 2017.
struct InverseSqrt {
  double lr = required, timescale = required;
  const char* problem() const { return timescale > 0 ? nullptr : "timescale must be above 0"; }
  template <StepNumber V>
  V operator()(V n) const {
    return lr / sqrt(1 + n / timescale);
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
