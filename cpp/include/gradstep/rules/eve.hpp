#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Eve: Adam that slows down while the loss varies much, and speeds up while it varies little.
///     c = |loss - loss_prev| / (min(loss, loss_prev) - f_min), kept within
///       [1/max_change, max_change];  d ← β₃·d + (1-β₃)·c,  d = 1 at the first step
///     m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²
///     p ← p - lr/d/(1-β₁ᵗ) · m / (√(v/(1-β₂ᵗ)) + eps)
/// Where a loss is at f_min or below, the change counts as the largest.
/// Koushik & Hayashi, Eve: A Gradient Based Optimization Method with Locally and Globally Adaptive
/// Learning Rates, 2016; max_change is c there, and clip in ensmallen, which takes f_min as 0.
struct Eve {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, beta3 = 0.999, eps = 1e-8, f_min = 0,
         max_change = 10;
  static constexpr slot<Eve> state[]{"exp_avg", slot<Eve>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  static constexpr bool shared = true;
  struct Numbers {
    double last_loss = 0, change = 1;
    constexpr const char* problem() const {
      return change > 0 ? nullptr : "change must be positive";
    }
  };
  static constexpr bool uses_loss = true;
  void decide(std::int64_t t, const auto& s, Numbers& x) const {
    if (t > 1) {
      const double change = abs(s.loss - x.last_loss), gap = min(s.loss, x.last_loss) - f_min,
                   now = change < max_change * gap ? max(change / gap, 1 / max_change) : max_change;
      x.change = beta3 * x.change + (1 - beta3) * now;
    }
    x.last_loss = s.loss;
  }
  auto at(std::int64_t t, const Numbers& x) const {
    const Adam adam{.lr = lr / x.change, .beta1 = beta1, .beta2 = beta2, .eps = eps};
    return [step = adam.at(t)](auto& p, auto g, auto& m, auto& v) {
      auto unused = v;
      return step(p, g, m, v, unused);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
