#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// LAMB: Adam's step, rescaled for each array to the norm of its parameters.
///     m ← β₁·m + (1-β₁)·g;  v ← β₂·v + (1-β₂)·g²;
///       u = m/(1-β₁ᵗ) / (√(v/(1-β₂ᵗ)) + eps) + weight_decay·p
///     p ← p - lr·r·u,  r = |p| / (|u| + trust_eps), 1 if a norm is 0, at most 1 with trust_clip
/// Without always_adapt r = 1 where weight_decay = 0. decoupled_weight_decay decays p before all
/// this and leaves it out of u. Without grad_averaging m takes the whole g. norm_limit, if not 0,
/// bounds |p| in r, and late_correction corrects only m, and after r has been taken: both as
/// pytorch_optimizer.
/// You et al., Large Batch Optimization for Deep Learning: Training BERT in 76 minutes, 2020. As
/// optax.lamb, and timm's with always_adapt.
struct LAMB {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-6, weight_decay = 1e-2;
  double trust_eps = 0, norm_limit = 0;
  bool decoupled_weight_decay = false, grad_averaging = true, bias_correction = true,
       late_correction = false, trust_clip = false, always_adapt = true;
  static constexpr slot<LAMB> state[]{"exp_avg", slot<LAMB>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  struct Numbers {
    double trust_ratio = 1;
  };
  auto direction(std::int64_t t) const {
    const bool correct = bias_correction && !late_correction;
    const double scale = correct ? 1 / (1 - ipow(beta1, t)) : 1,
                 root = correct ? 1 / sqrt(1 - ipow(beta2, t)) : 1,
                 share = grad_averaging ? 1 - beta1 : 1,
                 keep = decoupled_weight_decay ? 1 - lr * weight_decay : 1,
                 decay = decoupled_weight_decay ? 0 : weight_decay;
    return [=, *this](auto& p, auto g, auto& m, auto& v) {
      p *= keep;
      m = beta1 * m + share * g;
      v = beta2 * v + (1 - beta2) * g * g;
      return scale * m / (root * sqrt(v) + eps) + decay * p;
    };
  }
  auto measure(std::int64_t t) const {
    return [direct = direction(t)](auto p, auto g, auto m, auto v) {
      const auto u = direct(p, g, m, v);
      return sums{p * p, u * u};
    };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const {
    const bool adapt = (always_adapt || weight_decay != 0) && s[0] > 0 && s[1] > 0;
    const double norm = norm_limit > 0 ? min(sqrt(s[0]), norm_limit) : sqrt(s[0]);
    x.trust_ratio = adapt ? norm / (sqrt(s[1]) + trust_eps) : 1;
    if (trust_clip) x.trust_ratio = min(x.trust_ratio, 1.0);
  }
  auto at(std::int64_t t, const Numbers& x) const {
    const double late = bias_correction && late_correction ? 1 - ipow(beta1, t) : 1;
    return [direct = direction(t), step = lr * x.trust_ratio / late](
               auto& p, auto g, auto& m, auto& v) { return -(step * direct(p, g, m, v)); };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
