#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Adagrad: each element's rate shrinks with the squared gradients it has seen.
///     s ← s + g²;  p ← p - lr/(1 + (t-1)·lr_decay) · g / (√s + eps)  (√(s + eps) with eps_in_sqrt)
/// Duchi, Hazan & Singer, Adaptive Subgradient Methods, 2011. As torch.optim.Adagrad; with
/// eps_in_sqrt as Keras and optax.
struct Adagrad {
  double lr = 1e-2, lr_decay = 0, initial_accumulator_value = 0, eps = 1e-10;
  bool eps_in_sqrt = false;
  static constexpr slot<Adagrad> state[]{
      slot<Adagrad>("sum").starting_at(&Adagrad::initial_accumulator_value).lasting().exact()};
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    const double rate = lr / (1 + static_cast<double>(t - 1) * lr_decay);
    return [=, *this](auto&, auto g, auto& s) {
      s += g * g;
      return -(rate * g / (eps_in_sqrt ? sqrt(s + eps) : sqrt(s) + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
