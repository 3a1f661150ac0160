#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Adam: running means of the gradient and of its square, both corrected for their start at zero.
///     m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
///     p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)
/// nesterov looks ahead: β₁·m/(1-β₁ᵗ⁺¹) + (1-β₁)·g/(1-β₁ᵗ) in place of m/(1-β₁ᵗ). eps_root is added
/// to w/(1-β₂ᵗ).
/// With eps_hat both eps are added before the division by √(1-β₂ᵗ): √(w + eps_root) + eps.
/// Kingma & Ba, Adam, 2015; amsgrad: Reddi, Kale & Kumar 2018; nesterov: Dozat 2016. As
/// torch.optim.Adam.
struct Adam {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, eps_root = 0;
  bool amsgrad = false, amsgrad_corrected = false, nesterov = false, uniform_correction = false,
       eps_hat = false, bias_correction1 = true, bias_correction2 = true;
  static constexpr slot<Adam> state[]{"exp_avg", slot<Adam>("exp_avg_sq").non_negative(),
                                      slot<Adam>{"max_exp_avg_sq", &Adam::amsgrad}.non_negative()};
  static constexpr bool Adam::*before_loop[]{&Adam::eps_hat, &Adam::bias_correction1,
                                             &Adam::bias_correction2};
  static constexpr bool hot = true;
  static constexpr int grad_power = 2;
  constexpr const char* problem() const {
    return amsgrad_corrected && !amsgrad     ? "amsgrad_corrected=True needs amsgrad=True"
           : uniform_correction && !nesterov ? "uniform_correction=True needs nesterov=True"
                                             : nullptr;
  }
  auto at(std::int64_t t) const {
    const double c1 = bias_correction1 ? 1 - ipow(beta1, t) : 1,
                 c2 = bias_correction2 ? 1 - ipow(beta2, t) : 1,
                 c1_next = bias_correction1 && !uniform_correction ? 1 - ipow(beta1, t + 1) : c1;
    const double step = lr / c1, ahead = lr * beta1 / c1_next, direct = (1 - beta1) * step;
    const double grow = amsgrad_corrected ? 1 / c2 : 1;        // v is corrected before its maximum
    const double root = amsgrad_corrected ? 1 : 1 / sqrt(c2);  // or the maximum afterwards
    const double inner = eps_hat || amsgrad_corrected ? eps_root : c2 * eps_root,
                 outer = eps_hat ? root * eps : eps;
    return
        [=, beta1 = beta1, beta2 = beta2, amsgrad = amsgrad, amsgrad_corrected = amsgrad_corrected,
         nesterov = nesterov, eps_root = eps_root](auto&, auto g, auto& m, auto& v, auto& v_max) {
          m += (1 - beta1) * (g - m);
          v = beta2 * v + (1 - beta2) * g * g;
          if (amsgrad) v_max = max(v_max, amsgrad_corrected ? grow * v : v);
          const auto w = amsgrad ? v_max : v;
          const auto d = root * sqrt(eps_root == 0 ? w : w + inner) + outer;
          return -((nesterov ? ahead * m + direct * g : step * m) / d);
        };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
