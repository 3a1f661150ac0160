#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// SWATS, switching from Adam to SGD: Adam until the rate at which SGD would go as far along its
/// steps has settled, and SGD with momentum at that rate from then on.
///     m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  u = √(1-β₂ᵗ)/(1-β₁ᵗ) · m / (√v + eps);
///       p ← p - lr·u
///     γ = ⟨u, u⟩/⟨u, g⟩ over all arrays;  λ ← β₂·λ + (1-β₂)·γ where ⟨u, g⟩ is not 0
///     Λ = λ/(1-β₂ᵗ);  once Λ > 0 and lr·|Λ - γ| < eps, not at the first step, m ← 0, and after it
///       m ← m + (1-β₁)(g - m);  p ← p - lr·Λ·m
/// All arrays switch together. The paper's γ, λ and Λ are lr times these; here lr moves on as
/// scheduled after the switch. A negative Λ, of which the paper says nothing, does not end Adam.
/// Keskar & Socher, Improving Generalization Performance by Switching from Adam to SGD, 2017.
/// ensmallen and pytorch_optimizer have eps = 1e-6 as their default; in pytorch_optimizer each
/// array has a λ, and the first to settle switches its whole group.
struct SWATS {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-9;
  static constexpr slot<SWATS> state[]{"exp_avg", slot<SWATS>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  static constexpr bool shared = true;
  struct Numbers {
    double ratio_avg = 0;   // λ, over lr
    double sgd_ratio = 0;   // Λ, over lr, from the next step on; 0: still Adam
    double ratio_used = 0;  // the same for this step
    constexpr const char* problem() const {
      return sgd_ratio >= 0 && ratio_used >= 0 ? nullptr
                                               : "sgd_ratio and ratio_used must not be negative";
    }
  };
  double corrected(std::int64_t t) const { return sqrt(1 - ipow(beta2, t)) / (1 - ipow(beta1, t)); }
  auto measure(std::int64_t t) const {
    return [scale = corrected(t), *this](auto, auto g, auto m, auto v) {
      m += (1 - beta1) * (g - m);
      v = beta2 * v + (1 - beta2) * g * g;
      const auto u = scale * m / (sqrt(v) + eps);
      return sums{u * u, u * g};
    };
  }
  void decide(std::int64_t t, const auto& s, Numbers& x) const {
    x.ratio_used = x.sgd_ratio;
    if (x.sgd_ratio > 0 || s[1] == 0) return;
    const double now = s[0] / s[1];
    x.ratio_avg = beta2 * x.ratio_avg + (1 - beta2) * now;
    const double settled = x.ratio_avg / (1 - ipow(beta2, t));
    if (t > 1 && lr > 0 && settled > 0 && lr * abs(settled - now) < eps) x.sgd_ratio = settled;
  }
  auto at(std::int64_t t, const Numbers& x) const {
    const bool adam = x.ratio_used == 0;
    const double step = lr * (adam ? corrected(t) : x.ratio_used),
                 left = adam && x.sgd_ratio > 0 ? 0 : 1;  // of m
    // one loop for both: SGD leaves v as it is, and divides by 0·√v + 1
    const double old = adam ? beta2 : 1, fresh = adam ? 1 - beta2 : 0, root = adam ? 1 : 0,
                 rest = adam ? eps : 1;
    return [=, beta1 = beta1](auto&, auto g, auto& m, auto& v) {
      m += (1 - beta1) * (g - m);
      v = old * v + fresh * g * g;
      const auto u = step * m / (root * sqrt(v) + rest);
      m *= left;
      return -u;
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
