#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Fromage: steps of the relative length lr, whatever the sizes of gradients and parameters, and a
/// pull that keeps |p|.
///     p ← (p - lr·r·g) / √(1 + lr²),  r = |p| / |g|, 1 if a norm is 0
/// Norms count as min_norm at least.
/// Bernstein et al., On the distance between two neural networks and the stability of
/// learning, 2020. As the authors' code; min_norm = 1e-6: optax.
struct Fromage {
  double lr = 1e-2, min_norm = 0;
  static constexpr int grad_power = 2;  // of the norm
  struct Numbers {
    double trust_ratio = 1;
  };
  auto measure(std::int64_t) const {
    return [](auto p, auto g) { return sums{p * p, g * g}; };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const {
    const double of_p = max(sqrt(s[0]), min_norm), of_g = max(sqrt(s[1]), min_norm);
    x.trust_ratio = of_p > 0 && of_g > 0 ? of_p / of_g : 1;
  }
  auto at(std::int64_t, const Numbers& x) const {
    const double keep = 1 / sqrt(1 + lr * lr);
    return [=, step = keep * lr * x.trust_ratio](auto& p, auto g) {
      p *= keep;
      return -(step * g);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
