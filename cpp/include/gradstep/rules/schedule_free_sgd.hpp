#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Schedule-free SGD: points z are stepped, their average x is what is learned, and gradients are
/// taken between the two, at the parameter p = (1-β₁)·z + β₁·x. It needs no schedule that ends,
/// only a constant lr, with warmup.
///     γ = lr·min(1, t/warmup);  w = tʳ·(largest γ so far)^weight_lr_power;  c = w / (sum of all w)
///     z ← z - γ'·(g + weight_decay·p);  x ← (1-c)·x + c·z;  p = (1-β₁)·z + β₁·x
/// γ' is γ with max(t - warmup_delay, 0) for t.
/// Set lr 10 to 50 times as large as SGD's with momentum.
/// Defazio et al., The Road Less Scheduled, 2024. As schedulefree.SGDScheduleFree, whose momentum
/// is beta1.
struct ScheduleFreeSGD {
  double lr = 1, beta1 = 0.9, weight_decay = 0, warmup = 0, r = 0, weight_lr_power = 2,
         warmup_delay = 0;
  static constexpr double search_lr = 1;
  static constexpr slot<ScheduleFreeSGD> state[]{slot<ScheduleFreeSGD>("z").lasting().exact()};
  static constexpr bool timed = true;
  using Numbers = ScheduleFree;
  constexpr const char* problem() const { return beta1 > 0 ? nullptr : no_interpolation; }
  void decide(std::int64_t t, Numbers& x) const {
    x.take(warmed(lr, warmup, t), beta1, r, weight_lr_power, t);
  }
  auto at(Count t, const Numbers& x) const {
    return [first = t.first, update = x.update(warmed(lr, warmup, t, warmup_delay)), *this](
               auto& p, auto g, auto& z) {
      if (first) z = p;
      update(p, g + weight_decay * p, z);
    };
  }
  auto evaluated(const Numbers& x) const { return x.average(); }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
