#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Adam with hypergradient descent: the rate itself goes down its gradient, which is minus the
/// product of the present gradient with the last update.
///     rate = lr + c,  c ← c + hypergrad_lr·⟨g, u⟩ over all arrays, 0 at first
///     m ← β₁·m + (1-β₁)·g;  v ← β₂·v + (1-β₂)·g²;  u ← m/(1-β₁ᵗ) / (√(v/(1-β₂ᵗ)) + eps);
///       p ← p - rate·u
/// There is one c for all groups. It is added to each group's lr, schedules included; where lr is 0
/// nothing moves. The rate stops at 0, where the paper lets it become negative and ascend.
/// Baydin et al., Online Learning Rate Adaptation with Hypergradient Descent, 2018 (Adam-HD; the
/// authors' code takes the products of one array after another, and adds eps before the correction
/// of v).
struct HypergradientAdam {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, hypergrad_lr = 1e-8;
  static constexpr slot<HypergradientAdam> state[]{
      "exp_avg", slot<HypergradientAdam>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  static constexpr bool shared = true;
  struct Numbers {
    double lr_change = 0;
  };
  auto direction(std::int64_t t) const {
    return [scale = 1 / (1 - ipow(beta1, t)), root = 1 / sqrt(1 - ipow(beta2, t)), eps = eps](
               auto m, auto v) { return scale * m / (root * sqrt(v) + eps); };
  }
  auto measure(Count t) const {
    return [first = t.first, last = direction(t.first ? 1 : t - 1)](auto, auto g, auto m, auto v) {
      return sums{first ? decltype(g)(0.0) : g * last(m, v)};
    };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const { x.lr_change += hypergrad_lr * s[0]; }
  auto at(std::int64_t t, const Numbers& x) const {
    return [rate = lr > 0 ? max(lr + x.lr_change, 0.0) : 0, direct = direction(t), beta1 = beta1,
            beta2 = beta2](auto&, auto g, auto& m, auto& v) {
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      return -(rate * direct(m, v));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
