#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// SGD with D-Adaptation: dual averaging whose rate grows with a lower bound d of the distance to
/// the solution, estimated from all arrays together.
///     λ = d·lr/|g₀|, |g₀| the norm of the first gradient;  N ← N + λ·⟨g, s⟩;  s ← s + λ·g
///     d ← max(d, min(2·N/|s|, growth_rate·d)),  d0 at first;
///       p ← momentum·p + (1 - momentum)(x₀ - s),  x₀ the first p
/// Leave lr at 1; a schedule, with or without warmup, should have its peak at 1.
/// Defazio & Mishchenko, Learning-Rate-Free Learning by D-Adaptation, 2023. As
/// dadaptation.DAdaptSGD.
struct DAdaptSGD {
  double lr = 1, momentum = 0, d0 = 1e-6, growth_rate = std::numeric_limits<double>::infinity();
  static constexpr bool finds_rate = true;
  static constexpr slot<DAdaptSGD> state[]{slot<DAdaptSGD>("s").lasting().exact(),
                                           slot<DAdaptSGD>("x0").lasting().exact()};
  static constexpr int grad_power = 2;
  static constexpr bool shared = true;
  struct Numbers {
    double d = 0, d_used = 0, numerator_weighted = 0, g0_norm = 0;  // 0: not known yet
    constexpr const char* problem() const {
      return d >= 0 && d_used >= 0 ? nullptr : "d and d_used must be at least 0";
    }
  };
  constexpr const char* problem() const { return d0 > 0 ? nullptr : "d0 must be positive"; }
  auto measure(std::int64_t, const Numbers& x) const {
    // until |g₀| is known, as if it were 1
    const double step = lr * (x.d > 0 ? x.d : d0) / (x.g0_norm > 0 ? x.g0_norm : 1),
                 counts = lr > 0 ? 1 : 0;
    return [=](auto, auto g, auto s, auto) {
      const auto next = s + step * g;
      return sums{g * s, next * next, counts * g * g};
    };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const {
    x.d_used = x.d = x.d > 0 ? x.d : d0;
    const double unit = x.g0_norm > 0 ? 1 : s[2];
    if (x.g0_norm == 0) x.g0_norm = sqrt(s[2]);
    if (!(x.g0_norm > 0) || !(s[1] > 0)) return;
    x.numerator_weighted += x.d * lr / x.g0_norm * s[0];
    x.d = max(x.d, min(2 * x.numerator_weighted / sqrt(s[1] / unit), x.d * growth_rate));
  }
  auto at(Count t, const Numbers& x) const {
    const double step = x.g0_norm > 0 ? x.d_used * lr / x.g0_norm : 0, pull = 1 - momentum;
    return [=, first = t.first](auto& p, auto g, auto& s, auto& x0) {
      if (first) x0 = p;
      s += step * g;
      return pull * (x0 - s - p);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
