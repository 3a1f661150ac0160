#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// ASGD: gradient descent with a falling rate, whose parameters are averaged in `ax`.
///     η = lr / (1 + lambd·lr·(t-1))^power;  μ = 1 / max(1, t - 1 - t0)
///     p ← (1 - lambd·η)·p - η·g;  ax ← ax + μ·(p - ax)
/// Polyak & Juditsky, Acceleration of Stochastic Approximation by Averaging, 1992. As
/// torch.optim.ASGD at a constant lr (there η follows a changed lr one step later).
struct ASGD {
  double lr = 1e-2, lambd = 1e-4, power = 0.75, t0 = 1e6;
  static constexpr double search_lr = 0.3;  // lr has the units of p²/loss
  static constexpr slot<ASGD> state[]{slot<ASGD>("ax").lasting().exact()};
  auto at(std::int64_t t) const {
    const double n = static_cast<double>(t - 1), eta = lr / pow(1 + lambd * lr * n, power),
                 mu = 1 / max(1.0, n - t0), keep = 1 - lambd * eta;
    return [=](auto& p, auto g, auto& ax) {
      p *= keep;
      const auto u = -(eta * g), next = p + u;
      ax = mu == 1 ? next : ax + mu * (next - ax);
      return u;
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
