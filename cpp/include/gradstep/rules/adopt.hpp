#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// ADOPT: Adam that divides each gradient by the second moment before it, and averages after that.
///     first v ← g², and nothing moves;  then
///       x = clamp(g / max(√v, eps), ±(t - clip_offset)^clip_exponent)
///     m ← m + (1-β₁)(x - m);  p ← p - lr·m;  v ← β₂·v + (1-β₂)·g²
/// Taniguchi et al., ADOPT: Modified Adam Can Converge with Any β₂ with the Optimal Rate, 2024. As
/// the authors' code;
/// clip_offset = 0: pytorch_optimizer; nesterov: optax.
struct ADOPT {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.9999, eps = 1e-6, clip_exponent = 0.25, clip_offset = 1;
  bool use_clipping = true, nesterov = false;
  static constexpr slot<ADOPT> state[]{"exp_avg", slot<ADOPT>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    const double bound = pow(static_cast<double>(t) - clip_offset, clip_exponent);
    return [=, first = t == 1, *this](auto&, auto g, auto& m, auto& v) {
      if (first) {
        v = g * g;
        return decltype(g)(0.0);
      }
      auto x = g / max(sqrt(v), eps);
      if (use_clipping) x = clamp(x, -bound, bound);
      m += (1 - beta1) * (x - m);
      v = beta2 * v + (1 - beta2) * g * g;
      return -(lr * (nesterov ? m + (1 - beta1) * (x - m) : m));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
