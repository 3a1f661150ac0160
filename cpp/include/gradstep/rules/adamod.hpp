#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// AdaMod: Adam whose rates, element by element, may not exceed their own running mean.
///     m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  η = lr·√(1-β₂ᵗ)/(1-β₁ᵗ) / (√v + eps)
///     a ← a + (1-β₃)(η - a);  p ← p - min(η, a)·m
/// Ding, Ren, Luo & Sun, An Adaptive and Momental Bound Method for Stochastic Learning, 2019. As
/// the authors' code.
struct AdaMod {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, beta3 = 0.999, eps = 1e-8;
  static constexpr slot<AdaMod> state[]{"exp_avg", slot<AdaMod>("exp_avg_sq").non_negative(),
                                        slot<AdaMod>("exp_avg_lr").exact()};
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    const double step = lr * sqrt(1 - ipow(beta2, t)) / (1 - ipow(beta1, t));
    return [=, *this](auto&, auto g, auto& m, auto& v, auto& a) {
      m += (1 - beta1) * (g - m);
      v = beta2 * v + (1 - beta2) * g * g;
      const auto rate = step / (sqrt(v) + eps);
      a += (1 - beta3) * (rate - a);
      return -(min(rate, a) * m);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
