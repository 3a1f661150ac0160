#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Rprop: every element has a step of its own, which grows while the gradient keeps its sign and
/// shrinks when it turns.
///     s ← clamp(s · change, min_step_size, max_step_size),  s = lr at first
///       change = eta_plus if g·prev > 0, eta_minus if g·prev < 0, else 1
///     p ← p - sign(g)·s;  prev ← g
///     but where g·prev < 0:
///       iRprop-  (as it comes)                         nothing moves and prev ← 0
///       Rprop-   (improved=False)                      as everywhere
///       Rprop+   (improved=False, backtracking=True)   the last step is taken back and prev ← 0
///       iRprop+  (the rule IRpropPlus)
///         the last step is taken back if the loss has risen; prev ← 0
/// With delayed each step of iRprop- applies what the one before has found, or nothing where g has
/// turned; s is clamped only where it changes, and stays at 0 once it is 0.
/// Riedmiller & Braun, A Direct Adaptive Method for Faster Backpropagation Learning, 1993;
/// improved: Igel & Hüsken 2000. As torch.optim.Rprop; with delayed as optax.
struct Rprop {
  double lr = 1e-2, eta_minus = 0.5, eta_plus = 1.2, min_step_size = 1e-6, max_step_size = 50;
  bool delayed = false, improved = true, backtracking = false;
  static constexpr bool full_batch = true;
  static constexpr slot<Rprop> state[]{
      slot<Rprop>("prev").lasting().exact(),
      slot<Rprop>("step_size").starting_at(&Rprop::lr).lasting().exact()};
  constexpr const char* problem() const {
    return min_step_size > max_step_size ? "min_step_size must not be above max_step_size"
           : backtracking && improved
               ? "backtracking=True is of Rprop+, improved=False; for iRprop+, which takes back "
                 "steps that raised the loss, use IRpropPlus"
           : delayed && !improved ? "delayed=True is of iRprop-, improved=True"
                                  : nullptr;
  }
  auto at(std::int64_t) const {
    return [*this](auto&, auto g, auto& prev, auto& s) {
      const auto turn = sign(g) * sign(prev), last = sign(prev) * s;  // the last step was -last
      s = select(turn > 0.0, s * eta_plus, select(turn < 0.0, s * eta_minus, s));
      const auto within = clamp(s, min_step_size, max_step_size);
      s = delayed ? select(turn == 0.0, s, within) : within;
      prev = improved || backtracking ? select(turn < 0.0, 0.0, g) : g;
      if (delayed) prev = select(s == 0.0, 0.0, prev);
      if (backtracking) return select(turn < 0.0, last, -(sign(prev) * s));
      return -(delayed ? select(turn < 0.0, 0.0, last) : sign(prev) * s);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
