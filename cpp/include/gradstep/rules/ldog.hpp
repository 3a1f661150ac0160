#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// L-DoG, layer-wise DoG: each array goes by its own distance and its own gradients.
///     r ← max(r, |p - p₀|),  at first d0, or if that is 0 reps_rel·(1 + |p₀|);  G ← G + |g|²,
///       G = eps at first
///     p ← p - lr·r/√G · g
/// Leave lr at 1, constant; the averaged parameters (average=) are the ones to use.
/// Ivgi, Hinder & Carmon, DoG is SGD's Best Friend, 2023. As dog.LDoG.
struct LDoG {
  double lr = 1, reps_rel = 1e-6, eps = 1e-8, d0 = 0;
  static constexpr bool finds_rate = true;
  static constexpr slot<LDoG> state[]{slot<LDoG>("init_param").lasting().exact()};
  static constexpr int grad_power = 2;
  struct Numbers {
    double rbar = 0, grad_sq_sum = 0;
  };
  DoG same() const { return {lr, reps_rel, eps, d0}; }
  auto measure(Count t) const { return same().measure(t); }
  void decide(Count t, const auto& s, Numbers& x) const {
    DoG::Numbers y{x.rbar, x.grad_sq_sum};
    same().decide(t, s, y);
    x = {y.rbar, y.grad_sq_sum};
  }
  auto at(Count t, const Numbers& x) const { return same().at(t, {x.rbar, x.grad_sq_sum}); }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
