#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Exponential decay.
///     s(n) = lr · exp(-decay·n)
/// decay is per update: the rate halves every ln 2 / decay of them. Endless: total_steps is None.
/// Wikipedia, Learning rate: exponential learning schedules. torch's ExponentialLR(gamma) has gamma
/// = exp(-decay).
struct ExponentialDecay {
  double lr = required, decay = required;
  template <StepNumber V>
  V operator()(V n) const {
    return lr * exp(-decay * n);
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
