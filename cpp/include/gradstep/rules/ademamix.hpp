#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// AdEMAMix: Adam with a second, much slower mean of the gradients, which remembers thousands of
/// steps.
///     m ← m + (1-β₁)(g - m);  s ← s + (1-β₃)(g - s);  v ← β₂·v + (1-β₂)·g²
///     p ← p - lr · (m/(1-β₁ᵗ) + slow_weight·s) / (√(v/(1-β₂ᵗ)) + eps)
/// Both may warm up: slow_weight linearly from 0, β₃ from β₁ so that its half-life grows linearly.
/// The paper's weight decay is the one with decoupled_weight_decay.
/// Pagliardini, Ablin & Grangier, The AdEMAMix Optimizer: Better, Faster, Older, 2024; slow_weight
/// is its α.
struct AdEMAMix {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, beta3 = 0.9999, slow_weight = 5, eps = 1e-8;
  double slow_weight_warmup = 0, beta3_warmup = 0;
  static constexpr slot<AdEMAMix> state[]{"exp_avg", "exp_avg_slow",
                                          slot<AdEMAMix>("exp_avg_sq").non_negative()};
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    const double now = static_cast<double>(t), x = now / beta3_warmup;
    const double weight =
        now < slow_weight_warmup ? slow_weight * now / slow_weight_warmup : slow_weight;
    const double slow =
        now < beta3_warmup ? min(exp(1 / ((1 - x) / log(beta1) + x / log(beta3))), beta3) : beta3;
    const double step = lr / (1 - ipow(beta1, t)), slow_step = lr * weight,
                 root = 1 / sqrt(1 - ipow(beta2, t));
    return [=, *this](auto&, auto g, auto& m, auto& s, auto& v) {
      m += (1 - beta1) * (g - m);
      s += (1 - slow) * (g - s);
      v = beta2 * v + (1 - beta2) * g * g;
      return -((step * m + slow_step * s) / (root * sqrt(v) + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
