#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// AdamaxW: Adamax with decoupled weight decay.
///     p ← (1 - lr·weight_decay)·p;  then Adamax's step:
///     m ← m + (1-β₁)(g - m);  u ← max(β₂·u, |g| + eps);  p ← p - lr/(1-β₁ᵗ) · m / u
/// Kingma & Ba 2015; Loshchilov & Hutter 2019. As optax.adamaxw.
struct AdamaxW {
  double lr = 2e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 1e-4;
  bool eps_in_max = true;
  static constexpr slot<AdamaxW> state[]{"exp_avg", slot<AdamaxW>("exp_inf").non_negative()};
  constexpr Adamax adamax() const { return {lr, beta1, beta2, eps, eps_in_max}; }
  auto at(std::int64_t t) const {
    return [keep = 1 - lr * weight_decay, step = adamax().at(t)](auto& p, auto g, auto&... s) {
      p *= keep;
      return step(p, g, s...);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
