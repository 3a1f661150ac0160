#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// NadaMax: Adamax with Nesterov's look-ahead and a momentum that warms up. ψ = momentum_decay.
///     μₜ = β₁·(1 - 0.96^(t·ψ)/2);  P ← P·μₜ, the product of all μ so far
///     m ← m + (1-β₁)(g - m);  u ← max(β₂·u, |g|)
///     p ← p - lr · ((1-μₜ)/(1-P)·g + μₜ₊₁/(1-P·μₜ₊₁)·m) / (u + eps)
/// Dozat, Incorporating Nesterov Momentum into Adam, 2016. ensmallen has lr = 0.001 and β₂ = 0.99
/// as its defaults.
struct NadaMax {
  double lr = 2e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, momentum_decay = 4e-3;
  static constexpr slot<NadaMax> state[]{"exp_avg", slot<NadaMax>("exp_inf").non_negative()};
  static constexpr bool timed = true;
  using Numbers = NAdam::Numbers;
  constexpr NAdam nadam() const { return {lr, beta1, beta2, eps, momentum_decay}; }
  void decide(std::int64_t t, Numbers& x) const { nadam().decide(t, x); }
  auto at(std::int64_t t, const Numbers& x) const {
    const double mu = nadam().mu(t), mu_next = nadam().mu(t + 1),
                 direct = lr * (1 - mu) / (1 - x.mu_product),
                 ahead = lr * mu_next / (1 - x.mu_product * mu_next);
    return [=, *this](auto&, auto g, auto& m, auto& u) {
      m += (1 - beta1) * (g - m);
      u = max(beta2 * u, abs(g));
      return -((direct * g + ahead * m) / (u + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
