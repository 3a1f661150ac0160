#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// NovoGrad: momentum on gradients that are normalized for each array, by a running mean of their
/// squared norm.
///     n ← β₂·n + (1-β₂)·|g|²,  n = |g|² at first;  d = g / (√n + eps) + weight_decay·p
///     m ← β₁·m + d,  m = d at first;  p ← p - lr·m
/// grad_averaging takes (1-β₁)·d into m after the first step; with average_first it does so in that
/// step too, and n begins at the first g that is not 0, as timm.
/// decoupled_weight_decay decays p before and leaves it out of d.
/// Ginsburg et al., Stochastic Gradient Methods with Layer-wise Adaptive Moments, 2019. As
/// pytorch_optimizer.
struct NovoGrad {
  double lr = 1e-3, beta1 = 0.95, beta2 = 0.98, eps = 1e-8, weight_decay = 0;
  bool decoupled_weight_decay = false, grad_averaging = false, average_first = false;
  static constexpr slot<NovoGrad> state[]{"exp_avg"};
  static constexpr int grad_power = 2;
  struct Numbers {
    double exp_avg_sq = 0;
  };
  auto measure(std::int64_t) const {
    return [](auto, auto g, auto) { return sums{g * g}; };
  }
  void decide(Count t, const auto& s, Numbers& x) const {
    const bool first = average_first ? x.exp_avg_sq == 0 : t.first;
    x.exp_avg_sq = first ? s[0] : beta2 * x.exp_avg_sq + (1 - beta2) * s[0];
  }
  auto at(Count t, const Numbers& x) const {
    const double share = grad_averaging && (!t.first || average_first) ? 1 - beta1 : 1,
                 scale = share / (sqrt(x.exp_avg_sq) + eps),
                 decay = decoupled_weight_decay ? 0 : share * weight_decay,
                 keep = decoupled_weight_decay ? 1 - lr * weight_decay : 1;
    return [=, *this](auto& p, auto g, auto& m) {
      p *= keep;
      m = beta1 * m + scale * g + decay * p;
      return -(lr * m);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
