#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Lion: the sign of a blend of gradient and momentum, with decoupled weight decay.
///     p ← (1 - lr·weight_decay)·p;  c = β₁·m + (1-β₁)·g;  m ← β₂·m + (1-β₂)·g
///     p ← p - lr·sign(c);  with refined the step is lr·c where |c| < 1
/// Chen et al., Symbolic Discovery of Optimization Algorithms, 2023. As lion-pytorch; refined:
/// optax.
struct Lion {
  double lr = 1e-4, beta1 = 0.9, beta2 = 0.99, weight_decay = 0;
  bool refined = false;
  static constexpr slot<Lion> state[]{"exp_avg"};
  static constexpr bool hot = true;
  auto at(std::int64_t) const {
    return [keep = 1 - lr * weight_decay, *this](auto& p, auto g, auto& m) {
      p *= keep;
      const auto c = beta1 * m + (1 - beta1) * g;
      m = beta2 * m + (1 - beta2) * g;
      return -(lr * (refined ? clamp(c, -1.0, 1.0) : sign(c)));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
