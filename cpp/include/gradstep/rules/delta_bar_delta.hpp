#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Delta-bar-delta: every element has a rate of its own, which grows by a constant while the
/// gradient agrees with its mean so far, and shrinks by a fraction where it does not.
///     rate ← rate + increase if g·m > 0, rate·(1 - decrease) if g·m < 0, else as it is;
///       rate = lr at first
///     m ← β₁·m + (1-β₁)·g;  p ← p - rate·g
/// increase is a step in the rate: choose it well below lr.
/// Jacobs, Increased Rates of Convergence Through Learning Rate Adaptation, 1988 (κ = increase, φ =
/// decrease, θ = β₁).
struct DeltaBarDelta {
  double lr = 1e-3, beta1 = 0.7, increase = 1e-4, decrease = 0.1;
  static constexpr double search_lr = 0.3;  // lr has the units of p²/loss
  static constexpr slot<DeltaBarDelta> state[]{
      "exp_avg", slot<DeltaBarDelta>("rate").starting_at(&DeltaBarDelta::lr).lasting().exact()};
  auto at(std::int64_t) const {
    return [*this](auto&, auto g, auto& m, auto& rate) {
      const auto agree = sign(g) * sign(m);
      rate = select(agree > 0.0, rate + increase, select(agree < 0.0, rate * (1 - decrease), rate));
      m += (1 - beta1) * (g - m);
      return -(rate * g);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
