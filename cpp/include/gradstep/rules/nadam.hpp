#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// NAdam: Adam with Nesterov's look-ahead and a momentum that warms up. ψ = momentum_decay.
///     μₜ = β₁·(1 - 0.96^(t·ψ)/2);  P ← P·μₜ, the product of all μ so far
///     m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²
///     p ← p - lr · ((1-μₜ)/(1-P)·g + μₜ₊₁/(1-P·μₜ₊₁)·m) / (√v/√(1-β₂ᵗ) + eps)
/// Dozat, Incorporating Nesterov Momentum into Adam, 2016. As torch.optim.NAdam.
struct NAdam {
  double lr = 2e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, momentum_decay = 4e-3;
  static constexpr slot<NAdam> state[]{"exp_avg", slot<NAdam>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  static constexpr bool timed = true;
  struct Numbers {
    double mu_product = 1;
    constexpr const char* problem() const {
      return mu_product >= 0 && mu_product <= 1 ? nullptr : "mu_product must be from 0 to 1";
    }
  };
  double mu(std::int64_t t) const {
    return beta1 * (1 - 0.5 * pow(0.96, static_cast<double>(t) * momentum_decay));
  }
  void decide(std::int64_t t, Numbers& x) const { x.mu_product *= mu(t); }
  auto at(std::int64_t t, const Numbers& x) const {
    const double direct = lr * (1 - mu(t)) / (1 - x.mu_product),
                 ahead = lr * mu(t + 1) / (1 - x.mu_product * mu(t + 1)),
                 root = 1 / sqrt(1 - ipow(beta2, t));
    return [=, *this](auto&, auto g, auto& m, auto& v) {
      m += (1 - beta1) * (g - m);
      v = beta2 * v + (1 - beta2) * g * g;
      return -((direct * g + ahead * m) / (root * sqrt(v) + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
