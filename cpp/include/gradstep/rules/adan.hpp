#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Adan: Adam with Nesterov's look-ahead, estimated from the change of the gradient.
///     Δ = g - g_prev, 0 at first;  m ← β₁·m + (1-β₁)·g;  d ← β₂·d + (1-β₂)·Δ;
///       v ← β₃·v + (1-β₃)(g + w·Δ)²,  w = β₂
///     u = (m/(1-β₁ᵗ) + w·d/(1-β₂ᵗ)) / (√(v/(1-β₃ᵗ) + eps_root) + eps)
///     p ← (p - lr·u) / (1 + lr·weight_decay), or with no_prox  p ← (1 - lr·weight_decay)·p - lr·u
/// complement_beta2: w = 1 - β₂, as optax. skip_first: the first step only remembers g, as
/// adan-pytorch.
/// Xie et al., Adan: Adaptive Nesterov Momentum Algorithm, 2022. As the authors' code and timm.
struct Adan {
  double lr = 1e-3, beta1 = 0.98, beta2 = 0.92, beta3 = 0.99, eps = 1e-8, eps_root = 0;
  double weight_decay = 0;
  bool no_prox = false, complement_beta2 = false, skip_first = false;
  static constexpr slot<Adan> state[]{"exp_avg", "exp_avg_diff",
                                      slot<Adan>("exp_avg_sq").non_negative(),
                                      slot<Adan>("previous_grad").lasting()};
  static constexpr int grad_power = 2;
  static constexpr double grad_gain = 3;  // |g + w·Δ| may be three times the largest |g|
  auto at(Count t) const {
    const double keep = no_prox ? 1 - lr * weight_decay : 1 / (1 + lr * weight_decay),
                 rate = no_prox ? lr : lr * keep, w = complement_beta2 ? 1 - beta2 : beta2;
    const double step = rate / (1 - ipow(beta1, t)), ahead = rate * w / (1 - ipow(beta2, t)),
                 correction = 1 / (1 - ipow(beta3, t));
    return [=, first = t.first, *this](auto& p, auto g, auto& m, auto& d, auto& v, auto& g_prev) {
      p *= keep;
      const auto change = first ? decltype(g)(0.0) : g - g_prev, look = g + w * change;
      g_prev = g;
      if (first && skip_first) return decltype(g)(0.0);
      m += (1 - beta1) * (g - m);
      d += (1 - beta2) * (change - d);
      v = beta3 * v + (1 - beta3) * look * look;
      return -((step * m + ahead * d) / (sqrt(correction * v + eps_root) + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
