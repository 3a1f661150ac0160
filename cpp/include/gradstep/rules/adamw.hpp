namespace gradstep::GRADSTEP_ISA {

/// AdamW: Adam whose weight decay acts on the parameter, not through the gradient (decoupled).
///     p ← (1 - lr·weight_decay)·p;  then Adam's step:
///     m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)
/// Loshchilov & Hutter, Decoupled Weight Decay Regularization, 2019. As torch.optim.AdamW.
struct AdamW {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 1e-2;
  bool amsgrad = false;
  static constexpr slot<AdamW> state[]{
      "exp_avg", "exp_avg_sq", {"max_exp_avg_sq", &AdamW::amsgrad}};
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    const double step = lr / (1 - ipow(beta1, t)), root = 1 / sqrt(1 - ipow(beta2, t)),
                 keep = 1 - lr * weight_decay;
    return [=, *this](auto& p, auto g, auto& m, auto& v, auto& v_max) {
      p *= keep;
      m += (1 - beta1) * (g - m);
      v = beta2 * v + (1 - beta2) * g * g;
      if (amsgrad) v_max = max(v_max, v);
      return -(step * m / (root * sqrt(amsgrad ? v_max : v) + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
