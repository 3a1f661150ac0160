#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Straight up and down again, for ever.
///     c = n mod (up + down);  j = ⌊n / (up + down)⌋;
///       x = c / up while c < up, else (up + down - c) / down
///     s(n) = start + (peak - start) · x · cycle_factor^j · step_factor^n
/// start and peak are rates, up and down numbers of updates; down=None is as long as up. Endless:
/// total_steps is None. Smith, Cyclical Learning Rates for Training Neural Networks, 2017: its
/// triangular2 has cycle_factor = 0.5, its exp_range step_factor = gamma. A factor of your own:
/// start + (peak - start) · Cyclic(0, 1, up) · f, by `add` and `multiply`.
struct Cyclic {
  double start = required, peak = required;
  std::int64_t up = required, down = open;
  double cycle_factor = 1, step_factor = 1;
  template <StepNumber V>
  V operator()(V n) const {
    const double rise = real(up), fall = down == open ? rise : real(down), period = rise + fall;
    const V j = floor(n / period), c = clamp(n - j * period, 0, period);
    V x = select(c < rise, c / rise, (period - c) / fall);
    if (cycle_factor != 1) x *= pow(V(cycle_factor), j);
    if (step_factor != 1) x *= pow(V(step_factor), n);
    return mix(x, start, peak);
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
