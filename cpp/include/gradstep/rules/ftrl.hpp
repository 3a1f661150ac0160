#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// FTRL-proximal: the parameters solve the sum of all past gradients, with L1 and L2 penalties,
/// anew at each step.
///     n' = n + g²;  z ← z + g + l2_shrinkage·p - (n'^-lr_power - n^-lr_power)/lr · p;  n ← n'
///     p ← 0 where |z| <= l1, else (sign(z)·l1 - z) / ((n^-lr_power + beta)/lr + l2)
/// What p was counts only through z, so an element that has had no gradient becomes 0. lr = 0
/// leaves everything as it is.
/// McMahan et al., Ad Click Prediction: a View from the Trenches, 2013 (lr_power = -½, n from 0).
/// Keras' l2 and l2_shrinkage count twice here.
struct FTRL {
  double lr = 1e-3, lr_power = -0.5, initial_accumulator_value = 0.1, beta = 0, l1 = 0, l2 = 0,
         l2_shrinkage = 0;
  static constexpr double search_lr = 0.3;  // lr has the units of p²/loss
  static constexpr slot<FTRL> state[]{
      slot<FTRL>("z").lasting().exact(),
      slot<FTRL>("n").starting_at(&FTRL::initial_accumulator_value).lasting().exact()};
  static constexpr bool long_loop = true;
  static constexpr int grad_power = 2;
  auto at(std::int64_t) const {
    return [*this](auto& p, auto g, auto& z, auto& n) {
      if (lr == 0) return;
      const auto power = [this](auto x) { return lr_power == -0.5 ? sqrt(x) : pow(x, -lr_power); };
      const auto before = power(n);
      n += g * g;
      const auto now = power(n);
      z += g + l2_shrinkage * p - (now - before) / lr * p;
      p = select(abs(z) <= l1, 0.0, (sign(z) * l1 - z) / ((now + beta) / lr + l2));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
