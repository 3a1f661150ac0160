#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Sophia: momentum divided by the diagonal of the Hessian, clipped where the diagonal is small,
/// with decoupled weight decay.
///     m ← m + (1-β₁)(g - m);
///       h ← β₂·h + (1-β₂)·hessian in the steps that are given an estimate `hessian`
///     p ← (1 - lr·weight_decay)·p - lr · clamp(m / max(hessian_scale·h, eps), ±clip_threshold)
/// Give an estimate every 10 steps or so: with SophiaG the squared gradients of sampled labels,
/// times the batch size.
/// bias_correction corrects m for its start at zero, and delayed applies the h before this step:
/// both as optax.
/// Liu et al., Sophia: A Scalable Stochastic Second-order Optimizer for Language Model
/// Pre-training, 2023.
/// hessian_scale is its γ, and ρ in the authors' SophiaG.
struct Sophia {
  double lr = 1e-4, beta1 = 0.965, beta2 = 0.99, hessian_scale = 0.04, eps = 1e-12;
  double clip_threshold = 1, weight_decay = 0.1;
  bool bias_correction = false, delayed = false;
  static constexpr slot<Sophia> state[]{"exp_avg", "hessian_moment"};
  struct Inputs {
    bool hessian = false;
  };
  auto at(std::int64_t t, const Inputs& given) const {
    const double keep = 1 - lr * weight_decay,
                 correction = bias_correction ? 1 / (1 - ipow(beta1, t)) : 1;
    return [=, renew = given.hessian, *this](auto& p, auto g, auto& m, auto& h, auto hessian) {
      p *= keep;
      m += (1 - beta1) * (g - m);
      const auto before = h;
      if (renew) h = beta2 * h + (1 - beta2) * hessian;
      const auto u = correction * m / max(hessian_scale * (delayed ? before : h), eps);
      return -(lr * clamp(u, -clip_threshold, clip_threshold));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
