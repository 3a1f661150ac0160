#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// RMSprop: gradients divided by their running root mean square.
///     v ← α·v + (1-α)·g²;  a ← a + (1-α)·(g - a);  d = g / (√(v - a²) + eps)
///       (without a² unless centered)
///     p ← p - lr·d, or with momentum  b ← momentum·b + d;  p ← p - lr·b
///       (d + momentum·b with nesterov)
/// Options: eps_in_sqrt: √(v - a² + eps); bias_correction: v divided by 1 - αᵗ; lr_in_momentum: b
/// sums lr·d.
/// Tieleman & Hinton, lecture 6.5, 2012; centered: Graves 2013. As torch.optim.RMSprop, with v - a²
/// kept at 0 or above;
/// optax and Keras: eps_in_sqrt and lr_in_momentum.
struct RMSprop {
  double lr = 1e-2, alpha = 0.99, eps = 1e-8, momentum = 0, initial_accumulator_value = 0;
  bool centered = false, nesterov = false, eps_in_sqrt = false, lr_in_momentum = false,
       bias_correction = false;
  static constexpr double search_lr = 1e-3;  // the default is ten times that of other libraries
  static constexpr slot<RMSprop> state[]{slot<RMSprop>("square_avg")
                                             .starting_at(&RMSprop::initial_accumulator_value)
                                             .non_negative()
                                             .exact(&RMSprop::centered),
                                         slot<RMSprop>{"grad_avg", &RMSprop::centered}.exact(),
                                         {"momentum_buffer", &RMSprop::momentum}};
  static constexpr int grad_power = 2;
  constexpr const char* problem() const {
    if (nesterov && momentum == 0) return "nesterov=True needs momentum > 0";
    return bias_correction && centered  // at the first step v is a²: what divides is noise
               ? "bias_correction=True and centered=True exclude each other"
               : nullptr;
  }
  auto at(std::int64_t t) const {
    const double correct = bias_correction ? 1 / (1 - ipow(alpha, t)) : 1;
    return [=, *this](auto&, auto g, auto& v, auto& a, auto& b) {
      v = alpha * v + (1 - alpha) * g * g;
      if (centered) a += (1 - alpha) * (g - a);
      const auto w = centered ? max(v - a * a, 0.0) : correct * v;
      auto d = g / (eps_in_sqrt ? sqrt(w + eps) : sqrt(w) + eps);
      if (lr_in_momentum) d *= lr;
      if (momentum != 0) {
        b = momentum * b + d;
        d = nesterov ? d + momentum * b : b;
      }
      return lr_in_momentum ? -d : -(lr * d);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
