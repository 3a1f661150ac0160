#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// iRprop+: Rprop that takes back the last step of the elements whose gradient turns, if the loss
/// has risen.
///     s ← clamp(s · change, min_step_size, max_step_size),  s = lr at first
///       change = eta_plus if g·prev > 0, eta_minus if g·prev < 0, else 1
///     p ← p - sign(g)·s;  prev ← g;
///       but where g·prev < 0 the last step is taken back if the loss has risen since, else nothing
///     moves, and prev ← 0
/// Rprop has the other three forms. This one is made for losses of the whole problem: those of
/// samples rise and fall by chance.
/// Igel & Hüsken, Improving the Rprop Learning Algorithm, 2000.
struct IRpropPlus {
  double lr = 1e-2, eta_minus = 0.5, eta_plus = 1.2, min_step_size = 1e-6, max_step_size = 50;
  static constexpr bool full_batch = true;
  static constexpr slot<IRpropPlus> state[]{
      slot<IRpropPlus>("prev").lasting().exact(),
      slot<IRpropPlus>("step_size").starting_at(&IRpropPlus::lr).lasting().exact()};
  static constexpr bool shared = true;
  struct Numbers {
    double last_loss = 0, rise = 0;
  };
  constexpr const char* problem() const {
    return min_step_size > max_step_size ? "min_step_size must not be above max_step_size"
                                         : nullptr;
  }
  static constexpr bool uses_loss = true;
  static constexpr bool lr_is_limit = true;
  void decide(Count t, const auto& s, Numbers& x) const {
    x.rise = t.first ? 0 : s.loss - x.last_loss;
    x.last_loss = s.loss;
  }
  auto at(std::int64_t, const Numbers& x) const {
    return [back = x.rise > 0 ? 1.0 : 0.0, *this](auto&, auto g, auto& prev, auto& s) {
      const auto turn = sign(g) * sign(prev), last = sign(prev) * s;  // the last step was -last
      s = select(turn > 0.0, s * eta_plus, select(turn < 0.0, s * eta_minus, s));
      s = clamp(s, min_step_size, max_step_size);
      prev = select(turn < 0.0, 0.0, g);
      return select(turn < 0.0, back * last, -(sign(prev) * s));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
