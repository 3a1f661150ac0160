#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// AdaBelief: Adam that divides by how far gradients stray from their mean, so that steps are small
/// where gradients surprise.
///     m ← m + (1-β₁)(g - m);  s ← β₂·s + (1-β₂)(g - m)² + eps_root;
///       w = s, or with amsgrad the largest s so far
///     p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)
/// rectify takes RAdam's step with w for its v, and sma_threshold and degenerated_to_sgd from
/// there. nesterov as in Adam.
/// Zhuang et al., AdaBelief Optimizer, 2020; the paper's ε is both eps and eps_root. As
/// optax.adabelief.
struct AdaBelief {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-16, eps_root = 1e-16, sma_threshold = 5;
  bool amsgrad = false, nesterov = false, rectify = false, degenerated_to_sgd = true;
  static constexpr slot<AdaBelief> state[]{
      "exp_avg", slot<AdaBelief>("exp_avg_var").non_negative(),
      slot<AdaBelief>{"max_exp_avg_var", &AdaBelief::amsgrad}.non_negative()};
  static constexpr int grad_power = 2;
  static constexpr double grad_gain = 2;  // |g - m| may be twice the largest |g|
  auto at(std::int64_t t) const {
    const double trust = rectify ? rectification(beta2, sma_threshold, t) : 1;
    const bool adapt = trust > 0;
    const double rate = lr * (adapt ? trust : degenerated_to_sgd ? 1 : 0);
    const double root = 1 / sqrt(1 - ipow(beta2, t)), outer = rectify ? root * eps : eps;
    const double step = rate / (1 - ipow(beta1, t)), direct = (1 - beta1) * step,
                 ahead = rate * beta1 / (1 - ipow(beta1, t + 1));
    return [=, *this](auto&, auto g, auto& m, auto& s, auto& s_max) {
      m += (1 - beta1) * (g - m);
      s = beta2 * s + (1 - beta2) * (g - m) * (g - m) + eps_root;
      if (amsgrad) s_max = max(s_max, s);
      const auto u = nesterov ? ahead * m + direct * g : step * m;
      return -(adapt ? u / (root * sqrt(amsgrad ? s_max : s) + outer) : u);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
