#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// MARS: AdamW on gradients whose variance is reduced by their last change.
///     c = g + variance_reduction · β₁/(1-β₁) · (g - g_prev);
///       c ← c / max(|c|, 1), |c| over the array
///     m ← m + (1-β₁)(c - m);  v ← β₂·v + (1-β₂)·c²;  w = v, or with amsgrad the largest v so far
///     p ← (1 - lr·weight_decay)·p - lr · m/(1-β₁ᵗ) / (√(w/(1-β₂ᵗ) + eps_root) + eps)
/// g_prev is 0 at first; without first_difference it is g, as timm. eps_hat adds eps_root and eps
/// to w and its root before their correction: pytorch_optimizer.
/// Yuan et al., MARS: Unleashing the Power of Variance Reduction for Training Large Models, 2024;
/// variance_reduction is its γ. As MARS-AdamW of the authors' code, for arrays of any shape.
struct MARS {
  double lr = 3e-3, beta1 = 0.95, beta2 = 0.99, variance_reduction = 0.025, eps = 1e-8;
  double eps_root = 0, weight_decay = 0;
  bool amsgrad = false, eps_hat = false, first_difference = true;
  static constexpr slot<MARS> state[]{"exp_avg", slot<MARS>("exp_avg_sq").non_negative(),
                                      slot<MARS>{"max_exp_avg_sq", &MARS::amsgrad}.non_negative(),
                                      slot<MARS>("last_grad").lasting()};
  static constexpr int grad_power = 2;
  static constexpr double grad_gain = 2;  // |c| before it is normalized, at the default values
  struct Numbers {
    double shrink = 1;
  };
  auto corrected(Count t) const {
    const bool differs = !t.first || first_difference;
    const double weight = differs ? variance_reduction * beta1 / (1 - beta1) : 0;
    return [=](auto g, auto g_prev) { return g + weight * (g - g_prev); };
  }
  auto measure(Count t) const {
    return [c = corrected(t)](auto, auto g, auto, auto, auto, auto g_prev) {
      const auto d = c(g, g_prev);
      return sums{d * d};
    };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const {
    x.shrink = 1 / max(sqrt(s[0]), 1.0);
  }
  auto at(Count t, const Numbers& x) const {
    const double step = lr / (1 - ipow(beta1, t)), keep = 1 - lr * weight_decay,
                 correction = 1 / (1 - ipow(beta2, t)),
                 inner = eps_hat ? eps_root * correction : eps_root,
                 outer = eps_hat ? eps * sqrt(correction) : eps;
    return [=, c = corrected(t), shrink = x.shrink, *this](auto& p, auto g, auto& m, auto& v,
                                                           auto& v_max, auto& g_prev) {
      p *= keep;
      const auto d = shrink * c(g, g_prev);
      g_prev = g;
      m += (1 - beta1) * (d - m);
      v = beta2 * v + (1 - beta2) * d * d;
      if (amsgrad) v_max = max(v_max, v);
      return -(step * m / (sqrt(correction * (amsgrad ? v_max : v) + inner) + outer));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
