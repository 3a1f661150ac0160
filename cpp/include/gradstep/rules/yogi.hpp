#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Yogi: Adam whose second moment moves by amounts of g², so that it cannot fall or rise at once.
///     m ← m + (1-β₁)(g - m);  v ← v - (1-β₂)·sign(v - g²)·g²;
///       both start at initial_accumulator_value
///     p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)
/// Zaheer et al., Adaptive Methods for Nonconvex Optimization, 2018. As optax.yogi.
struct Yogi {
  double lr = 1e-2, beta1 = 0.9, beta2 = 0.999, eps = 1e-3, initial_accumulator_value = 1e-6;
  static constexpr slot<Yogi> state[]{
      slot<Yogi>("exp_avg").starting_at(&Yogi::initial_accumulator_value),
      slot<Yogi>("exp_avg_sq").starting_at(&Yogi::initial_accumulator_value).non_negative()};
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    const double step = lr / (1 - ipow(beta1, t)), root = 1 / sqrt(1 - ipow(beta2, t));
    return [=, *this](auto&, auto g, auto& m, auto& v) {
      m += (1 - beta1) * (g - m);
      v -= (1 - beta2) * sign(v - g * g) * g * g;
      return -(step * m / (root * sqrt(v) + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
