#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Half a period of a cosine, from start to end.
///     u = min(n, steps) / steps;  w = ((1 + cos(π·u^k_decay)) / 2)^exponent
///     s(n) = w·start + (1 - w)·end
/// start and end are rates, steps a number of updates: start at n = 0, end at n = steps and from
/// there on, both exactly. steps may be left open (None) for the total_steps of a warmup or
/// sequence around it to fill. Loshchilov & Hutter, SGDR: Stochastic Gradient Descent with Warm
/// Restarts, 2017; exponent is optax's, k_decay from Zhang & Li, k-decay: A New Method For Learning
/// Rate Schedule, 2020.
struct Cosine {
  double start = required;
  std::int64_t steps = open;
  double end = 0, exponent = 1, k_decay = 1;
  const char* problem() const {
    if (k_decay == 0) return "k_decay must be above 0";
    return exponent == 0 ? "exponent must be above 0" : nullptr;
  }
  template <StepNumber V>
  V operator()(V n) const {
    const V w = half_cosine(to_power(min(n, real(steps)) / real(steps), k_decay));
    return mix(to_power(w, exponent), end, start);
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
