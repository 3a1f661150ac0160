#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// MoMo-Adam: Adam whose steps go as far as a model of the loss, the mean of past tangents, takes
/// to come down to f_min.
///     f ← β₁·f + (1-β₁)·loss;  γ ← β₁·γ + (1-β₁)·⟨g, p⟩;  m ← β₁·m + (1-β₁)·g;
///       v ← β₂·v + (1-β₂)·g²
///     D = √(v/(1-β₂ᵗ)) + eps;  ρ = 1 - β₁ᵗ
///     τ = min(lr/ρ, max((1 + lr·weight_decay)(f - ρ·f_min - γ) + ⟨m, p⟩, 0) / ⟨m, m/D⟩),
///       over all arrays
///     p ← (p - τ·m/D) / (1 + lr·weight_decay), or with no_prox
///       p ← (1 - lr·weight_decay)·p - τ·m/D
/// lr is the largest step. Where no f_min is known, adapt_lower_bound estimates it, from f_min
/// upwards (by the largest lr, if groups have several). The estimate may come to rest above the
/// least loss, and then the steps come to rest there too.
/// Schaipp et al., MoMo: Momentum Models for Adaptive Learning Rates, 2024. As momo.MomoAdam.
struct MoMoAdam {
  double lr = 1e-2, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0, f_min = 0;
  bool no_prox = false, adapt_lower_bound = false;
  static constexpr slot<MoMoAdam> state[]{"exp_avg", slot<MoMoAdam>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  static constexpr bool shared = true;
  using Numbers = MomentumModel;
  static constexpr bool uses_loss = true;
  static constexpr bool lr_is_limit = true;
  auto measure(std::int64_t t) const {
    return [root = 1 / sqrt(1 - ipow(beta2, t)), *this](auto p, auto g, auto m, auto v) {
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      return sums{(1 - beta1) * g * p, m * p, m * (m / (root * sqrt(v) + eps))};
    };
  }
  void decide(std::int64_t t, const auto& s, Numbers& x) const {
    x.rho = 1 - ipow(beta1, t);
    x.loss_avg = beta1 * x.loss_avg + (1 - beta1) * s.loss;
    x.grad_dot_w = beta1 * x.grad_dot_w + s[0];
    x.slope = s[1], x.norm = s[2];
    x.settle(lr, weight_decay, f_min, t == 1, adapt_lower_bound);
  }
  auto at(std::int64_t t, const Numbers& x) const {
    const double keep = no_prox ? 1 - lr * weight_decay : 1 / (1 + lr * weight_decay),
                 step = (no_prox ? 1 : keep) * x.step(lr, weight_decay),
                 root = 1 / sqrt(1 - ipow(beta2, t));
    return [=, beta1 = beta1, beta2 = beta2, eps = eps](auto& p, auto g, auto& m, auto& v) {
      p *= keep;
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      return -(step * m / (root * sqrt(v) + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
