#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Up, level, down (WSD).
///     s(n) = peak · up((n + 1) / warmup)                                         n < warmup
///     s(n) = peak                                                       until steps - cooldown
///     s(n) = peak + (end - peak) · down((n - steps + cooldown) / cooldown),  end from steps on
/// peak and end are rates, steps, warmup and cooldown numbers of updates; steps, the whole, may be
/// left open. warmup_shape and shape are those of the ways up and down. Hu et al., MiniCPM, 2024;
/// Hägele et al., Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations, 2024.
struct WarmupStableDecay {
  double peak = required;
  std::int64_t steps = open, warmup = 0, cooldown = 0;
  double end = 0;
  Shape warmup_shape{}, shape = sqrt_shape;
  const char* problem() const {
    return steps == open || warmup + cooldown <= steps
               ? nullptr
               : "warmup and cooldown must not be longer than steps together";
  }
  template <StepNumber V>
  V operator()(V n) const {
    const double first = real(warmup), last = real(steps), turn = last - real(cooldown);
    const V up = way_up(warmup_shape, min((n + 1) / first, 1));
    const V down = way(shape, clamp((n - turn) / real(cooldown), 0, 1));
    return select(n >= last, end,
                  select(n < first, peak * up, select(n < turn, V(peak), mix(down, peak, end))));
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
