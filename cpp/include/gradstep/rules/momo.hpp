#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// MoMo: SGD with momentum whose steps go as far as a model of the loss, the mean of past tangents,
/// takes to come down to f_min.
///     f ← β₁·f + (1-β₁)·loss;  γ ← β₁·γ + (1-β₁)·⟨g, p⟩;  m ← β₁·m + (1-β₁)·g;  ρ = 1;
///       the first of each counts whole
///     τ = min(lr/ρ, max((1 + lr·weight_decay)(f - ρ·f_min - γ) + ⟨m, p⟩, 0) / |m|²),
///       over all arrays
///     p ← (p - τ·m) / (1 + lr·weight_decay)
/// With bias_correction f, γ and m start at 0 instead, and ρ = 1 - β₁ᵗ. lr is the largest step;
/// leave it at 1 or so. Where no f_min is known, adapt_lower_bound estimates it, from f_min upwards
/// (by the largest lr, if groups have several). The estimate may come to rest above the least loss,
/// and then the steps come to rest there too.
/// Schaipp et al., MoMo: Momentum Models for Adaptive Learning Rates, 2024. As momo.Momo.
struct MoMo {
  double lr = 1, beta1 = 0.9, weight_decay = 0, f_min = 0;
  bool bias_correction = false, adapt_lower_bound = false;
  static constexpr bool finds_rate = true;
  static constexpr slot<MoMo> state[]{"exp_avg"};
  static constexpr int grad_power = 2;  // of the norm
  static constexpr bool shared = true;
  using Numbers = MomentumModel;
  static constexpr bool uses_loss = true;
  static constexpr bool lr_is_limit = true;
  double share(bool first) const { return first && !bias_correction ? 1 : 1 - beta1; }
  auto measure(Count t) const {
    return [share = share(t.first), beta1 = beta1](auto p, auto g, auto m) {
      const auto now = beta1 * m + share * g;
      return sums{share * g * p, now * p, now * now};
    };
  }
  void decide(Count t, const auto& s, Numbers& x) const {
    x.rho = bias_correction ? 1 - ipow(beta1, t) : 1;
    x.loss_avg = beta1 * x.loss_avg + share(t.first) * s.loss;
    x.grad_dot_w = beta1 * x.grad_dot_w + s[0];
    x.slope = s[1], x.norm = s[2];
    x.settle(lr, weight_decay, f_min, t.first, adapt_lower_bound);
  }
  auto at(Count t, const Numbers& x) const {
    const double keep = 1 / (1 + lr * weight_decay);
    return [=, step = keep * x.step(lr, weight_decay), share = share(t.first), beta1 = beta1](
               auto& p, auto g, auto& m) {
      p *= keep;
      m = beta1 * m + share * g;
      return -(step * m);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
