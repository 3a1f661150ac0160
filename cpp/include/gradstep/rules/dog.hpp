#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// DoG, distance over gradients: the step is the largest distance from the start so far, over the
/// root of the sum of all squared gradients, of all arrays together.
///     r ← max(r, |p - p₀|),  at first d0, or if that is 0 reps_rel·(1 + |p₀|);  G ← G + |g|²,
///       G = eps at first
///     p ← p - lr·r/√G · g
/// Leave lr at 1, constant; the averaged parameters (average=) are the ones to use.
/// Ivgi, Hinder & Carmon, DoG is SGD's Best Friend, 2023. As dog.DoG.
struct DoG {
  double lr = 1, reps_rel = 1e-6, eps = 1e-8, d0 = 0;
  static constexpr bool finds_rate = true;
  static constexpr slot<DoG> state[]{slot<DoG>("init_param").lasting().exact()};
  static constexpr int grad_power = 2;
  static constexpr bool shared = true;
  struct Numbers {
    double rbar = 0, grad_sq_sum = 0;
  };
  auto measure(Count t) const {
    return [first = t.first](auto p, auto g, auto p0) {
      const auto d = p - (first ? p : p0);
      return sums{d * d, g * g, p * p};
    };
  }
  void decide(Count t, const auto& s, Numbers& x) const {
    const double start = d0 > 0 ? d0 : reps_rel * (1 + sqrt(s[2]));
    x.rbar = t.first ? start : max(x.rbar, sqrt(s[0]));
    x.grad_sq_sum = (t.first ? eps : x.grad_sq_sum) + s[1];
  }
  auto at(Count t, const Numbers& x) const {
    const double step = x.grad_sq_sum > 0 ? lr * x.rbar / sqrt(x.grad_sq_sum) : 0;
    return [first = t.first, step](auto& p, auto g, auto& p0) {
      if (first) p0 = p;
      return -(step * g);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
