#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Simplified AdEMAMix: a decaying sum of gradients plus the present one, divided by the root of
/// Adam's second moment.
///     m ← β₁·m + g;  v ← β₂·v + (1-β₂)·g²;
///       p ← p - lr · (m + grad_weight·g) / (√(v/(1-β₂ᵗ)) + eps)
/// grad_averaging takes (1-β₁)·g into m, and correct_twice divides by 1-β₂ᵗ once more: both as
/// pytorch_optimizer.
/// Morwani et al., Connections between Schedule-Free Optimizers, AdEMAMix, and Accelerated SGD
/// Variants, 2025; grad_weight is its α. As optax.contrib.
struct SimplifiedAdEMAMix {
  double lr = 1e-4, beta1 = 0.99, beta2 = 0.95, grad_weight = 0, eps = 1e-8;
  bool grad_averaging = false, correct_twice = false;
  static constexpr double search_lr = 3e-6;  // m is a sum of some 100 gradients
  static constexpr slot<SimplifiedAdEMAMix> state[]{
      "exp_avg", slot<SimplifiedAdEMAMix>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    const double correction = 1 - ipow(beta2, t), root = 1 / sqrt(correction);
    const double step = correct_twice ? lr / correction : lr,
                 share = grad_averaging ? 1 - beta1 : 1;
    return [=, *this](auto&, auto g, auto& m, auto& v) {
      m = beta1 * m + share * g;
      v = beta2 * v + (1 - beta2) * g * g;
      return -(step * (m + grad_weight * g) / (root * sqrt(v) + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
