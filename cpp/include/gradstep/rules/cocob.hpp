#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// COCOB, continuous coin betting: every element bets on the sign of its next gradient a share of
/// what it has won so far.
///     g ← lr·g;  L ← max(L, |g|),  L = eps at first;  S ← S + |g|;  R ← max(R - g·(p - x₀), 0);
///       θ ← θ - g
///     p ← x₀ + θ/max(S + L, warmup_rounds·L) · (1 + R/L),  x₀ the first p
/// lr only weighs gradients against each other: leave it at 1, or let it fall by a schedule. Weight
/// decay is best coupled.
/// Orabona & Tommasi, Training Deep Networks without Learning Rates Through Coin Betting, 2017;
/// their α is warmup_rounds.
/// As parameterfree.COCOB and optax.contrib.cocob.
struct COCOB {
  double lr = 1, warmup_rounds = 100, eps = 1e-8;
  static constexpr bool finds_rate = true;
  static constexpr slot<COCOB> state[]{
      slot<COCOB>("L").starting_at(&COCOB::eps).non_negative().lasting().exact(),
      slot<COCOB>("grad_norm_sum").non_negative().lasting().exact(),
      slot<COCOB>("reward").non_negative().lasting().exact(),
      slot<COCOB>("sum_negative_gradients").lasting().exact(), slot<COCOB>("x0").lasting().exact()};
  constexpr const char* problem() const { return eps > 0 ? nullptr : "eps must be positive"; }
  auto at(Count t) const {
    return [first = t.first, *this](auto& p, auto g, auto& L, auto& S, auto& R, auto& theta,
                                    auto& x0) {
      if (first) x0 = p;
      const auto d = lr * g;
      L = max(L, abs(d));
      S += abs(d);
      R = max(R - d * (p - x0), 0.0);
      theta -= d;
      // not over L², which may overflow
      p = x0 + theta / max(S + L, warmup_rounds * L) * (1 + R / L);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
