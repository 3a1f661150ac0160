#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// NAdamW: NAdam with decoupled weight decay.
///     p ← (1 - lr·weight_decay)·p;  then NAdam's step:
///     m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²
///     p ← p - lr · ((1-μₜ)/(1-P)·g + μₜ₊₁/(1-P·μₜ₊₁)·m) / (√v/√(1-β₂ᵗ) + eps)
/// Dozat 2016; Loshchilov & Hutter 2019. As torch.optim.NAdam with decoupled_weight_decay.
struct NAdamW {
  double lr = 2e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 1e-2,
         momentum_decay = 4e-3;
  static constexpr slot<NAdamW> state[]{"exp_avg", slot<NAdamW>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  static constexpr bool timed = true;
  using Numbers = NAdam::Numbers;
  constexpr NAdam nadam() const { return {lr, beta1, beta2, eps, momentum_decay}; }
  void decide(std::int64_t t, Numbers& x) const { nadam().decide(t, x); }
  auto at(std::int64_t t, const Numbers& x) const {
    return [keep = 1 - lr * weight_decay, step = nadam().at(t, x)](auto& p, auto g, auto&... s) {
      p *= keep;
      return step(p, g, s...);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
