#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Straight up, explore at the peak, then straight down to 0.
///     s(n) = peak · min(1, (n + 1) / warmup, (steps - n) / (steps - warmup - explore));
///       0 from n = steps on
/// peak is a rate, steps, warmup and explore numbers of updates; steps, the whole, may be left
/// open.
/// Iyer et al., Wide-minima Density Hypothesis and the Explore-Exploit Learning Rate
/// Schedule, 2020.
struct Knee {
  double peak = required;
  std::int64_t steps = open, warmup = 0, explore = 0;
  const char* problem() const {
    return steps == open || warmup + explore <= steps
               ? nullptr
               : "warmup and explore must not be longer than steps together";
  }
  template <StepNumber V>
  V operator()(V n) const {
    const V left = max(real(steps) - n, 0);
    const double down = real(steps - warmup - explore);
    return select(left <= 0, 0, peak * min(min(V(1), (n + 1) / real(warmup)), left / down));
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
