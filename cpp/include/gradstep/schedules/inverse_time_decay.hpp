#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Inverse time decay: a hyperbola.
///     s(n) = lr / (1 + decay·n)
/// Endless: total_steps is None. Robbins & Monro, A Stochastic Approximation Method, 1951. As
/// Keras' InverseTimeDecay with decay = decay_rate / decay_steps.
struct InverseTimeDecay {
  double lr = required, decay = required;
  template <StepNumber V>
  V operator()(V n) const {
    return lr / (1 + decay * n);
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
