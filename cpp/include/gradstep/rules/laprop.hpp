#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// LaProp: the gradient is divided first and averaged afterwards, so that the momentum is of steps,
/// each with the rate of its time.
///     v ← β₂·v + (1-β₂)·g²;  x = g / (√(v/(1-β₂ᵗ) + eps_root) + eps);  m ← β₁·m + (1-β₁)·lr·x
///     l ← β₁·l + (1-β₁)·lr, which is (1-β₁ᵗ)·lr at a constant lr;
///       p ← (p - m·lr/l)·(1 - lr·weight_decay)
/// eps_hat as in Adam. Ziyin, Wang & Ueda, LaProp: Separating Momentum and Adaptivity in
/// Adam, 2020. As timm's LaProp.
struct LaProp {
  double lr = 4e-4, beta1 = 0.9, beta2 = 0.999, eps = 1e-15, weight_decay = 0, eps_root = 0;
  bool eps_hat = false;
  static constexpr slot<LaProp> state[]{"exp_avg", slot<LaProp>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  struct Numbers {
    double exp_avg_lr_1 = 0;
  };
  void decide(std::int64_t, Numbers& x) const {
    x.exp_avg_lr_1 = beta1 * x.exp_avg_lr_1 + (1 - beta1) * lr;
  }
  auto at(std::int64_t t, const Numbers& x) const {
    const double c2 = 1 - ipow(beta2, t), root = 1 / sqrt(c2),
                 inner = eps_hat ? eps_root : c2 * eps_root, outer = eps_hat ? root * eps : eps,
                 keep = 1 - lr * weight_decay,
                 step = x.exp_avg_lr_1 > 0 ? keep * lr / x.exp_avg_lr_1 : 0;
    return [=, *this](auto& p, auto g, auto& m, auto& v) {
      v = beta2 * v + (1 - beta2) * g * g;
      m = beta1 * m + (1 - beta1) * lr * (g / (root * sqrt(v + inner) + outer));
      p *= keep;
      return -(step * m);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
