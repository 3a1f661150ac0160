#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// RAdam: Adam that waits until its second moment is worth using, and then trusts it by degrees.
///     m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  ρ∞ = 2/(1-β₂) - 1;  ρ = ρ∞ - 2t·β₂ᵗ/(1-β₂ᵗ)
///     ρ > sma_threshold:  r = √((ρ-4)(ρ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρ));
///       p ← p - lr·r/(1-β₁ᵗ) · m·√(1-β₂ᵗ)/(√v + eps)
///     else:               p ← p - lr/(1-β₁ᵗ) · m,  or no step without degenerated_to_sgd
/// nesterov, eps_root and eps_hat as in Adam; here eps_hat is the default.
/// Liu et al., On the Variance of the Adaptive Learning Rate and Beyond, 2020. As
/// torch.optim.RAdam.
struct RAdam {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, eps_root = 0, sma_threshold = 5;
  bool nesterov = false, degenerated_to_sgd = true, eps_hat = true;
  static constexpr slot<RAdam> state[]{"exp_avg", slot<RAdam>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    const double trust = rectification(beta2, sma_threshold, t);
    const bool adapt = trust > 0;
    const double rate = lr * (adapt ? trust : degenerated_to_sgd ? 1 : 0);
    const double c2 = 1 - ipow(beta2, t), root = 1 / sqrt(c2),
                 inner = eps_hat ? eps_root : c2 * eps_root, outer = eps_hat ? root * eps : eps;
    const double step = rate / (1 - ipow(beta1, t)), direct = (1 - beta1) * step,
                 ahead = rate * beta1 / (1 - ipow(beta1, t + 1));
    return [=, *this](auto&, auto g, auto& m, auto& v) {
      m += (1 - beta1) * (g - m);
      v = beta2 * v + (1 - beta2) * g * g;
      const auto u = nesterov ? ahead * m + direct * g : step * m;
      return -(adapt ? u / (root * sqrt(v + inner) + outer) : u);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
