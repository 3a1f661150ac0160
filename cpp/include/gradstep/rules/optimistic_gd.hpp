#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Optimistic gradient descent: the gradient's last change is expected to come once more.
///     p ← p - lr·(g + optimism·(g - prev)),  prev = g at the first step;  prev ← g
/// Daskalakis et al., Training GANs with Optimism, 2018. As optax.optimistic_gradient_descent with
/// alpha = 1.
struct OptimisticGD {
  double lr = 1e-3, optimism = 1;
  static constexpr double search_lr = 0.3;  // lr has the units of p²/loss
  static constexpr slot<OptimisticGD> state[]{slot<OptimisticGD>("prev").lasting()};
  auto at(Count t) const {
    return [first = t.first, *this](auto&, auto g, auto& prev) {
      const auto change = first ? g - g : g - prev;
      prev = g;
      return -(lr * (g + optimism * change));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
