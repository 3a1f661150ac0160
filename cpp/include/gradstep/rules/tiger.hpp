#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Tiger: Lion with one decay in place of two, so that the step is the sign of the momentum.
///     p ← (1 - lr·weight_decay)·p;  m ← β₁·m + (1-β₁)·g;  p ← p - lr·sign(m)
/// Su, Tiger: A Tight-fisted Optimizer, 2023. As pytorch_optimizer's Tiger.
struct Tiger {
  double lr = 1e-3, beta1 = 0.965, weight_decay = 1e-2;
  static constexpr slot<Tiger> state[]{"exp_avg"};
  auto at(std::int64_t) const {
    return [keep = 1 - lr * weight_decay, *this](auto& p, auto g, auto& m) {
      p *= keep;
      m = beta1 * m + (1 - beta1) * g;
      return -(lr * sign(m));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
