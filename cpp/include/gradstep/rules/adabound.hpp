#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// AdaBound: Adam whose rates are held between bounds that close in on final_lr: it ends as SGD
/// with momentum.
///     m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;
///       w = v, or with amsgrad (AMSBound) the largest v so far
///     η = clamp(lr·√(1-β₂ᵗ)/(1-β₁ᵗ) / (√(w + eps_root) + eps),
///       final_lr·(1 - 1/(γt+1)), final_lr·(1 + 1/(γt)))
///     p ← p - η·m;   with base_lr > 0 the bounds follow lr's schedule: final_lr·lr/base_lr
/// Luo, Xiong, Liu & Sun, Adaptive Gradient Methods with Dynamic Bound of Learning Rate, 2019. As
/// the authors' code.
struct AdaBound {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, final_lr = 0.1, gamma = 1e-3,
         base_lr = 0, eps_root = 0;
  bool amsgrad = false;
  static constexpr slot<AdaBound> state[]{
      "exp_avg", slot<AdaBound>("exp_avg_sq").non_negative(),
      slot<AdaBound>{"max_exp_avg_sq", &AdaBound::amsgrad}.non_negative()};
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    const double step = lr * sqrt(1 - ipow(beta2, t)) / (1 - ipow(beta1, t)),
                 end = base_lr > 0 ? final_lr * lr / base_lr : final_lr,
                 passed = gamma * static_cast<double>(t), low = end * (1 - 1 / (passed + 1)),
                 high = end * (1 + 1 / passed);
    return [=, *this](auto&, auto g, auto& m, auto& v, auto& v_max) {
      m += (1 - beta1) * (g - m);
      v = beta2 * v + (1 - beta2) * g * g;
      if (amsgrad) v_max = max(v_max, v);
      const auto d = sqrt((amsgrad ? v_max : v) + eps_root) + eps;
      return -(clamp(step / d, low, high) * m);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
