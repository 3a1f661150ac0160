#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// SGD with Polyak's step size: a step goes as far as the tangent takes to come down to f_min,
/// below which the loss does not fall.
///     p ← p - scaling · min((loss - f_min) / (|g|² + eps), lr) · g,  |g| over all arrays
/// lr is the largest step. Where the loss is below f_min nothing moves (SPS₊); without sps_plus the
/// step goes uphill.
/// Loizou et al., Stochastic Polyak Step-size for SGD, 2021 (SPS_max; scaling is 1/c there, lr is
/// c·γ_b); sps_plus: Garrigos et al., 2023. As optax.polyak_sgd.
struct PolyakSGD {
  double lr = 1, scaling = 1, f_min = 0, eps = 0;
  bool sps_plus = true;
  static constexpr bool finds_rate = true;
  static constexpr int grad_power = 2;  // of the norm
  static constexpr bool shared = true;
  struct Numbers {
    double step_size = 0;
  };
  static constexpr bool uses_loss = true;
  static constexpr bool lr_is_limit = true;
  auto measure(std::int64_t) const {
    return [](auto, auto g) { return sums{g * g}; };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const {
    const double gap = sps_plus ? max(s.loss - f_min, 0.0) : s.loss - f_min, norm = s[0] + eps;
    x.step_size = norm > 0 ? min(gap / norm, lr) : 0;
  }
  auto at(std::int64_t, const Numbers& x) const {
    return [step = scaling * min(x.step_size, lr)](auto&, auto g) { return -(step * g); };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
