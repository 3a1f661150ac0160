#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// DoWG, distance over weighted gradients: as DoG, but gradients count by the distance at which
/// they came, so that early ones, taken near the start, soon count for little.
///     r² ← max(r², |p - p₀|²),  at first d0², or if that is 0 eps;  w ← w + r²·|g|²;
///       p ← p - lr·r²/(√w + eps) · g
/// All norms are of all arrays together. Leave lr at 1.
/// Khaled, Mishchenko & Jin, DoWG Unleashed, 2023. As optax.contrib.dowg.
struct DoWG {
  double lr = 1, eps = 1e-4, d0 = 0;
  static constexpr bool finds_rate = true;
  static constexpr slot<DoWG> state[]{slot<DoWG>("init_param").lasting().exact()};
  static constexpr int grad_power = 2;
  static constexpr bool shared = true;
  struct Numbers {
    double estim_sq_dist = 0, weighted_sq_norm_grads = 0;
  };
  constexpr const char* problem() const {
    return eps > 0 || d0 > 0 ? nullptr : "eps or d0 must be positive, or nothing ever moves";
  }
  auto measure(Count t) const {
    return [first = t.first](auto p, auto g, auto p0) {
      const auto d = p - (first ? p : p0);
      return sums{d * d, g * g};
    };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const {
    x.estim_sq_dist = max(x.estim_sq_dist, max(d0 > 0 ? d0 * d0 : eps, s[0]));
    x.weighted_sq_norm_grads += x.estim_sq_dist * s[1];
  }
  auto at(Count t, const Numbers& x) const {
    const double root = sqrt(x.weighted_sq_norm_grads) + eps;
    return [first = t.first, step = root > 0 ? lr * x.estim_sq_dist / root : 0](auto& p, auto g,
                                                                                auto& p0) {
      if (first) p0 = p;
      return -(step * g);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
