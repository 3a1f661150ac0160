#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Barzilai and Borwein's step size: gradient descent whose rate is one over the curvature along
/// the last step.
///     s = p - p_last,  y = g - g_last;
///       rate = ⟨s, s⟩/⟨s, y⟩, or with short_step ⟨s, y⟩/⟨y, y⟩, over all arrays
///     p ← p - rate·g
/// The rate is kept within [min_lr, max_lr], and stays as it is where ⟨s, y⟩ is not positive. lr is
/// the rate until one is found.
/// It is made for gradients of the whole problem: the noise of a sample's gradient goes into y.
/// Barzilai & Borwein, Two-Point Step Size Gradient Methods, 1988; bounds: Raydan 1997.
struct BarzilaiBorwein {
  double lr = 1e-3, min_lr = 1e-10, max_lr = 1e10;
  bool short_step = false;
  static constexpr double search_lr = 0.3;  // lr has the units of p²/loss
  static constexpr bool full_batch = true;
  static constexpr slot<BarzilaiBorwein> state[]{
      slot<BarzilaiBorwein>("last_param").lasting().exact(),
      slot<BarzilaiBorwein>("last_grad").lasting().exact()};
  static constexpr int grad_power = 2;  // of the products
  static constexpr double grad_gain = 2;
  static constexpr bool shared = true;
  struct Numbers {
    double rate = 0;  // 0: none is found yet
  };
  constexpr const char* problem() const {
    return min_lr > max_lr ? "min_lr must not be above max_lr" : nullptr;
  }
  auto measure(Count t) const {
    return [first = t.first](auto p, auto g, auto p_last, auto g_last) {
      const auto s = first ? decltype(p)(0.0) : p - p_last,
                 y = first ? decltype(g)(0.0) : g - g_last;
      return sums{s * s, s * y, y * y};
    };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const {
    if (s[1] > 0) x.rate = min(max(short_step ? s[1] / s[2] : s[0] / s[1], min_lr), max_lr);
  }
  auto at(std::int64_t, const Numbers& x) const {
    return [rate = x.rate > 0 ? x.rate : lr](auto& p, auto g, auto& p_last, auto& g_last) {
      p_last = p, g_last = g;
      return -(rate * g);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
