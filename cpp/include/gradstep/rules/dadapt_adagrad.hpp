#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Adagrad with D-Adaptation: dual averaging whose rate grows with a lower bound d of the distance
/// to the solution, estimated from all arrays together.
///     λ = d·lr;  a ← a + g²,  a = initial_accumulator_value at first;  s ← s + λ·g;
///       G ← G + Σ λ²·g²/(√a + eps)
///     d ← max(d, min((Σ s²/(√a + eps) - G) / Σ|s|, growth_rate·d)),  d0 at first
///     p ← momentum·p + (1 - momentum)(x₀ - s/(√a + eps)),  x₀ the first p
/// Leave lr at 1. It adapts more slowly than DAdaptAdam and DAdaptSGD.
/// Defazio & Mishchenko, Learning-Rate-Free Learning by D-Adaptation, 2023. As
/// dadaptation.DAdaptAdaGrad.
struct DAdaptAdaGrad {
  double lr = 1, momentum = 0, eps = 1e-6, initial_accumulator_value = 1e-6, d0 = 1e-6,
         growth_rate = std::numeric_limits<double>::infinity();
  static constexpr bool finds_rate = true;
  static constexpr slot<DAdaptAdaGrad> state[]{
      slot<DAdaptAdaGrad>("alphak")
          .starting_at(&DAdaptAdaGrad::initial_accumulator_value)
          .non_negative()
          .lasting()
          .exact(),
      slot<DAdaptAdaGrad>("sk").lasting().exact(), slot<DAdaptAdaGrad>("x0").lasting().exact()};
  static constexpr bool shared = true;
  static constexpr int grad_power = 2;
  struct Numbers {
    double d = 0, d_used = 0, gsq_weighted = 0, sksq_weighted = 0, skl1 = 0;
    constexpr const char* problem() const {
      return d >= 0 && d_used >= 0 ? nullptr : "d and d_used must be at least 0";
    }
  };
  constexpr const char* problem() const {
    return !(d0 > 0)                                  ? "d0 must be positive"
           : eps > 0 || initial_accumulator_value > 0 ? nullptr
                                                      : "eps or initial_accumulator_value must be "
                                                        "positive";
  }
  auto measure(std::int64_t, const Numbers& x) const {
    // what becomes more: an array without a gradient keeps its share of the sums
    return [step = lr * (x.d > 0 ? x.d : d0), *this](auto, auto g, auto a, auto s, auto) {
      const auto u = step * g, next = s + u, root = sqrt(a + g * g) + eps;
      return sums{next * next / root - s * s / (sqrt(a) + eps), abs(next) - abs(s), u * u / root};
    };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const {
    x.d_used = x.d = x.d > 0 ? x.d : d0;
    x.sksq_weighted += s[0], x.skl1 += s[1], x.gsq_weighted += s[2];
    if (!(x.skl1 > 0)) return;
    x.d = max(x.d, min((x.sksq_weighted - x.gsq_weighted) / x.skl1, x.d * growth_rate));
  }
  auto at(Count t, const Numbers& x) const {
    return [=, first = t.first, step = x.d_used * lr, *this](auto& p, auto g, auto& a, auto& s,
                                                             auto& x0) {
      if (first) x0 = p;
      a += g * g;
      s += step * g;
      return (1 - momentum) * (x0 - s / (sqrt(a) + eps) - p);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
