#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Prodigy: Adam with an estimate d of the distance to the solution, found faster than by
/// D-Adaptation, from all arrays together.
///     λ = d·lr, with bias_correction times √(1-β₂ᵗ)/(1-β₁ᵗ);  β₃ = beta3, or √β₂ if that is 0
///     N ← β₃·N + d/d0·λ·⟨g, p₀ - p⟩;  s ← β₃·s + d/d0·λ·g;  m ← β₁·m + (1-β₁)·d·g;
///       v ← β₂·v + (1-β₂)·d²·g²
///     d' = d_coef·N/Σ|s|;  d_max ← max(d_max, d');  d ← min(d_max, growth_rate·d),
///       d = d_max = d0 at first
///     p ← p - λ·(m/(√v + d·eps) + weight_decay·p),  λ with the d from before the estimate
/// Leave lr at 1; a schedule, with or without warmup, should have its peak at 1. For a long warmup,
/// safeguard_warmup leaves lr out of s. To tune, use d_coef. Without decoupled_weight_decay the
/// decay is added to g. With beta1 = 0, m is g times the new d.
/// Mishchenko & Defazio, Prodigy: An Expeditiously Adaptive Parameter-Free Learner, 2023. As
/// prodigyopt.Prodigy; with bias_correction as optax.contrib.prodigy.
struct Prodigy {
  double lr = 1, beta1 = 0.9, beta2 = 0.999, beta3 = 0, eps = 1e-8, weight_decay = 0, d0 = 1e-6,
         d_coef = 1, growth_rate = std::numeric_limits<double>::infinity();
  bool decoupled_weight_decay = true, bias_correction = false, safeguard_warmup = false;
  static constexpr bool finds_rate = true;
  static constexpr slot<Prodigy> state[]{"exp_avg", slot<Prodigy>("exp_avg_sq").non_negative(), "s",
                                         slot<Prodigy>("p0").lasting().exact()};
  static constexpr bool shared = true;
  static constexpr int grad_power = 2;
  struct Numbers {
    double d = 0, d_used = 0, d_max = 0, d_numerator = 0;
    constexpr const char* problem() const {
      return d >= 0 && d_used >= 0 && d_max >= 0 ? nullptr
                                                 : "d, d_used and d_max must be at least 0";
    }
  };
  constexpr const char* problem() const { return d0 > 0 ? nullptr : "d0 must be positive"; }
  double fade() const { return beta3 > 0 ? beta3 : sqrt(beta2); }
  double rate(std::int64_t t) const {
    return bias_correction ? lr * sqrt(1 - ipow(beta2, t)) / (1 - ipow(beta1, t)) : lr;
  }
  // the weight of this gradient in s; arrays at rate 0 are left out
  double weight(std::int64_t t, double d) const {
    return d / d0 * d * (safeguard_warmup && lr > 0 ? 1 : rate(t));
  }
  auto decayed(auto p, auto g) const {
    return weight_decay != 0 && !decoupled_weight_decay ? g + weight_decay * p : g;
  }
  auto measure(Count t, const Numbers& x) const {
    const double more = weight(t, x.d > 0 ? x.d : d0), old = fade();
    return [=, first = t.first, *this](auto p, auto g, auto, auto, auto s, auto p0) {
      const auto u = decayed(p, g);
      return sums{u * ((first ? p : p0) - p), abs(old * s + more * u)};
    };
  }
  bool idle(const double* s) const { return s[1] == 0 || lr == 0; }
  void decide(std::int64_t t, const auto& s, Numbers& x) const {
    if (x.d == 0) x.d = x.d_max = d0;
    x.d_used = x.d;
    x.d_numerator = fade() * x.d_numerator + x.d / d0 * x.d * rate(t) * s[0];
    if (!(s[1] > 0) || !(lr > 0)) return;
    const double found = d_coef * x.d_numerator / s[1];
    if (x.d == d0) x.d = max(x.d, found);
    x.d_max = max(x.d_max, found);
    x.d = min(x.d_max, x.d * growth_rate);
  }
  auto at(Count t, const Numbers& x) const {
    const double d = x.d_used, step = rate(t) * d, more = weight(t, d), old = fade(),
                 small = x.d * eps, keep = decoupled_weight_decay ? 1 - step * weight_decay : 1,
                 fresh = (1 - beta1) * (beta1 > 0 ? d : x.d);  // without momentum as their code
    return [=, first = t.first, *this](auto& p, auto g, auto& m, auto& v, auto& s, auto& p0) {
      if (first) p0 = p;
      const auto u = decayed(p, g);
      p *= keep;
      m = beta1 * m + fresh * u;
      v = beta2 * v + (1 - beta2) * d * d * u * u;
      s = old * s + more * u;
      return -(step * m / (sqrt(v) + small));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
