#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// MADGRAD: dual averaging with momentum: a step from the start by the sum of all gradients, over
/// the cube root of that of their squares.
///     λ = (lr + eps)·√t;  v ← v + λ·g²;  s ← s + λ·g;  z = x₀ - s / (∛v + eps),  x₀ the first p
///     p ← momentum·p + (1 - momentum)·z
/// Defazio & Jelassi, Adaptivity without Compromise: A Momentumized, Adaptive, Dual Averaged
/// Gradient Method, 2021.
/// As the authors' code.
struct MADGRAD {
  double lr = 1e-2, momentum = 0.9, eps = 1e-6;
  static constexpr slot<MADGRAD> state[]{slot<MADGRAD>("grad_sum_sq").lasting().exact(),
                                         slot<MADGRAD>("s").lasting().exact(),
                                         slot<MADGRAD>("x0").lasting().exact()};
  static constexpr bool long_loop = true;
  static constexpr int grad_power = 2;
  auto at(Count t) const {
    const double weight = lr > 0 ? (lr + eps) * sqrt(static_cast<double>(t)) : 0;
    return [=, first = t.first, *this](auto& p, auto g, auto& v, auto& s, auto& x0) {
      if (first) x0 = p;
      v += weight * g * g;
      s += weight * g;
      return (1 - momentum) * (x0 - s / (cbrt(v) + eps) - p);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
