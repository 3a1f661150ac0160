#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// ACProp: gradients divided by how far the ones before strayed from their mean: centered and
/// asynchronous.
///     p ← p - lr·g / (√(s/(1-β₂ᵗ⁻¹)) + eps), by 1 + eps at first
///     s ← β₂·s + (1-β₂)(g - m)² + eps_root;  m ← m + (1-β₁)(g - m)
/// Zhuang et al., Momentum Centering and Asynchronous Update for Adaptive Gradient Methods, 2021.
/// As optax.contrib.acprop.
struct ACProp {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-16, eps_root = 1e-16;
  static constexpr slot<ACProp> state[]{"exp_avg", slot<ACProp>("exp_avg_var").non_negative()};
  static constexpr int grad_power = 2;
  static constexpr double grad_gain = 2;  // |g - m| may be twice the largest |g|
  auto at(Count t) const {
    const bool first = t.first;
    const double root = first ? 1 : 1 / sqrt(1 - ipow(beta2, t - 1));
    return [=, *this](auto&, auto g, auto& m, auto& s) {
      const auto scale = first ? decltype(g)(1.0) : root * sqrt(s);
      s = beta2 * s + (1 - beta2) * (g - m) * (g - m) + eps_root;
      m += (1 - beta1) * (g - m);
      return -(lr * g / (scale + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
