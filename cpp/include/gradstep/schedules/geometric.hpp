#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// The rate is multiplied by factor every so many updates: smoothly, or in steps.
///     s(n) = lr · factor^(n / every)
///     s(n) = lr · factor^⌊n / every⌋                       staircase=True
/// Endless: total_steps is None. factor above 1 grows, up to inf. torch's ExponentialLR(gamma) has
/// factor = gamma, its StepLR(step_size, gamma) is a staircase; Keras' and optax's exponential
/// decay have factor = decay_rate, every = decay_steps.
struct Geometric {
  double lr = required, factor = required;
  std::int64_t every = 1;
  bool staircase = false;
  auto formula() const {
    return [s = *this, power = PowersOf(factor)](auto n) {
      const auto k = n / real(s.every);
      return s.lr * power(s.staircase ? floor(k) : k);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
