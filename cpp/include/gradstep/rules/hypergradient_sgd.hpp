#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// SGD with hypergradient descent: the rate itself goes down its gradient, which is minus the
/// product of the present gradient with the last update.
///     rate = lr + c,  c ← c + hypergrad_lr·⟨g, u⟩ over all arrays, 0 at first;  b ← momentum·b + g
///     u ← g + momentum·b (nesterov) or b;  p ← p - rate·u
/// There is one c for all groups. It is added to each group's lr, schedules included; where lr is 0
/// nothing moves. The rate stops at 0, where the paper lets it become negative and ascend. Choose
/// hypergrad_lr far below lr/|g|².
/// Baydin et al., Online Learning Rate Adaptation with Hypergradient Descent, 2018. As the authors'
/// SGDHD.
struct HypergradientSGD {
  double lr = 1e-3, hypergrad_lr = 1e-6, momentum = 0;
  bool nesterov = false;
  static constexpr double search_lr = 0.3;  // lr has the units of p²/loss
  static constexpr slot<HypergradientSGD> state[]{"last_update",
                                                  {"momentum_buffer", &HypergradientSGD::nesterov}};
  static constexpr int grad_power = 2;  // of the product
  static constexpr bool shared = true;
  struct Numbers {
    double lr_change = 0;
  };
  constexpr const char* problem() const {
    return nesterov && momentum == 0 ? "nesterov=True needs momentum > 0" : nullptr;
  }
  auto measure(std::int64_t) const {
    return [](auto, auto g, auto u, auto) { return sums{g * u}; };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const { x.lr_change += hypergrad_lr * s[0]; }
  auto at(std::int64_t, const Numbers& x) const {
    return [rate = lr > 0 ? max(lr + x.lr_change, 0.0) : 0, momentum = momentum,
            nesterov = nesterov](auto&, auto g, auto& u, auto& b) {
      const auto buffer = momentum * (nesterov ? b : u) + g;  // which is u itself without nesterov
      if (nesterov) b = buffer;
      u = nesterov ? g + momentum * buffer : buffer;
      return -(rate * u);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
