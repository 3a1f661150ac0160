#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Schedule-free RAdam: ScheduleFreeAdamW, warmed up by RAdam's rectification instead of by a
/// number of updates.
///     v ← β₂·v + (1-β₂)·g²;  ρ∞ = 2/(1-β₂) - 1;  ρ = ρ∞ - 2t·β₂ᵗ/(1-β₂ᵗ)
///     ρ > 4:  γ = lr·√((ρ-4)(ρ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρ));
///       d = g / (√(v/(1-β₂ᵗ)) + eps) + weight_decay·p
///     else:   γ = 0, or lr without silent_sgd_phase;      d = g + weight_decay·p
///     w = tʳ·(largest γ so far)^weight_lr_power;  c = w / (sum of all w)
///     z ← z - γ·d;  x ← (1-c)·x + c·z;  p = (1-β₁)·z + β₁·x
/// Defazio et al., The Road Less Scheduled, 2024; Liu et al., On the Variance of the Adaptive
/// Learning Rate and Beyond,
/// 2020. As schedulefree.RAdamScheduleFree.
struct ScheduleFreeRAdam {
  double lr = 2.5e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0, r = 0,
         weight_lr_power = 2;
  bool silent_sgd_phase = true;
  static constexpr slot<ScheduleFreeRAdam> state[]{
      slot<ScheduleFreeRAdam>("z").lasting().exact(),
      slot<ScheduleFreeRAdam>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  static constexpr bool timed = true;
  using Numbers = ScheduleFree;
  constexpr const char* problem() const { return beta1 > 0 ? nullptr : no_interpolation; }
  double rate(double trust) const { return lr * (trust > 0 || silent_sgd_phase ? trust : 1); }
  void decide(std::int64_t t, Numbers& x) const {
    x.take(rate(rectification(beta2, 4, t)), beta1, r, weight_lr_power, t);
  }
  auto at(Count t, const Numbers& x) const {
    const double trust = rectification(beta2, 4, t), root = 1 / sqrt(1 - ipow(beta2, t));
    return [=, first = t.first, update = x.update(rate(trust)), *this](auto& p, auto g, auto& z,
                                                                       auto& v) {
      if (first) z = p;
      v = beta2 * v + (1 - beta2) * g * g;
      const auto d = trust > 0 ? g / (root * sqrt(v) + eps) : g;
      update(p, d + weight_decay * p, z);
    };
  }
  auto evaluated(const Numbers& x) const { return x.average(); }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
