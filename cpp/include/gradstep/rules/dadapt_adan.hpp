#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Adan with D-Adaptation: the rate grows with a lower bound d of the distance to the solution,
/// estimated from all arrays together. Experimental, its authors say.
///     λ = d·lr;  Δ = g - g_prev, 0 at first;  m ← β₁·m + (1-β₁)·λ·g;  c ← β₂·c + (1-β₂)·λ·Δ
///     v ← β₃·v + (1-β₃)(g + β₂·Δ)²;  s ← β₃·s + (1-β₃)·λ·g;  G ← β₃·G + (1-β₃)·Σ λ²·g²/(√v + eps)
///     d ← max(d, min((Σ s²/(√v + eps)/(1-β₃) - G) / Σ|s|, growth_rate·d)),  d0 at first
///     p ← (p - (m + β₂·c)/(√v + eps)) / (1 + λ·weight_decay)
///       or with no_prox  p ← (1 - λ·weight_decay)·p - (m + β₂·c)/(√v + eps)
/// Leave lr at 1.
/// Defazio & Mishchenko, Learning-Rate-Free Learning by D-Adaptation, 2023. As
/// dadaptation.DAdaptAdan.
struct DAdaptAdan {
  double lr = 1, beta1 = 0.98, beta2 = 0.92, beta3 = 0.99, eps = 1e-8, weight_decay = 0.02,
         d0 = 1e-6, growth_rate = std::numeric_limits<double>::infinity();
  bool no_prox = false;
  static constexpr bool finds_rate = true;
  static constexpr slot<DAdaptAdan> state[]{"exp_avg", "exp_avg_diff",
                                            slot<DAdaptAdan>("exp_avg_sq").non_negative(),
                                            slot<DAdaptAdan>("previous_grad").lasting(), "s"};
  static constexpr bool shared = true;
  static constexpr int grad_power = 2;
  static constexpr double grad_gain = 3;  // |g + β₂·Δ| may be three times the largest |g|
  struct Numbers {
    double d = 0, d_used = 0, gsq_weighted = 0;
    constexpr const char* problem() const {
      return d >= 0 && d_used >= 0 ? nullptr : "d and d_used must be at least 0";
    }
  };
  constexpr const char* problem() const {
    return !(d0 > 0) ? "d0 must be positive" : eps > 0 ? nullptr : "eps must be positive";
  }
  auto measure(Count t, const Numbers& x) const {
    const double step = lr * (x.d > 0 ? x.d : d0);
    return [=, first = t.first, *this](auto, auto g, auto, auto, auto v, auto g_prev, auto s) {
      const auto look = first ? g : g + beta2 * (g - g_prev), u = step * g,
                 next = beta3 * s + (1 - beta3) * u,
                 root = sqrt(beta3 * v + (1 - beta3) * look * look) + eps;
      return sums{next * next / root, abs(next), u * u / root};
    };
  }
  bool idle(const double* s) const { return s[1] == 0 && lr > 0; }
  void decide(std::int64_t, const auto& s, Numbers& x) const {
    x.d_used = x.d = x.d > 0 ? x.d : d0;
    x.gsq_weighted = beta3 * x.gsq_weighted + (1 - beta3) * s[2];
    if (!(s[1] > 0)) return;
    x.d = max(x.d, min((s[0] / (1 - beta3) - x.gsq_weighted) / s[1], x.d * growth_rate));
  }
  auto at(Count t, const Numbers& x) const {
    const double step = lr * x.d_used,
                 keep = no_prox ? 1 - step * weight_decay : 1 / (1 + step * weight_decay),
                 scale = no_prox ? 1 : keep;
    return [=, first = t.first, *this](auto& p, auto g, auto& m, auto& c, auto& v, auto& g_prev,
                                       auto& s) {
      const auto change = first ? decltype(g)(0.0) : g - g_prev, look = g + beta2 * change;
      g_prev = g;
      p *= keep;
      m = beta1 * m + (1 - beta1) * step * g;
      c = beta2 * c + (1 - beta2) * step * change;
      v = beta3 * v + (1 - beta3) * look * look;
      s = beta3 * s + (1 - beta3) * step * g;
      return -(scale * (m + beta2 * c) / (sqrt(v) + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
