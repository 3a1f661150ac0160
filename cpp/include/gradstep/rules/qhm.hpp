#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// QHM, quasi-hyperbolic momentum: a weighted mean of the gradient and of its running mean.
///     b ← momentum·b + (1 - momentum)·g;  p ← p - lr·((1-ν)·g + ν·b)
/// Ma & Yarats, Quasi-hyperbolic Momentum and Adam for Deep Learning, 2019.
struct QHM {
  double lr = 1e-3, momentum = 0.999, nu = 0.7;
  static constexpr double search_lr = 0.3;  // lr has the units of p²/loss
  static constexpr slot<QHM> state[]{"momentum_buffer"};
  auto at(std::int64_t) const {
    return [*this](auto&, auto g, auto& b) {
      b = momentum * b + (1 - momentum) * g;
      return -(lr * ((1 - nu) * g + nu * b));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
