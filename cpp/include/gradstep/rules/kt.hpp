#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// KT, Krichevsky-Trofimov betting: all arrays together bet on the next gradient a share of what
/// they have won so far.
///     g ← lr·g;  W ← W + ⟨x₀ - p, g⟩,  W = initial_wealth at first;  θ ← θ - g;
///       p ← x₀ + W/(t + 1) · θ,  x₀ the first p
/// lr·|g|, the norm over all arrays, must not exceed 1: scale by lr, or clip by clip_norm=1.
/// Orabona & Pál, Coin Betting and Parameter-Free Online Learning, 2016. As parameterfree.KT.
struct KT {
  double lr = 1, initial_wealth = 1e-4;
  static constexpr bool finds_rate = true;
  static constexpr double max_grad_norm = 1;
  static constexpr slot<KT> state[]{slot<KT>("theta").lasting().exact(),
                                    slot<KT>("x0").lasting().exact()};
  static constexpr int grad_power = 2;
  static constexpr bool shared = true;
  struct Numbers {
    double wealth = 0, share = 0;
  };
  auto measure(Count t) const {
    return [=, first = t.first, *this](auto p, auto g, auto, auto x0) {
      return sums{((first ? p : x0) - p) * (lr * g)};
    };
  }
  void decide(Count t, const auto& s, Numbers& x) const {
    x.wealth = (t.first ? initial_wealth : x.wealth) + s[0];
    x.share = x.wealth / static_cast<double>(t + 1);
  }
  auto at(Count t, const Numbers& x) const {
    return [first = t.first, share = x.share, *this](auto& p, auto g, auto& theta, auto& x0) {
      if (first) x0 = p;
      theta -= lr * g;
      p = x0 + share * theta;
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
