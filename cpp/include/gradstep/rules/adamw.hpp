#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// AdamW: Adam whose weight decay acts on the parameter, not through the gradient (decoupled).
///     p ← (1 - lr·weight_decay)·p;  then Adam's step, with Adam's options:
///     m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)
/// Loshchilov & Hutter, Decoupled Weight Decay Regularization, 2019. As torch.optim.AdamW.
struct AdamW {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 1e-2, eps_root = 0;
  bool amsgrad = false, amsgrad_corrected = false, nesterov = false, uniform_correction = false,
       eps_hat = false, bias_correction1 = true, bias_correction2 = true;
  static constexpr slot<AdamW> state[]{
      "exp_avg", slot<AdamW>("exp_avg_sq").non_negative(),
      slot<AdamW>{"max_exp_avg_sq", &AdamW::amsgrad}.non_negative()};
  static constexpr bool AdamW::*before_loop[]{&AdamW::eps_hat, &AdamW::bias_correction1,
                                              &AdamW::bias_correction2};
  static constexpr bool hot = true;
  static constexpr int grad_power = 2;
  constexpr Adam adam() const {
    return {lr,
            beta1,
            beta2,
            eps,
            eps_root,
            amsgrad,
            amsgrad_corrected,
            nesterov,
            uniform_correction,
            eps_hat,
            bias_correction1,
            bias_correction2};
  }
  constexpr const char* problem() const { return adam().problem(); }
  auto at(std::int64_t t) const {
    return [keep = 1 - lr * weight_decay, step = adam().at(t)](auto& p, auto g, auto&... s) {
      p *= keep;
      return step(p, g, s...);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
