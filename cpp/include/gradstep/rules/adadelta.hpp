#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Adadelta: steps in the units of the parameters, from the ratio of two running means.
///     v ← ρ·v + (1-ρ)·g²;  d = √(u + eps) / √(v + eps) · g;  u ← ρ·u + (1-ρ)·d²;  p ← p - lr·d
/// Zeiler, ADADELTA: An Adaptive Learning Rate Method, 2012. As torch.optim.Adadelta.
struct Adadelta {
  double lr = 1, rho = 0.9, eps = 1e-6;
  static constexpr slot<Adadelta> state[]{slot<Adadelta>("square_avg").non_negative(),
                                          slot<Adadelta>("acc_delta").non_negative()};
  static constexpr int grad_power = 2;
  auto at(std::int64_t) const {
    return [*this](auto&, auto g, auto& v, auto& u) {
      v = rho * v + (1 - rho) * g * g;
      const auto d = sqrt(u + eps) / sqrt(v + eps) * g;
      u = rho * u + (1 - rho) * d * d;
      return -(lr * d);
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
