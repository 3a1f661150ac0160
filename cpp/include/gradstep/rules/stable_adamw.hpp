#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// StableAdamW: AdamW that slows down while the gradients of an array are larger than its second
/// moment expects.
///     m ← m + (1-β̂₁)(g - m);  v ← β̂₂·v + (1-β̂₂)·g²,
///       β̂ = β·(1-βᵗ⁻¹)/(1-βᵗ) in place of bias corrections
///     r = lr / max(1, √mean(g²/max(v, eps²)));  p ← (1 - r·weight_decay)·p - r·m / (√v + eps)
/// Wortsman et al., Stable and low-precision training for large-scale vision-language models, 2023.
/// As pytorch_optimizer.
struct StableAdamW {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.99, eps = 1e-8, weight_decay = 1e-2;
  static constexpr slot<StableAdamW> state[]{"exp_avg",
                                             slot<StableAdamW>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  struct Numbers {
    double rms = 1;
  };
  static double decay_at(std::int64_t t, double beta) {
    return beta * (1 - ipow(beta, t - 1)) / (1 - ipow(beta, t));
  }
  auto measure(std::int64_t t) const {
    return
        [b2 = decay_at(t, beta2), least = max(eps * eps, least_eps)](auto, auto g, auto, auto v) {
          return sums{g * g / max(b2 * v + (1 - b2) * g * g, least)};
        };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const {
    x.rms = max(sqrt(s[0] / s.size), 1.0);
  }
  auto at(std::int64_t t, const Numbers& x) const {
    const double b1 = decay_at(t, beta1), b2 = decay_at(t, beta2), rate = lr / x.rms,
                 keep = 1 - rate * weight_decay;
    return [=, *this](auto& p, auto g, auto& m, auto& v) {
      p *= keep;
      m += (1 - b1) * (g - m);
      v = b2 * v + (1 - b2) * g * g;
      return -(rate * m / (sqrt(v) + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
