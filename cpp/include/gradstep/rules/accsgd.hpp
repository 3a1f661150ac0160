#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// AccSGD, accelerated SGD: short steps coupled to the running mean of long ones.
///     α = 1 - ξ·c²/κ;  w ← α·w + (1-α)·(p - κ·lr/c · g),  w = p at first
///     p ← (c·(p - lr·g) + (1-α)·w) / (c + 1 - α)
/// κ: how much longer the long step is; ξ: the statistical advantage, at most √κ; c: the constant,
/// 0.7.
/// Kidambi et al., On the Insufficiency of Existing Momentum Schemes for Stochastic
/// Optimization, 2018.
struct AccSGD {
  double lr = 1e-3, kappa = 1000, xi = 10, constant = 0.7;
  static constexpr slot<AccSGD> state[]{slot<AccSGD>("momentum_buffer").lasting().exact()};
  auto at(Count t) const {
    // the box divided through, so that w = p stays p where nothing moves
    const double c = constant, fresh = xi * c * c / kappa, step = lr * xi * c,
                 pull = xi * c / (kappa + xi * c);
    return [=, first = t.first, *this](auto& p, auto g, auto& w) {
      if (first) w = p;
      w += fresh * (p - w) - step * g;
      const auto u = -(lr * g);
      return u + pull * (w - (p + u));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
