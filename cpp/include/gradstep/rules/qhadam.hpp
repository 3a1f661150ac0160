#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// QHAdam: quasi-hyperbolic Adam: both moments are mixed with the present gradient; Adam at ν₁ =
/// ν₂ = 1.
///     m ← m + (1-β₁)/(1-β₁ᵗ)·(g - m);  v ← v + (1-β₂)/(1-β₂ᵗ)·(g² - v)
///       (kept with their biases corrected)
///     p ← p - lr · (ν₁·m + (1-ν₁)·g) / (√(ν₂·v + (1-ν₂)·g²) + eps)
/// Ma & Yarats, Quasi-hyperbolic momentum and Adam for deep learning, 2019. As the authors' code.
struct QHAdam {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, nu1 = 1, nu2 = 1, eps = 1e-8;
  static constexpr slot<QHAdam> state[]{"exp_avg", slot<QHAdam>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    const double w1 = (1 - beta1) / (1 - ipow(beta1, t)), w2 = (1 - beta2) / (1 - ipow(beta2, t));
    return [=, *this](auto&, auto g, auto& m, auto& v) {
      m += w1 * (g - m);
      v = (1 - w2) * v + w2 * g * g;
      return -(lr * (nu1 * m + (1 - nu1) * g) / (sqrt(nu2 * v + (1 - nu2) * g * g) + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
