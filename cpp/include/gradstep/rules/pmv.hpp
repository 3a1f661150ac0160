#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// The adaptive learning rate of Plagianakos, Magoulas and Vrahatis: it grows while successive
/// gradients agree, and falls when they do not.
///     p ← p - rate·g;  then  rate ← rate + hypergrad_lr·⟨g_last, g⟩ over all arrays, from lr on
/// What the rate has gained is added to each group's lr, schedules included; where lr is 0 nothing
/// moves. A rate that would not be positive starts anew at lr.
/// HypergradientSGD moves its rate before the step, this rule after it. Choose hypergrad_lr far
/// below lr/|g|².
/// Plagianakos, Magoulas & Vrahatis, Learning Rate Adaptation in Stochastic Gradient Descent, 2001:
/// the formula is written from memory of it, and the new start is that of the authors' later AdLR
/// (there at a fraction of lr).
struct PMV {
  double lr = 1e-3, hypergrad_lr = 1e-6;
  static constexpr double search_lr = 0.3;  // lr has the units of p²/loss
  static constexpr slot<PMV> state[]{slot<PMV>("last_grad").lasting()};
  static constexpr int grad_power = 2;  // of the product
  static constexpr bool shared = true;
  struct Numbers {
    double lr_change = 0, grad_dot = 0;  // the product counts from the next step on
  };
  auto measure(std::int64_t) const {
    return [](auto, auto g, auto g_last) { return sums{g_last * g}; };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const {
    x.lr_change += hypergrad_lr * x.grad_dot;
    if (!(lr + x.lr_change > 0)) x.lr_change = 0;
    x.grad_dot = s[0];
  }
  auto at(std::int64_t, const Numbers& x) const {
    // lr may be less here than where it was decided, or 0
    return [rate = lr > 0 && lr + x.lr_change > 0 ? lr + x.lr_change : lr](auto&, auto g,
                                                                           auto& g_last) {
      g_last = g;
      return -(rate * g);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
