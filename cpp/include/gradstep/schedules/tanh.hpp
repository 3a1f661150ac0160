#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// A hyperbolic tangent, from start to end.
///     u = n / steps;  s(n) = end + (start - end) · (1 - tanh(lb·(1 - u) + ub·u)) / 2;
///       end from n = steps on
/// start and end are rates, steps a number of updates (may be left open); the curve is that of tanh
/// from lb to ub, so that with the defaults it starts at 0.9999992 of the way and jumps to end from
/// 0.25 % above it. Hsueh, Li & Wu, Stochastic Gradient Descent with Hyperbolic-Tangent Decay on
/// Classification, 2019.
struct Tanh {
  double start = required;
  std::int64_t steps = open;
  double end = 0, lb = -7, ub = 3;
  template <StepNumber V>
  V operator()(V n) const {
    const V u = min(n, real(steps)) / real(steps);
    const V w = 1 / (1 + exp(2 * mix(u, lb, ub)));  // (1 - tanh x) / 2
    return select(n >= real(steps), end, mix(w, end, start));
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
