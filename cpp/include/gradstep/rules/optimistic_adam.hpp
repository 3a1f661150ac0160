#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Optimistic Adam: the last change of Adam's direction is expected to come once more.
///     m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²
///     d = m/(1-β₁ᵗ) / (√(v/(1-β₂ᵗ) + eps_root) + eps)
///     p ← p - lr·(d + optimism·(d - prev)),  prev = d at the first step;  prev ← d
/// nesterov as in Adam. With first_difference prev = 0 at the first step, which is then longer, as
/// in ensmallen.
/// Daskalakis et al., Training GANs with Optimism, 2018, algorithm 1. As optax.optimistic_adam_v2,
/// where nesterov is the default.
struct OptimisticAdam {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, eps_root = 0, optimism = 1;
  bool nesterov = false, first_difference = false;
  static constexpr slot<OptimisticAdam> state[]{
      "exp_avg", slot<OptimisticAdam>("exp_avg_sq").non_negative(), "prev"};
  static constexpr bool OptimisticAdam::*before_loop[]{&OptimisticAdam::first_difference};
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    const Adam adam{.lr = 1,
                    .beta1 = beta1,
                    .beta2 = beta2,
                    .eps = eps,
                    .eps_root = eps_root,
                    .nesterov = nesterov};
    return [=, step = adam.at(t), weight = t > 1 || first_difference ? optimism : 0, lr = lr](
               auto& p, auto g, auto& m, auto& v, auto& prev) {
      auto unused = v;
      const auto d = -step(p, g, m, v, unused), change = d - prev;
      prev = d;
      return -(lr * (d + weight * change));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
