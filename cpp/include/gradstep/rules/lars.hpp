#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// LARS: momentum on gradients that are rescaled for each array to the norm of its parameters.
///     r = trust_coefficient·|p| / (|g| + weight_decay·|p| + eps), 1 if |p| or |g| is 0
///       (with adapt_decay: if |p| or |g| + weight_decay·|p| is 0);
///       d = r·(g + weight_decay·p)
///     b ← momentum·b + (1 - dampening)·d,  b = d at first;   p ← p - lr·b, or with nesterov
///       p ← p - lr·(d + momentum·b)
/// trust_clip: r ← min(r/lr, 1), as LARC. Without always_adapt r = 1 where weight_decay = 0.
/// norm_of_sum divides by |g + weight_decay·p| + eps, and lr_in_momentum takes lr·d into b: both as
/// optax.
/// You, Gitman & Ginsburg, Large Batch Training of Convolutional Networks, 2017. As timm's with
/// always_adapt.
struct LARS {
  double lr = 1, momentum = 0.9, dampening = 0, weight_decay = 0;
  double trust_coefficient = 1e-3, eps = 1e-8;
  bool nesterov = false, trust_clip = false, always_adapt = true, adapt_decay = false,
       norm_of_sum = false, lr_in_momentum = false;
  static constexpr slot<LARS> state[]{{"momentum_buffer", &LARS::momentum}};
  static constexpr int grad_power = 2;  // of the norm
  struct Numbers {
    double trust_ratio = 1;
  };
  constexpr const char* problem() const {
    return nesterov && (momentum == 0 || dampening != 0)
               ? "nesterov=True needs momentum > 0 and dampening = 0"
               : nullptr;
  }
  auto measure(std::int64_t) const {
    return [decay = norm_of_sum ? weight_decay : 0](auto p, auto g, auto) {
      const auto d = g + decay * p;
      return sums{p * p, d * d};
    };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const {
    const double norm = sqrt(s[0]), decay = norm_of_sum ? 0 : weight_decay * norm;
    const bool adapt = always_adapt || weight_decay != 0,
               some = s[0] > 0 && (s[1] > 0 || (adapt_decay && decay > 0));
    x.trust_ratio = adapt && some ? trust_coefficient * norm / (sqrt(s[1]) + decay + eps) : 1;
    if (adapt && trust_clip) x.trust_ratio = min(x.trust_ratio / lr, 1.0);
  }
  auto at(Count t, const Numbers& x) const {
    const double scale = lr_in_momentum ? lr * x.trust_ratio : x.trust_ratio,
                 rate = lr_in_momentum ? 1 : lr;
    return [=, first = t.first, *this](auto& p, auto g, auto& b) {
      auto d = scale * (g + weight_decay * p);
      if (momentum != 0) {
        b = first ? d : momentum * b + (1 - dampening) * d;
        d = nesterov ? d + momentum * b : b;
      }
      return -(rate * d);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
