#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Time-based decay: each rate is the one before, divided by 1 + decay·n.
///     η(0) = lr;  η(n+1) = η(n) / (1 + decay·n)
///     η(0) = lr;  η(n+1) = lr / (1 + decay·n)      recursive=False, the other text in circulation
/// η(1) = η(0), and then the recursion falls faster than any exponential. Any n can be asked for,
/// in any order, and gives the recursion's own value to the last bit. Endless: total_steps is None.
/// Wikipedia, Learning rate: time-based learning schedules (both readings of its formula).
struct TimeBasedDecay {
  double lr = required, decay = required;
  bool recursive = true;
  double next(double eta, double n) const { return eta / (1 + decay * n); }
  template <StepNumber V>
  V operator()(V n) const {  // not recursive; detail/recursion.hpp runs the other
    return lr / (1 + decay * max(n - 1, 0));
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
