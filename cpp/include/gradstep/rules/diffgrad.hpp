#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// DiffGrad: Adam slowed down, to half at most, where the gradient has stopped changing.
///     m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  ξ = 1/(1 + exp(-|g - g_prev|))
///     p ← p - lr·√(1-β₂ᵗ)/(1-β₁ᵗ) · ξ·m / (√(v + eps_root) + eps);
///       g_prev ← g, and 0 before the first step
/// Dubey et al., diffGrad: An Optimization Method for Convolutional Neural Networks, 2020. As the
/// authors' code.
struct DiffGrad {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, eps_root = 0;
  static constexpr slot<DiffGrad> state[]{"exp_avg", slot<DiffGrad>("exp_avg_sq").non_negative(),
                                          slot<DiffGrad>("previous_grad").lasting()};
  static constexpr bool long_loop = true;
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    const double step = lr * sqrt(1 - ipow(beta2, t)) / (1 - ipow(beta1, t));
    return [=, *this](auto&, auto g, auto& m, auto& v, auto& previous) {
      m += (1 - beta1) * (g - m);
      v = beta2 * v + (1 - beta2) * g * g;
      const auto friction = 1 / (1 + exp(-abs(g - previous)));
      previous = g;
      return -(step * friction * m / (sqrt(v + eps_root) + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
