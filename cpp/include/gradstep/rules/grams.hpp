#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Grams: the size of a step is Adam's, and its direction is against the present gradient.
///     m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²
///     p ← p - sign(g)·|lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)|
/// Cao, Li & Song, Grams: Gradient Descent with Adaptive Momentum Scaling, 2024. As the authors'
/// code.
struct Grams {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-6;
  static constexpr slot<Grams> state[]{"exp_avg", slot<Grams>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    const double step = lr / (1 - ipow(beta1, t)), root = 1 / sqrt(1 - ipow(beta2, t));
    return [=, *this](auto&, auto g, auto& m, auto& v) {
      m += (1 - beta1) * (g - m);
      v = beta2 * v + (1 - beta2) * g * g;
      return -(sign(g) * abs(step * m / (root * sqrt(v) + eps)));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
