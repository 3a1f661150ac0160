#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Schedule-free AdamW: ScheduleFreeSGD, with gradients that are divided as Adam's are; β₁ stands
/// in for Adam's momentum.
///     v ← β₂·v + (1-β₂)·g²;  d = g / (√(v/(1-β₂ᵗ) + eps_root) + eps) + weight_decay·p
///     γ = lr·min(1, t/warmup);  w = tʳ·(largest γ so far)^weight_lr_power;  c = w / (sum of all w)
///     z ← z - γ'·d;  x ← (1-c)·x + c·z;  p = (1-β₁)·z + β₁·x
/// γ' is γ with max(t - warmup_delay, 0) for t.
/// decoupled_weight_decay decays p by lr·weight_decay before all this, as Keras.
/// Set lr 1 to 10 times as large as AdamW's.
/// Defazio et al., The Road Less Scheduled, 2024. As schedulefree.AdamWScheduleFree.
struct ScheduleFreeAdamW {
  double lr = 2.5e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0, warmup = 0, r = 0,
         weight_lr_power = 2, eps_root = 0, warmup_delay = 0;
  bool decoupled_weight_decay = false;
  static constexpr slot<ScheduleFreeAdamW> state[]{
      slot<ScheduleFreeAdamW>("z").lasting().exact(),
      slot<ScheduleFreeAdamW>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  static constexpr bool timed = true;
  using Numbers = ScheduleFree;
  constexpr const char* problem() const { return beta1 > 0 ? nullptr : no_interpolation; }
  void decide(std::int64_t t, Numbers& x) const {
    x.take(warmed(lr, warmup, t), beta1, r, weight_lr_power, t);
  }
  auto at(Count t, const Numbers& x) const {
    const double c2 = 1 - ipow(beta2, t), root = 1 / sqrt(c2), inner = c2 * eps_root,
                 keep = decoupled_weight_decay ? 1 - lr * weight_decay : 1,
                 decay = decoupled_weight_decay ? 0 : weight_decay;
    return [=, first = t.first, update = x.update(warmed(lr, warmup, t, warmup_delay)), *this](
               auto& p, auto g, auto& z, auto& v) {
      if (first) z = p;
      p *= keep;
      v = beta2 * v + (1 - beta2) * g * g;
      update(p, g / (root * sqrt(v + inner) + eps) + decay * p, z);
    };
  }
  auto evaluated(const Numbers& x) const { return x.average(); }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
