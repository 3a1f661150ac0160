#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Straight up, level, straight down to 0.
///     s(n) = peak · min(1, (n + 1) / warmup, (steps - n) / cooldown);  0 from n = steps on
/// peak is a rate, steps, warmup and cooldown numbers of updates; steps, the whole, may be left
/// open.
/// Xing et al., A Walk with SGD, 2018.
struct Trapezoid {
  double peak = required;
  std::int64_t steps = open, warmup = 0, cooldown = 0;
  const char* problem() const {
    return steps == open || warmup + cooldown <= steps
               ? nullptr
               : "warmup and cooldown must not be longer than steps together";
  }
  template <StepNumber V>
  V operator()(V n) const {
    const V left = max(real(steps) - n, 0);
    return select(left <= 0, 0,
                  peak * min(min(V(1), (n + 1) / real(warmup)), left / real(cooldown)));
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
