#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// PAdam, partially adaptive Adam: it is Adam at partial = 1/2, and SGD with momentum at 0.
///     m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
///     p ← p - lr·√(1-β₂ᵗ)/(1-β₁ᵗ) · m / (√w + eps)^(2·partial)
/// Chen et al., Closing the Generalization Gap of Adaptive Gradient Methods, 2018. As the authors'
/// code.
struct PAdam {
  double lr = 0.1, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, partial = 0.25;
  bool amsgrad = true;
  static constexpr slot<PAdam> state[]{
      "exp_avg", slot<PAdam>("exp_avg_sq").non_negative(),
      slot<PAdam>{"max_exp_avg_sq", &PAdam::amsgrad}.non_negative()};
  static constexpr bool long_loop = true;
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    const double step = lr * sqrt(1 - ipow(beta2, t)) / (1 - ipow(beta1, t));
    return [=, *this](auto&, auto g, auto& m, auto& v, auto& v_max) {
      m += (1 - beta1) * (g - m);
      v = beta2 * v + (1 - beta2) * g * g;
      if (amsgrad) v_max = max(v_max, v);
      const auto d = sqrt(amsgrad ? v_max : v) + eps;
      return -(step * m / (partial == 0.25 ? sqrt(d) : pow(d, 2 * partial)));  // much faster
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
