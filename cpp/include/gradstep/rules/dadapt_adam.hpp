#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Adam with D-Adaptation: the rate grows with a lower bound d of the distance to the solution,
/// estimated from all arrays together.
///     λ = d·lr, with bias_correction times √(1-β₂ᵗ)/(1-β₁ᵗ);  q = √β₂
///     N ← q·N + (1-q)·λ·⟨g, s/(√v + eps)⟩;  s ← q·s + (1-q)·λ·g;  m ← β₁·m + (1-β₁)·λ·g;
///       v ← β₂·v + (1-β₂)·g²
///     d ← max(d, min(N/((1-q)·Σ|s|), growth_rate·d)),  d0 at first;  p ← p - m/(√v + eps)
/// Leave lr at 1; a schedule, with or without warmup, should have its peak at 1. Rates that differ
/// between groups are dadaptation's layer_scale. weight_decay is added to g, or with
/// decoupled_weight_decay takes λ·weight_decay·p from p.
/// Defazio & Mishchenko, Learning-Rate-Free Learning by D-Adaptation, 2023. As
/// dadaptation.DAdaptAdam; with bias_correction and decoupled_weight_decay as
/// optax.contrib.dadapt_adamw.
struct DAdaptAdam {
  double lr = 1, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0, d0 = 1e-6,
         growth_rate = std::numeric_limits<double>::infinity();
  bool decoupled_weight_decay = false, bias_correction = false;
  static constexpr bool finds_rate = true;
  static constexpr slot<DAdaptAdam> state[]{"exp_avg",
                                            slot<DAdaptAdam>("exp_avg_sq").non_negative(), "s"};
  static constexpr bool shared = true;
  static constexpr int grad_power = 2;
  struct Numbers {
    double d = 0, d_used = 0, numerator_weighted = 0;
    constexpr const char* problem() const {
      return d >= 0 && d_used >= 0 ? nullptr : "d and d_used must be at least 0";
    }
  };
  constexpr const char* problem() const {
    return !(d0 > 0) ? "d0 must be positive" : eps > 0 ? nullptr : "eps must be positive";
  }
  double rate(std::int64_t t) const {
    return bias_correction ? lr * sqrt(1 - ipow(beta2, t)) / (1 - ipow(beta1, t)) : lr;
  }
  auto decayed(auto p, auto g) const {
    return weight_decay != 0 && !decoupled_weight_decay ? g + weight_decay * p : g;
  }
  auto measure(std::int64_t t, const Numbers& x) const {
    const double step = rate(t) * (x.d > 0 ? x.d : d0), q = sqrt(beta2);
    return [=, *this](auto p, auto g, auto, auto v, auto s) {
      const auto d = decayed(p, g);
      return sums{d * s / (sqrt(v) + eps), abs(q * s + (1 - q) * step * d)};
    };
  }
  bool idle(const double* s) const { return s[1] == 0 || lr == 0; }
  void decide(std::int64_t t, const auto& s, Numbers& x) const {
    const double q = sqrt(beta2);
    x.d_used = x.d = x.d > 0 ? x.d : d0;
    x.numerator_weighted = q * x.numerator_weighted + (1 - q) * x.d * rate(t) * s[0];
    if (!(s[1] > 0)) return;
    x.d = max(x.d, min(x.numerator_weighted / ((1 - q) * s[1]), x.d * growth_rate));
  }
  auto at(std::int64_t t, const Numbers& x) const {
    const double step = rate(t) * x.d_used, q = sqrt(beta2),
                 keep = decoupled_weight_decay ? 1 - step * weight_decay : 1;
    return [=, *this](auto& p, auto g, auto& m, auto& v, auto& s) {
      const auto d = decayed(p, g);
      p *= keep;
      m = beta1 * m + (1 - beta1) * step * d;
      v = beta2 * v + (1 - beta2) * d * d;
      s = q * s + (1 - q) * step * d;
      return -(m / (sqrt(v) + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
