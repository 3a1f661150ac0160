#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// signSGD: every element moves by lr against the sign of its gradient.
///     p ← p - lr·sign(g)
/// Bernstein et al., signSGD: Compressed Optimisation for Non-Convex Problems, 2018. As
/// optax.sign_sgd.
struct SignSGD {
  double lr = 1e-3;
  auto at(std::int64_t) const {
    return [*this](auto&, auto g) { return -(lr * sign(g)); };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
