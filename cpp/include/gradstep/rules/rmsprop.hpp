namespace gradstep::GRADSTEP_ISA {

/// RMSprop: gradients divided by their running root mean square.
///     v ← α·v + (1-α)·g²;  a ← a + (1-α)·(g - a);  d = g / (√(v - a²) + eps)  (without a² unless centered)
///     p ← p - lr·d, or with momentum  b ← momentum·b + d;  p ← p - lr·b
/// Tieleman & Hinton, lecture 6.5, 2012; centered: Graves 2013. As torch.optim.RMSprop, with v - a² kept at 0 or above.
struct RMSprop {
  double lr = 1e-2, alpha = 0.99, eps = 1e-8, momentum = 0;
  bool centered = false;
  static constexpr slot<RMSprop> state[]{
      "square_avg", {"grad_avg", &RMSprop::centered}, {"momentum_buffer", &RMSprop::momentum}};
  static constexpr int grad_power = 2;
  auto at(std::int64_t) const {
    return [*this](auto&, auto g, auto& v, auto& a, auto& b) {
      v = alpha * v + (1 - alpha) * g * g;
      if (centered) a += (1 - alpha) * (g - a);
      auto d = g / (sqrt(centered ? max(v - a * a, 0.0) : v) + eps);
      if (momentum != 0) d = b = momentum * b + d;
      return -(lr * d);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
