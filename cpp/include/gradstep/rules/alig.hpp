#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// ALI-G: Polyak's step size for models that can bring the loss to 0, with momentum.
///     η = min(max(loss, 0) / (|g|² + eps), lr),  |g| over all arrays;  b ← momentum·b - η·g;
///       p ← p - η·g + momentum·b
/// With adjusted_momentum every gradient in the buffer goes by the present η: b ← momentum·b - g; p
/// ← p - η·g + η·momentum·b.
/// lr is the largest step.
/// Berrada, Zisserman & Kumar, Training Neural Networks for and by Interpolation, 2020. As
/// pytorch_optimizer.AliG.
struct ALIG {
  double lr = 0.1, momentum = 0, eps = 1e-6;
  bool adjusted_momentum = false;
  static constexpr slot<ALIG> state[]{{"momentum_buffer", &ALIG::momentum}};
  static constexpr int grad_power = 2;  // of the norm
  static constexpr bool shared = true;
  struct Numbers {
    double step_size = 0;
  };
  constexpr const char* problem() const {
    return adjusted_momentum && momentum == 0 ? "adjusted_momentum=True needs momentum > 0"
                                              : nullptr;
  }
  static constexpr bool uses_loss = true;
  static constexpr bool lr_is_limit = true;
  auto measure(std::int64_t) const {
    return [](auto, auto g, auto) { return sums{g * g}; };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const {
    const double loss = max(s.loss, 0.0), norm = s[0] + eps;
    x.step_size = norm > 0 ? min(loss / norm, lr) : 0;
  }
  auto at(std::int64_t, const Numbers& x) const {
    return [step = min(x.step_size, lr), *this](auto&, auto g, auto& b) {
      if (momentum == 0) return -(step * g);
      b = momentum * b - (adjusted_momentum ? g : step * g);
      return (adjusted_momentum ? step * momentum : momentum) * b - step * g;
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
