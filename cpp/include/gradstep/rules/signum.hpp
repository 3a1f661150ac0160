#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Signum: signSGD on a running mean of the gradients.
///     m ← momentum·m + (1 - momentum)·g;  p ← p - lr·sign(m)
/// Bernstein et al., signSGD: Compressed Optimisation for Non-Convex Problems, 2018. As
/// optax.signum.
struct Signum {
  double lr = 1e-3, momentum = 0.9;
  static constexpr slot<Signum> state[]{"momentum_buffer"};
  auto at(std::int64_t) const {
    return [*this](auto&, auto g, auto& m) {
      m = momentum * m + (1 - momentum) * g;
      return -(lr * sign(m));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
