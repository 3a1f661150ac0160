#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// A power of the time that is left.
///     u = min(n, steps) / steps;  w = (1 - u^k_decay)^power;  s(n) = w·start + (1 - w)·end
///     u = n / (steps · max(1, ⌈n / steps⌉))                                   cycle=True
/// start and end are rates, steps a number of updates: start at n = 0, end at n = steps and from
/// there on, both exactly; steps may be left open (None). With cycle it rises again whenever it has
/// come down, to ever flatter curves, and is endless. power = 0 stays at start. As Keras'
/// PolynomialDecay; k_decay: Zhang & Li, k-decay: A New Method For Learning Rate Schedule, 2020.
struct Polynomial {
  double start = required;
  std::int64_t steps = open;
  double end = 0, power = 1;
  bool cycle = false;
  double k_decay = 1;
  bool endless() const { return cycle; }
  const char* problem() const {
    if (k_decay == 0) return "k_decay must be above 0";
    return cycle && steps == open ? "steps must be given with cycle" : nullptr;
  }
  template <StepNumber V>
  V operator()(V n) const {
    const double length = real(steps);
    const V u =
        cycle ? min(n / (length * max(-floor(-(n / length)), 1)), 1) : min(n, length) / length;
    return mix(to_power(1 - to_power(u, k_decay), power), end, start);
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
