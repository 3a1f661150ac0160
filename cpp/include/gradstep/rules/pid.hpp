#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// PID: a controller whose error is the gradient: the gradient, its momentum and its smoothed
/// change.
///     i ← momentum·i + (1 - dampening)·g;  d ← momentum·d + (1 - momentum)·(g - prev),
///       d = 0 at the first step
///     p ← p - lr·(g + integral·i + derivative·d);  prev ← g
/// An et al., A PID Controller Approach for Stochastic Optimization of Deep Networks, 2018.
struct PID {
  double lr = 1e-3, momentum = 0.9, dampening = 0, integral = 5, derivative = 10;
  static constexpr slot<PID> state[]{slot<PID>("prev").lasting(), "i_buffer", "d_buffer"};
  static constexpr double grad_gain = 2;
  auto at(std::int64_t t) const {
    return [first = t == 1, *this](auto&, auto g, auto& prev, auto& i, auto& d) {
      i = momentum * i + (1 - dampening) * g;
      if (!first) d = momentum * d + (1 - momentum) * (g - prev);
      prev = g;
      return -(lr * (g + integral * i + derivative * d));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
