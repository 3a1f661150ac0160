namespace gradstep::GRADSTEP_ISA {

/// Stochastic gradient descent, with momentum and Nesterov's look-ahead.
///     b ← momentum·b + (1 - dampening)·g,  b = g at the first step;   d = g + momentum·b (nesterov), b (momentum) or g
///     p ← p - lr·d
/// Robbins & Monro 1951; Sutskever et al., On the importance of initialization and momentum, 2013. As torch.optim.SGD.
struct SGD {
  double lr = 1e-3, momentum = 0, dampening = 0;
  bool nesterov = false;
  static constexpr slot<SGD> state[]{{"momentum_buffer", &SGD::momentum}};
  constexpr const char* problem() const {
    return nesterov && (momentum == 0 || dampening != 0)
               ? "nesterov=True needs momentum > 0 and dampening = 0"
               : nullptr;
  }
  auto at(std::int64_t t) const {
    return [first = t == 1, *this](auto&, auto g, auto& b) {
      if (momentum == 0) return -(lr * g);
      b = first ? g : momentum * b + (1 - dampening) * g;
      return -(lr * (nesterov ? g + momentum * b : b));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
