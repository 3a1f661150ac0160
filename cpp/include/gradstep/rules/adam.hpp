namespace gradstep::GRADSTEP_ISA {

/// Adam: running means of the gradient and of its square, both corrected for their start at zero.
///     m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
///     p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)
/// Kingma & Ba, Adam, 2015; amsgrad: Reddi, Kale & Kumar 2018. As torch.optim.Adam.
struct Adam {
  double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8;
  bool amsgrad = false;
  static constexpr slot<Adam> state[]{"exp_avg", "exp_avg_sq", {"max_exp_avg_sq", &Adam::amsgrad}};
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    const double step = lr / (1 - ipow(beta1, t)), root = 1 / sqrt(1 - ipow(beta2, t));
    return [=, *this](auto&, auto g, auto& m, auto& v, auto& v_max) {
      m += (1 - beta1) * (g - m);
      v = beta2 * v + (1 - beta2) * g * g;
      if (amsgrad) v_max = max(v_max, v);
      return -(step * m / (root * sqrt(amsgrad ? v_max : v) + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
