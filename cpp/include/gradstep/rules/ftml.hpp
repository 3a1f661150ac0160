#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// FTML, follow the moving leader: each step goes to the minimum of all past steps' quadratic
/// models, of which the newest count most.
///     v ← β₂·v + (1-β₂)·g²;  d ← (1-β₁ᵗ)/lr · (√(v/(1-β₂ᵗ)) + eps)
///     p ← p - (1-β₁)·g/d
/// The paper keeps z ← β₁·z + (1-β₁)·g - (d - β₁·d_prev)·p and sets p ← -z/d. As z = -d_prev·p
/// before each step, that is the same step, and neither z nor d need be kept.
/// Zheng & Kwok, Follow the Moving Leader in Deep Learning, 2017. ensmallen has β₁ = 0.9 and
/// lr = 0.001 as its defaults.
struct FTML {
  double lr = 2.5e-3, beta1 = 0.6, beta2 = 0.999, eps = 1e-8;
  static constexpr slot<FTML> state[]{slot<FTML>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    const double step = lr * (1 - beta1) / (1 - ipow(beta1, t)),
                 root = 1 / sqrt(1 - ipow(beta2, t));
    return [=, *this](auto&, auto g, auto& v) {
      v = beta2 * v + (1 - beta2) * g * g;
      return -(step * g / (root * sqrt(v) + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
