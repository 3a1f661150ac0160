#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Stochastic gradient descent, with momentum and Nesterov's look-ahead.
///     b ← momentum·b + (1 - dampening)·g,  b = g at the first step;
///       d = g + momentum·b (nesterov), b (momentum) or g
///     p ← p - lr·d;
///       with lr_in_momentum b sums lr·g, and p ← p - d: past gradients keep the rate of their time
/// Robbins & Monro 1951; Sutskever et al., On the importance of initialization and momentum, 2013.
/// As torch.optim.SGD;
/// with lr_in_momentum as Keras and scikit-learn.
struct SGD {
  double lr = 1e-3, momentum = 0, dampening = 0;
  bool nesterov = false, lr_in_momentum = false;
  static constexpr double search_lr = 0.3;  // lr has the units of p²/loss
  static constexpr slot<SGD> state[]{{"momentum_buffer", &SGD::momentum}};
  static constexpr bool hot = true;
  constexpr const char* problem() const {
    return nesterov && (momentum == 0 || dampening != 0)
               ? "nesterov=True needs momentum > 0 and dampening = 0"
               : nullptr;
  }
  auto at(Count t) const {
    return [first = t.first, *this](auto&, auto g, auto& b) {
      if (momentum == 0) return -(lr * g);
      if (lr_in_momentum) g *= lr;
      b = first ? g : momentum * b + (1 - dampening) * g;
      const auto d = nesterov ? g + momentum * b : b;
      return lr_in_momentum ? -d : -(lr * d);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
