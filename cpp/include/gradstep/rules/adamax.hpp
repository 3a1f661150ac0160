#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Adamax: Adam with the infinity norm: the largest gradient so far, fading, in place of √v.
///     m ← m + (1-β₁)(g - m);  u ← max(β₂·u, |g| + eps);  p ← p - lr/(1-β₁ᵗ) · m / u
/// Without eps_in_max: u ← max(β₂·u, |g|) and division by u + eps.
/// Kingma & Ba, Adam, 2015, section 7.1. As torch.optim.Adamax.
struct Adamax {
  double lr = 2e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8;
  bool eps_in_max = true;
  static constexpr slot<Adamax> state[]{"exp_avg", slot<Adamax>("exp_inf").non_negative()};
  auto at(std::int64_t t) const {
    // what stands for eps = 0 is not in u, which has no root, and is as small as the gradient
    const double step = lr / (1 - ipow(beta1, t)), inner = eps_in_max && eps > least_eps ? eps : 0,
                 outer = eps - inner;
    return [=, *this](auto&, auto g, auto& m, auto& u) {
      m += (1 - beta1) * (g - m);
      u = max(beta2 * u, abs(g) + inner);
      return -(step * m / (u + outer));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
