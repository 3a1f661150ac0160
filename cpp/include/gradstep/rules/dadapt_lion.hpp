#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Lion with D-Adaptation: the rate grows with a lower bound d of the distance to the solution,
/// estimated from all arrays together. Experimental, its authors say.
///     λ = d·lr;  q = √β₂;  u = sign(β₁·m + (1-β₁)·g);  p ← (1 - λ·weight_decay)·p - λ·u;
///       m ← β₂·m + (1-β₂)·λ·g
///     N ← q·N + (1-q)·λ·⟨u, s⟩;  s ← q·s + (1-q)·λ·u;  d ← max(d, N/((1-q)·Σ|s|)),  d0 at first
/// Every step of an element has the size λ, so let lr fall from 1 to 0 by a schedule.
/// Defazio & Mishchenko, Learning-Rate-Free Learning by D-Adaptation, 2023. As
/// dadaptation.DAdaptLion.
struct DAdaptLion {
  double lr = 1, beta1 = 0.9, beta2 = 0.99, weight_decay = 0, d0 = 1e-6;
  static constexpr bool finds_rate = true;
  static constexpr slot<DAdaptLion> state[]{"exp_avg", "s"};
  static constexpr bool shared = true;
  struct Numbers {
    double d = 0, d_used = 0, numerator_weighted = 0;
    constexpr const char* problem() const {
      return d >= 0 && d_used >= 0 ? nullptr : "d and d_used must be at least 0";
    }
  };
  constexpr const char* problem() const { return d0 > 0 ? nullptr : "d0 must be positive"; }
  auto direction(auto g, auto m) const { return sign(beta1 * m + (1 - beta1) * g); }
  auto measure(std::int64_t, const Numbers& x) const {
    const double step = lr * (x.d > 0 ? x.d : d0), q = sqrt(beta2);
    return [=, *this](auto, auto g, auto m, auto s) {
      const auto u = direction(g, m);
      return sums{u * s, abs(q * s + (1 - q) * step * u)};
    };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const {
    const double q = sqrt(beta2);
    x.d_used = x.d = x.d > 0 ? x.d : d0;
    x.numerator_weighted = q * x.numerator_weighted + (1 - q) * x.d * lr * s[0];
    if (s[1] > 0) x.d = max(x.d, x.numerator_weighted / ((1 - q) * s[1]));
  }
  auto at(std::int64_t, const Numbers& x) const {
    const double step = lr * x.d_used, q = sqrt(beta2), keep = 1 - step * weight_decay;
    return [=, *this](auto& p, auto g, auto& m, auto& s) {
      const auto u = direction(g, m);
      p *= keep;
      m = beta2 * m + (1 - beta2) * step * g;
      s = q * s + (1 - q) * step * u;
      return -(step * u);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
