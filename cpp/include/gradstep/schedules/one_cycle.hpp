#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Up to a peak and down below the start, once.
///     start_factor·peak → peak at n = pct_start·steps → end_factor·peak at n = steps
///     with three_phase: back to start_factor·peak at 2·pct_start·steps before the last way
/// peak is a rate, steps a number of updates (may be left open), pct_start a share of them; the
/// ways have the shape `shape`. For a momentum that moves inversely: OneCycle(0.85,
/// start_factor=0.95/0.85, end_factor=0.95/0.85). Smith & Topin, Super-Convergence, 2019. torch's
/// OneCycleLR arrives one update earlier: gs.dialects.torch.
struct OneCycle {
  double peak = required;
  std::int64_t steps = open;
  double pct_start = 0.3, start_factor = 0.04, end_factor = 4e-6;
  Shape shape{Shape::cosine};
  bool three_phase = false;
  const char* problem() const {
    return three_phase && pct_start > 0.5 ? "three_phase needs pct_start of at most 0.5" : nullptr;
  }
  template <StepNumber V>
  V operator()(V n) const {
    const double start = start_factor * peak, end = end_factor * peak, last = real(steps);
    const double top = pct_start * last, turn = three_phase ? 2 * top : top;
    const V up = mix(way_up(shape, min(n / top, 1)), start, peak);
    const V back = mix(way(shape, clamp((n - top) / top, 0, 1)), peak, start);
    const V u = clamp((n - turn) / (last - turn), 0, 1);
    const V down = mix(way(shape, u), three_phase ? start : peak, end);
    return select(n >= last, end, select(n < top, up, select(n < turn, back, down)));
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
